"""Composed pages on disk, in the shape that MkDocs with static-i18n (folder structure) and other generators read."""

from __future__ import annotations

import json
from pathlib import Path

from goodpractice.compose import Site

NAVIGATION = "navigation.json"


def write_tree(sites: list[Site], folder: Path) -> Path:
    """Write `<folder>/<lang>/…` and `<folder>/navigation.json`; only files that changed are touched."""
    wanted: dict[Path, str] = {}
    for site in sites:
        for name, text in site.pages.items():
            wanted[folder / site.lang / name] = text
    frames = {
        site.lang: {
            "navigation": site.navigation,
            "frame": site.frame,
            "offered": site.offered,
            "direction": site.direction,
            "theme": site.theme,
            "footer": site.footer,
            "languages": site.languages,
        }
        for site in sites
    }
    wanted[folder / NAVIGATION] = json.dumps(frames, ensure_ascii=False, indent=1)
    folder.mkdir(parents=True, exist_ok=True)
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_file() and path not in wanted:
            path.unlink()
        elif path.is_dir() and not any(path.iterdir()):
            path.rmdir()
    for path, text in wanted.items():
        if not path.exists() or path.read_text("utf-8") != text:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
    return folder


def read_frames(folder: Path) -> dict[str, dict]:
    """What `write_tree` noted of each language: its navigation, the words of the page frame, the languages offered."""
    return json.loads((folder / NAVIGATION).read_text("utf-8"))
