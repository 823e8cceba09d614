"""The whole build: compose, render, publish."""

from __future__ import annotations

import datetime
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from goodpractice import __version__
from goodpractice.compose import data_files, feed_files
from goodpractice.model import State
from goodpractice.pipeline import adapt_to, compose_sites
from goodpractice.problems import Problems
from goodpractice.project import Project
from goodpractice.publish import fresh_directory, write_manifest
from goodpractice.publish.branding import write_branding
from goodpractice.publish.offline import write_offline
from goodpractice.publish.web import write_not_found, write_redirects, write_sitemap
from goodpractice.read import read_library
from goodpractice.render.printables import render_all, report_drafts
from goodpractice.render.site import build_site, foreign_requests


class _Stop(Exception):
    """Leaves the fresh directory unpublished."""


class _Progress:
    """A bar on a terminal, plain lines elsewhere."""

    def __init__(self) -> None:
        self.live = sys.stdout.isatty()
        self.started = time.monotonic()

    def say(self, text: str) -> None:
        print(("\r\033[K" if self.live else "") + text, flush=True)

    def bar(self, what: str, done: int, total: int) -> None:
        if self.live:
            filled = round(24 * done / max(1, total))
            print(f"\r\033[K[{'#' * filled}{'.' * (24 - filled)}] {what} {done}/{total}", end="", flush=True)
        elif done == total:
            self.say(f"{what}: {done}")


def build_date() -> str:
    """Today, or the day of SOURCE_DATE_EPOCH for a reproducible build."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if epoch and epoch.isdigit():
        return datetime.datetime.fromtimestamp(int(epoch), datetime.UTC).date().isoformat()
    return datetime.date.today().isoformat()


def build(
    project: Project,
    target: Path,
    problems: Problems,
    *,
    langs: Sequence[str] | None = None,
    printables: bool = True,
    final: bool = False,
    address: str = "",
    edition: str | None = None,
    generator: str = "mkdocs",
) -> bool | None:
    """Build into `target`. True: published. False: problems, and `target` is as it was. None: wrong use.

    `address` is where the site will be published; without it whole addresses (canonical links, sitemap) stay out."""
    progress = _Progress()
    library = read_library(project, problems)
    if library is None or problems.blocking():
        return False
    if edition:
        adapted = adapt_to(project, library, edition, problems)
        if adapted is None:
            return False
        project, library = adapted.project, adapted.library
        address = address or (library.local.front.address or "").rstrip("/")
    if not address:
        problems.add(
            "GP604",
            library.local.path if library.local else "mkdocs.yml",
            1,
            "no address is given: canonical links and the sitemap are left out",
            "build with --address https://… when you know where the site will be",
        )
    known = [language.code for language in library.languages.front.entries]
    if unknown := [code for code in langs or [] if code not in known]:
        print(f"goodpractice: no language {', '.join(unknown)}; there are {', '.join(known)}", file=sys.stderr)
        return None
    written_in = library.local.front.written_in if library.local else "en"
    wanted = [code for code in known if not langs or code in langs or code in {"en", written_in}]
    composed = compose_sites(project, library, wanted, problems, printables)
    documents = [document for c in composed for document in c.documents]
    report_drafts(documents, problems, library.local.path if library.local else "")
    if not composed or problems.blocking(final):
        return False
    progress.say(f"Composed {sum(len(c.site.pages) for c in composed)} pages in {len(composed)} languages")
    version = f"{__version__}"
    try:
        with fresh_directory(target) as site:
            progress.bar("Building pages", 0, len(composed))
            sites = [c.site for c in composed]
            build_site(project, sites, site, problems, generator, address=address)
            if library.local:
                write_branding(site, library.local)
            progress.say(f"Built the pages in {', '.join(wanted)}")
            printed = []
            if printables:
                printed = render_all(
                    project,
                    documents,
                    site,
                    version,
                    build_date(),
                    problems,
                    lambda done, total: progress.bar("Printables", done, total),
                    papers=library.papers,
                )
            english = next(c.library for c in composed if c.site.lang == "en")
            for name, text in data_files(english).items():
                (site / name).parent.mkdir(parents=True, exist_ok=True)
                (site / name).write_text(text, "utf-8")
            for c in composed:
                folder = site if c.site.lang == "en" else site / c.site.lang
                for name, text in feed_files(c.library, c.words, address).items():
                    (folder / name).write_text(text, "utf-8")
            write_sitemap(site, sites, address)
            write_not_found(site, sites, address)
            write_redirects(site, library.redirects.front.pages, [one.lang for one in sites])
            if printables:
                progress.say("Packing the files to take along")
                write_offline(site, sites)
            foreign_requests(site, problems)
            states = [(library.language(c.site.lang), sum(c.library.state.values(), State())) for c in composed]
            write_manifest(site, version, project.revision(), states, sum(len(c.site.pages) for c in composed), printed)
            if problems.blocking(final):
                raise _Stop
    except _Stop:
        return False
    progress.say(f"Done in {time.monotonic() - progress.started:.1f} s")
    return True
