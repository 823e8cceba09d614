"""Build, serve on 127.0.0.1, rebuild when a file changes. Uses the development server of MkDocs."""

from __future__ import annotations

import signal
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from mkdocs.livereload import LiveReloadServer

from goodpractice.adapt import find_edition
from goodpractice.problems import Problems
from goodpractice.project import Project


def serve(
    project: Project, port: int, printables: bool, langs: Sequence[str] | None = None, edition: str | None = None
) -> int:
    """Serve until interrupted. A change with errors is reported and the last good site stays. `langs`: only these (and
    English), which is quicker. `edition`: a local one, by its id or path."""
    from goodpractice.building import build

    for name in (signal.SIGINT, signal.SIGTERM):  # a shell in the background makes its children deaf to the first
        signal.signal(name, signal.default_int_handler)

    with tempfile.TemporaryDirectory(prefix="goodpractice-") as folder:
        target = Path(folder) / "site"

        def rebuild() -> None:
            problems = Problems()
            build(project, target, problems, langs=langs, printables=printables, edition=edition)
            for problem in problems:
                print(problem, file=sys.stderr)

        rebuild()
        if not target.exists():
            return 1
        server = LiveReloadServer(builder=rebuild, host="127.0.0.1", port=port, root=str(target))
        folders = [project.docs, project.modules, project.translations, project.overrides]
        for watched in [*folders, *([find_edition(project, edition)] if edition else [])]:
            server.watch(str(watched))
        print(f"Serving on http://127.0.0.1:{port}/ (stop with Ctrl-C); changes show within some seconds", flush=True)
        try:
            server.serve(open_in_browser=False)
        except KeyboardInterrupt:
            print("stopped")
        finally:
            server.shutdown()
    return 0
