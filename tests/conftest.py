"""What tests share: the real project, a copy of it to damage, and one finished build."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import pytest
from goodpractice.model import Library
from goodpractice.problems import Problems
from goodpractice.project import Project
from goodpractice.read import read_library

ROOT = Path(__file__).resolve().parent.parent
PARTS = ("docs", "modules", "translations", "mkdocs.yml")


@pytest.fixture(scope="session")
def project() -> Project:
    return Project(ROOT)


@pytest.fixture(scope="session")
def library(project: Project) -> Library:
    """The published English library."""
    problems = Problems()
    made = read_library(project, problems)
    assert not problems.blocking(), "\n".join(map(str, problems.blocking()))
    return made.published()


def copy_project(target: Path, *more: str) -> Project:
    """A copy of the sources to change, in English and Spanish: what is tried in one language holds in the others."""
    target.mkdir(parents=True, exist_ok=True)
    for name in (*PARTS, *more):
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, target / name)
        else:
            shutil.copy(source, target / name)
    for folder in (target / "translations").iterdir():
        if folder.is_dir() and folder.name not in {"pot", "en", "es"}:
            shutil.rmtree(folder)
    languages = target / "translations" / "languages.yml"
    text = languages.read_text("utf-8")
    languages.write_text(re.sub(r"  - \{code: (?!en|es).*\n", "", text), "utf-8")
    site = target / "mkdocs.yml"
    text = site.read_text("utf-8")
    site.write_text(re.sub(r" {8}- locale: (?!en|es).*\n(?: {10}.*\n)*", "", text), "utf-8")
    return Project(target)


@pytest.fixture
def copy(tmp_path: Path) -> Project:
    return copy_project(tmp_path / "project")


def goodpractice(*arguments: str, root: Path = ROOT, cwd: Path | None = None) -> subprocess.CompletedProcess:
    """Run the command as a user does."""
    environment = {**os.environ, "GOODPRACTICE_ROOT": str(root)}
    return subprocess.run(
        [sys.executable, "-m", "goodpractice", *arguments],
        cwd=cwd or root,
        env=environment,
        capture_output=True,
        text=True,
    )


@dataclass(frozen=True)
class Built:
    """A finished site."""

    site: Path
    manifest: dict
    output: str

    def text(self, name: str) -> str:
        return (self.site / name).read_text("utf-8")


class Building:
    """A build of the whole site that goes on while other tests run."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="a site "))  # with a space in its name
        self.site, self.log = self.folder / "site", self.folder / "log"
        environment = {**os.environ, "GOODPRACTICE_ROOT": str(ROOT)}
        command = [sys.executable, "-m", "goodpractice", "build", "--site-dir", str(self.site)]
        with self.log.open("w") as log:
            self.process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT)

    def finished(self) -> Built:
        code = self.process.wait()
        output = self.log.read_text("utf-8")
        assert code == 0, output[-3000:]
        return Built(self.site, json.loads((self.site / "manifest.json").read_text("utf-8")), output)

    def end(self) -> None:
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


_building: list[Building] = []


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests of the finished site come last, so that it is built while the others run."""
    items.sort(key=lambda item: "built" in getattr(item, "fixturenames", ()))


def pytest_collection_finish(session: pytest.Session) -> None:
    wanted = any("built" in getattr(item, "fixturenames", ()) for item in session.items)
    if wanted and not session.config.option.collectonly:
        _building.append(Building())


def pytest_sessionfinish() -> None:
    for one in _building:
        one.end()


@pytest.fixture(scope="session")
def built() -> Built:
    """The whole site with all printables, built once."""
    return _building[0].finished()


def edit_file(path: Path, old: str, new: str) -> None:
    """Replace the first `old` in a file, which must be there."""
    text = path.read_text("utf-8")
    assert old in text, f"{old!r} is not in {path}: this test needs another place"
    path.write_text(text.replace(old, new, 1), "utf-8")
