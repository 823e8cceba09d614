"""How long a handout takes, against the stock plugin on the same page, in one run.

Run after scripts/test (which installs Pango): .venv/bin/python benchmarks/handout.py
Prints milliseconds, warm, the median of several runs, and the ratio.
"""

from __future__ import annotations

import contextlib
import io
import json
import statistics
import time
from collections.abc import Callable
from pathlib import Path

from goodpractice.compose import print_documents
from goodpractice.problems import Problems
from goodpractice.project import Project
from goodpractice.read import read_library
from goodpractice.render.printables import compile_pdf, layout_data
from goodpractice.words import Words

ROOT = Path(__file__).resolve().parent.parent
HANDOUT = "pol-code-in-eight-lines"


def median(run: Callable[[], object], times: int) -> float:
    """The median of `times` warm runs, in milliseconds."""
    run()
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        run()
        taken.append(1000 * (time.perf_counter() - start))
    return statistics.median(taken)


def main() -> None:
    project = Project(ROOT)
    library = read_library(project, Problems()).published()
    document = next(d for d in print_documents(library, library, Words()) if d.id == HANDOUT)
    counter = iter(range(10**6))

    def ours() -> bytes:
        # a new title each time, so that nothing of the layout is remembered from the run before
        data = {**layout_data(document, "0", f"run {next(counter)}"), "paper": "a4"}
        return compile_pdf(project, json.dumps(data))

    mine = median(ours, 15)
    print(f"{HANDOUT}: {mine:.0f} ms with Typst, conversion included")
    page = ROOT / "site" / "modules" / "police-sensitisation" / "handouts" / f"{HANDOUT}.html"
    if not page.exists():
        print("build the site first to compare with the stock plugin")
        return
    from mkdocs_pdf_export_plugin.renderer import Renderer

    renderer = Renderer(False, "material")
    html = page.read_text("utf-8")

    def stock() -> None:
        with contextlib.redirect_stderr(io.StringIO()):
            renderer.render_doc(html, page.as_uri()).write_pdf("/dev/null")

    theirs = median(stock, 3)
    print(f"{HANDOUT}: {theirs:.0f} ms with the stock plugin, which drops what does not fit its first sheets")
    print(f"ratio: {theirs / mine:.0f} to 1")


if __name__ == "__main__":
    main()
