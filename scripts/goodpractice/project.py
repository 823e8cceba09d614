"""Where the parts of a project lie. A project is the folder that holds `mkdocs.yml`."""

from __future__ import annotations

import hashlib
import os
import subprocess
from dataclasses import dataclass, replace
from pathlib import Path

from goodpractice.problems import WrongUse

OWN = "edition"
"""The catalogue that holds the own texts of an edition."""


@dataclass(frozen=True)
class Project:
    """Paths of one checkout; `root` is absolute. `local` is the folder of the edition that is worked on, if any."""

    root: Path
    local: Path | None = None

    def of_edition(self, folder: Path) -> Project:
        """The same checkout, working on the edition in `folder`."""
        return replace(self, local=folder)

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
    def sources(self) -> tuple[Path, ...]:
        """The folders that people write."""
        return (self.docs, self.modules, self.translations, self.overrides, self.editions, self.root / "scripts")

    @property
    def editions(self) -> Path:
        return self.root / "editions"

    @property
    def work(self) -> Path:
        """Generated files that are not the product: composed trees. Each edition has its own, so that two can be built
        at once."""
        if self.local is None:
            return self.root / ".build"
        place = hashlib.sha256(str(self.local).encode()).hexdigest()[:8]
        return self.root / ".build" / "editions" / f"{self.local.name}-{place}"

    @property
    def cache(self) -> Path:
        """Finished PDFs by what went into them; all builds share them."""
        return self.root / ".build" / "printables"

    @property
    def written(self) -> Path:
        """Where translators' files are written: the translations of the edition that is worked on, or of the core."""
        return self.local / "translations" if self.local else self.translations

    def catalogue(self, lang: str, name: str) -> Path:
        """A PO file. Those of an edition's own texts and own languages lie with the edition."""
        core = self.translations / lang
        theirs = lang == "en" or (core / "ui.po").exists()
        own = self.local is not None and (name == OWN or not theirs)
        return (self.written / lang if own else core) / f"{name}.po"

    def is_written(self, lang: str, name: str) -> bool:
        """Whether a catalogue is this work's to write: an edition never touches those of the core."""
        return self.catalogue(lang, name).is_relative_to(self.written)

    def tables(self, lang: str, name: str) -> list[Path]:
        """A table of a language such as reviews.csv: the core's and the edition's."""
        return list(dict.fromkeys([self.translations / lang / name, self.written / lang / name]))

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
