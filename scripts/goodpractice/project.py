"""Where the parts of a project lie. A project is the folder that holds `mkdocs.yml`."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

from goodpractice.problems import WrongUse


@dataclass(frozen=True)
class Project:
    """Paths of one checkout; `root` is absolute."""

    root: Path

    @property
    def docs(self) -> Path:
        return self.root / "docs"

    @property
    def modules(self) -> Path:
        return self.root / "modules"

    @property
    def translations(self) -> Path:
        return self.root / "translations"

    @property
    def overrides(self) -> Path:
        return self.root / "overrides"

    @property
    def work(self) -> Path:
        """Generated files that are not the product: composed trees, cached PDFs."""
        return self.root / ".build"

    def relative(self, path: Path) -> str:
        """`path` as shown in messages: relative to the project, with forward slashes."""
        try:
            return path.relative_to(self.root).as_posix()
        except ValueError:
            return path.as_posix()

    def write_new(self, files: dict[Path, str]) -> list[Path]:
        """Write files that must not exist yet, all or none. Raises WrongUse."""
        for path in files:
            if path.exists():
                raise WrongUse(f"{self.relative(path)} exists already")
        for path, text in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
        return list(files)

    def revision(self) -> str:
        """The commit this tree was built from, with `+` when files differ from it; `unknown` outside git."""
        try:
            commit = self._git("rev-parse", "--short=12", "HEAD")
            return commit + ("+" if self._git("status", "--porcelain", "--untracked-files=no") else "")
        except (OSError, subprocess.CalledProcessError):
            return "unknown"

    def _git(self, *arguments: str) -> str:
        done = subprocess.run(["git", *arguments], cwd=self.root, capture_output=True, text=True, check=True)
        return done.stdout.strip()


def find(start: Path) -> Project | None:
    """The project that `start` stands in, or None. GOODPRACTICE_ROOT, set by scripts/build, names it for any folder."""
    if named := os.environ.get("GOODPRACTICE_ROOT"):
        start = Path(named)
    for folder in [start.resolve(), *start.resolve().parents]:
        if (folder / "mkdocs.yml").is_file():
            return Project(folder)
    return None
