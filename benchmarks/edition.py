"""What an edition costs: its build against the core's, in the same languages and paper sizes, in one run, nothing cached.

Run: .venv/bin/python benchmarks/edition.py
Prints seconds, the shorter of two runs of each, and the ratio. Then builds two editions at once, and compares with one.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PARTS = ("docs", "modules", "translations", "editions", "overrides", "scripts", "mkdocs.yml")


def start(root: Path, *arguments: str) -> subprocess.Popen:
    """A build in the copy of the project at `root`."""
    environment = {**os.environ, "GOODPRACTICE_ROOT": str(root), "PYTHONPATH": str(root / "scripts")}
    command = [sys.executable, "-m", "goodpractice", "build", *arguments]
    return subprocess.Popen(command, cwd=root, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def seconds(root: Path, *builds: tuple[str, ...]) -> float:
    """How long these builds take together, with an empty cache."""
    shutil.rmtree(root / ".build", ignore_errors=True)
    began = time.perf_counter()
    running = [start(root, *arguments) for arguments in builds]
    assert not any(process.wait() for process in running)
    return time.perf_counter() - began


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for name in PARTS:
            source = ROOT / name
            (shutil.copytree if source.is_dir() else shutil.copy)(source, root / name)
        edition = root / "editions" / "measured"
        shutil.copytree(root / "editions" / "example-peru", edition)
        front = edition / "edition.yml"
        front.write_text(front.read_text("utf-8").replace("paper: a4", "paper: both"), "utf-8")
        core = min(seconds(root, ("--lang", "es")) for _ in range(2))
        local = min(seconds(root, ("--edition", "measured")) for _ in range(2))
        print(f"core, English and Spanish: {core:.0f} s; an edition in both: {local:.0f} s; ratio {local / core:.2f}")
        both = seconds(root, ("--edition", "measured"), ("--edition", "example-kenya"))
        print(f"two editions at once: {both:.0f} s")


if __name__ == "__main__":
    main()
