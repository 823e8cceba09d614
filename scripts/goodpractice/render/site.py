"""Composed pages -> HTML, by running MkDocs once for each language."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from goodpractice.compose import Site
from goodpractice.problems import Problems
from goodpractice.project import Project
from goodpractice.render.skeleton import compare
from goodpractice.render.tree import write_tree


def build_site(
    project: Project,
    sites: Sequence[Site],
    target: Path,
    problems: Problems,
    generator: str = "mkdocs",
    done: Callable[[str], None] = lambda lang: None,
    address: str = "",
) -> None:
    """Build each language from its own tree, two at a time: English into `target`, the others below it."""
    waiting = list(sites)
    running: list[tuple[Site, subprocess.Popen]] = []
    while waiting or running:
        while waiting and len(running) < max(1, os.cpu_count() or 1):
            site = waiting.pop(0)
            folder = write_tree([site], project.work / "tree" / site.lang)
            running.append((site, _start(project, folder, _folder(target, site.lang), generator, address)))
        site, process = running.pop(0)
        output, _ = process.communicate()
        if process.returncode:
            what = _last_error(output)
            problems.add(
                "GP603",
                "mkdocs.yml",
                1,
                f"the site in “{site.lang}” could not be built: {what}",
                "correct what it names, or run `mkdocs build` to see its whole output",
            )
        for line in output.splitlines():
            if line.startswith("WARNING") and "MkDocs 2" not in line:
                problems.add(
                    "GP603",
                    "mkdocs.yml",
                    1,
                    f"the site in “{site.lang}”: {line.removeprefix('WARNING').strip(' -')}",
                    "correct the link or page it names",
                )
        done(site.lang)
    if not problems.blocking():
        exempt = {site.lang: site.free for site in sites if site.lang != "en"}
        compare(project.work / "skeletons", exempt, problems)


def _folder(target: Path, lang: str) -> Path:
    return target if lang == "en" else target / lang


def _start(project: Project, tree: Path, folder: Path, generator: str, address: str) -> subprocess.Popen:
    environment = {
        **os.environ,
        "GOODPRACTICE_TREE": str(tree),
        "GOODPRACTICE_ADDRESS": address,
        "NO_MKDOCS_2_WARNING": "1",
        "PYTHONWARNINGS": "ignore",
    }
    command = [sys.executable, "-m", generator, "build", "-q", "-d", str(folder)]
    return subprocess.Popen(
        command,
        cwd=project.root,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
    )


def _last_error(output: str) -> str:
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    errors = [line for line in lines if line.startswith(("ERROR", "Error", "Config value")) or "Error:" in line]
    return (errors or lines or ["no output"])[-1][:300]


_FOREIGN = re.compile(
    r"""<(?:script|img|iframe|source|video|audio|embed|object)\b[^>]*\b(?:src|data)\s*=\s*["']?(?:https?:)?//"""
    r"""|<link\b(?=[^>]*\brel\s*=\s*["']?(?:stylesheet|preload|preconnect|icon|manifest|dns-prefetch))[^>]*"""
    r"""\bhref\s*=\s*["']?(?:https?:)?//|@import\s+(?:url\()?["']?(?:https?:)?//|url\(\s*["']?(?:https?:)?//""",
    re.I,
)


def foreign_requests(site: Path, problems: Problems) -> None:
    """Report every page or style sheet that would ask another host for something."""
    for path in sorted([*site.rglob("*.html"), *site.rglob("*.css")]):
        text = path.read_text("utf-8")
        if match := _FOREIGN.search(text):
            problems.add(
                "GP601",
                f"site/{path.relative_to(site).as_posix()}",
                text.count("\n", 0, match.start()) + 1,
                f"this asks another host: {match.group()[:80]}",
                "take it out of the template or page",
            )
