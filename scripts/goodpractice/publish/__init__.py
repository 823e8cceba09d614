"""publish: the manifest, and the finished directory swapped in whole.

A build writes into a directory beside the old one. Only when it is complete does it take the old one's place, so a
failed build never leaves half a site.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from goodpractice.model import Language, State
from goodpractice.render.printables import Printed


@contextmanager
def fresh_directory(target: Path) -> Iterator[Path]:
    """A new directory that replaces `target` when the block ends without an exception, else disappears.

    Raises OSError when `target` exists and is no directory of ours (it has files but no manifest.json).
    """
    if target.exists() and (not target.is_dir() or (any(target.iterdir()) and not (target / "manifest.json").exists())):
        raise OSError(f"{target} exists and is not a site that this program made; choose another directory")
    target.parent.mkdir(parents=True, exist_ok=True)
    made = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    try:
        yield made
        made.chmod(0o755)
        old = made.with_name(made.name + "-old")
        if target.exists():
            os.replace(target, old)
        os.replace(made, target)
        shutil.rmtree(old, ignore_errors=True)
    finally:
        shutil.rmtree(made, ignore_errors=True)


def write_manifest(
    site: Path,
    version: str,
    revision: str,
    languages: Iterable[tuple[Language, State]],
    pages: int,
    printables: Iterable[Printed],
) -> None:
    """`manifest.json`: what this site holds, and how far it is translated and reviewed."""
    manifest = {
        "version": version,
        "source_revision": revision,
        "languages": {
            language.code: {
                "name": language.name,
                "dir": language.dir,
                "translated": round(state.share("translated"), 4),
                "reviewed": round(state.share("reviewed"), 4),
            }
            for language, state in languages
        },
        "pages": pages,
        "printables": [asdict(printed) for printed in printables],
    }
    (site / "manifest.json").write_text(json.dumps(manifest, ensure_ascii=False, indent=1) + "\n", "utf-8")
