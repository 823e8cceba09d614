"""Whether the walker over Markdown finds what the renderer finds, on the documentation of other projects.

Run: .venv/bin/python benchmarks/outside_docs.py [name=folder ...]
Without folders it fetches two source archives into a temporary folder: Material for MkDocs from Debian (`apt-get` with
its own lists, so the machine stays as it is) and FastAPI from PyPI (`pip`; newer source archives have no docs in them).
Prints for each set how many pages, and how many of their blocks, are the same, and the first differences. Ends with 1
if fewer than 95 % of the pages of a set are.
"""

from __future__ import annotations

import difflib
import re
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from test_markup import OUTSIDE, comparable, ours, rendered_blocks  # noqa: E402  one oracle for both

THRESHOLD = 0.95  # of pages equal, in each set
SHOWN = 8
FRONT_MATTER = re.compile(r"\A---\n.*?\n---\n", re.S)
KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg"


def from_debian(package: str, folder: Path) -> Path:
    """The docs in the source archive of a Debian package. Signatures are checked; the system's lists stay untouched."""
    (folder / "lists" / "partial").mkdir(parents=True)
    (folder / "archives" / "partial").mkdir(parents=True)
    (folder / "sources").write_text(f"deb-src [signed-by={KEYRING}] http://deb.debian.org/debian sid main\n")
    settings = {
        "Dir::Etc::sourcelist": folder / "sources",
        "Dir::Etc::sourceparts": "/dev/null",
        "Dir::State::Lists": folder / "lists",
        "Dir::Cache": folder,
        "APT::Sandbox::User": "root",
    }
    options = [word for name, value in settings.items() for word in ("-o", f"{name}={value}")]
    for command in (["update"], ["source", "--download-only", "--tar-only", package]):
        subprocess.run(["apt-get", "-q", *options, *command], cwd=folder, check=True, stdout=subprocess.DEVNULL)
    return unpacked(next(folder.glob("*.orig.tar.*")), folder)


def from_pypi(requirement: str, folder: Path) -> Path:
    """The docs in the source archive of a Python package."""
    folder.mkdir()
    command = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--no-binary", ":all:", requirement]
    subprocess.run(command, cwd=folder, check=True)
    return unpacked(next(folder.glob("*.tar.gz")), folder)


def unpacked(archive: Path, folder: Path) -> Path:
    with tarfile.open(archive) as tar:
        tar.extractall(folder / "unpacked", filter="data")
    return next((folder / "unpacked").iterdir()) / "docs"


def compare(name: str, folder: Path) -> bool:
    """Print how a set of pages does; whether that is enough."""
    pages = sorted(folder.rglob("*.md"))
    same_pages = units = same_units = 0
    different: list[str] = []
    for page in pages:
        text = FRONT_MATTER.sub("", page.read_text("utf-8"))
        mine, theirs = comparable(ours(text)), comparable(rendered_blocks(text, OUTSIDE))
        matcher = difflib.SequenceMatcher(None, mine, theirs, autojunk=False)
        same_pages += mine == theirs
        units += max(len(mine), len(theirs))
        same_units += sum(match.size for match in matcher.get_matching_blocks())
        if mine != theirs:
            _, a, b, c, d = next(code for code in matcher.get_opcodes() if code[0] != "equal")
            different.append(f"  {page.relative_to(folder)}: ours {mine[a:b][:2]}, the renderer's {theirs[c:d][:2]}")
    print(f"{name}: {len(pages)} pages, {same_pages} equal ({same_pages / len(pages):.1%})")
    print(f"  {units} blocks, {same_units} equal ({same_units / units:.2%})")
    print("\n".join(line[:400] for line in different[:SHOWN]))
    return same_pages >= THRESHOLD * len(pages)


def main() -> int:
    with tempfile.TemporaryDirectory() as temporary:
        if sys.argv[1:]:
            sets = {name: Path(folder) for name, folder in (argument.split("=", 1) for argument in sys.argv[1:])}
        else:
            material = from_debian("mkdocs-material", Path(temporary) / "material")
            fastapi = from_pypi("fastapi==0.104.1", Path(temporary) / "fastapi")
            sets = {material.parent.name: material, f"{fastapi.parent.name}, English": fastapi / "en" / "docs"}
        enough = [compare(name, folder) for name, folder in sets.items()]
    return 0 if all(enough) else 1


if __name__ == "__main__":
    sys.exit(main())
