"""Print documents -> PDF files, by Typst, with a cache of what has not changed."""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import multiprocessing
import os
import re
import time
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pikepdf
import typst

from goodpractice.compose import PrintDocument
from goodpractice.markup import plain
from goodpractice.model import PAPERS
from goodpractice.problems import Problem, Problems
from goodpractice.project import Project
from goodpractice.render.convert import ConversionError, inline_nodes, part_blocks

LIMIT = 300_000  # bytes; what a reader on a slow link can still fetch. A whole guide also comes in volumes by day
_SQUEEZE = 120_000  # bytes; smaller files gain little from repacking


_SIZES = {
    "card": 12.0,
    "poster": 12.0,
    "certificate": 12.0,
    "guide": 10.5,
    "key": 10.5,
    "run-sheet": 9.5,
    "case-sheet": 10.5,
}
_SHRINK = 0.5  # points, from one try to the next when a sheet must fit a number of pages
_SMALLEST = {"case-sheet": 8.5}  # points; 9 for the others


@dataclass(frozen=True)
class Printed:
    """One PDF on disk, with what the manifest says of it."""

    id: str
    lang: str
    kind: str
    source: str
    paper: str
    path: str  # below the site
    pages: int
    bytes: int
    sha256: str
    translated: float
    reviewed: float


def layout_data(document: PrintDocument, version: str, date: str) -> dict:
    """What the template receives: the block tree and the words around it."""
    blocks = [block for part in document.parts for block in part_blocks(part)]
    _close_gaps(blocks)
    return {
        "lang": document.lang,
        "title": inline_nodes(document.title),
        "plain": plain(document.title),
        "kind": document.kind,
        "code": document.code,
        "version": version,
        "date": date,
        "draft": document.draft,
        "discreet": document.discreet,
        "state": document.words["state"],
        "words": document.words,
        "grid": document.grid.model_dump() if document.grid else None,
        "contents": document.contents,
        "intro": document.intro,
        "id": document.id,
        "size": _SIZES.get(document.kind, 11.5),
        "fit": document.pages is not None,
        "blocks": blocks,
        "logo": document.logo.decode() if document.logo_type == "svg" else list(document.logo),
        "logo-type": document.logo_type,
    }


def _close_gaps(blocks: list[dict]) -> None:
    """No heading more than one level below the one before: a rule of PDF/UA, and what a screen reader needs."""
    before = 1  # the title
    for block in blocks:
        if block["t"] == "h":
            before = block["l"] = min(block["l"], before + 1)


def render_all(
    project: Project,
    documents: Iterable[PrintDocument],
    site: Path,
    version: str,
    date: str,
    problems: Problems,
    progress=lambda done, total: None,
    workers: int = 2,
    papers: Sequence[str] = PAPERS,
) -> list[Printed]:
    """Write every printable in every paper size below `site`; unchanged ones come from the cache."""
    documents = list(documents)
    templates = _digest_of(project.overrides / "print", project.overrides / "assets" / "pictures")
    jobs = [
        (str(project.root), document, paper, str(site), version, date, templates)
        for document in documents
        for paper in papers
    ]
    made: list[Printed] = []
    fresh = multiprocessing.get_context("spawn")  # Typst runs threads, and a fork of a process with threads can hang
    with ProcessPoolExecutor(max_workers=workers, mp_context=fresh) as pool:
        for done, (printed, found) in enumerate(pool.map(_render_job, jobs, chunksize=4), 1):
            problems.extend(found)
            if printed:
                made.append(printed)
            progress(done, len(jobs))
    _prune(project.cache)
    return sorted(made, key=lambda p: (p.lang, p.id, p.paper))


def _prune(cache: Path) -> None:
    """Forget what no build has used for two weeks."""
    oldest = time.time() - 14 * 24 * 3600
    for path in cache.glob("*"):
        with contextlib.suppress(FileNotFoundError):  # another build may be at it, too
            if path.stat().st_mtime < oldest:
                path.unlink()


def report_drafts(documents: list[PrintDocument], problems: Problems, edition: str = "") -> None:
    """One problem for each language with printables that carry the DRAFT mark. `edition` is the path of the edition.yml
    whose facts are missing."""
    if any(document.example for document in documents):
        problems.add(
            "GP714",
            edition,
            1,
            "this edition is an example: every page and sheet says that it is nothing to use",
            "write an edition of your own, or set example: false when it is one",
        )
    for lang in sorted({document.lang for document in documents}):
        open_facts = sorted(d.id for d in documents if d.lang == lang and d.missing)
        if open_facts:
            problems.add(
                "GP709",
                edition.replace("edition.yml", "slots.yml"),
                1,
                f"{len(open_facts)} printables in “{lang}” lack local facts and carry the DRAFT mark: "
                f"{', '.join(open_facts[:20])}{' …' if len(open_facts) > 20 else ''}",
                "fill in and check the facts that `goodpractice edition status` lists",
            )
        drafts = sorted(d.id for d in documents if d.lang == lang and d.draft and not d.missing and not d.example)
        if drafts:
            problems.add(
                "GP502",
                f"translations/{lang}",
                1,
                f"{len(drafts)} printables in “{lang}” carry the DRAFT mark: {', '.join(drafts)}",
                "have somebody review the translations and sign them off",
            )


def _digest_of(*folders: Path) -> str:
    digest = hashlib.sha256(typst.__version__.encode())
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    for path in (Path(__file__), Path(__file__).with_name("convert.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _render_job(job: tuple) -> tuple[Printed | None, list[Problem]]:
    root, document, paper, site, version, date, templates = job
    problems = Problems()
    project = Project(Path(root))
    # the key is made of what goes in, so that an unchanged document is not even converted
    key = hashlib.sha256("\0".join([templates, repr(document), paper, version, date]).encode()).hexdigest()
    cached = project.cache / f"{key}.pdf"
    pdf = b""
    with contextlib.suppress(FileNotFoundError):  # another build may prune it meanwhile
        pdf = cached.read_bytes()
        os.utime(cached)  # in use: _prune keeps it
    if not pdf:
        made = _made(project, document, paper, version, date, problems)
        if made is None:
            return None, list(problems)
        pdf = made
        cached.parent.mkdir(parents=True, exist_ok=True)
        part = cached.with_suffix(f".{os.getpid()}.part")  # another build may make the same
        part.write_bytes(pdf)
        part.replace(cached)
    first = document.lang == "en" and paper == PAPERS[0]
    if document.pages and _count(pdf) > (document.pages if first else room(document.pages)):
        problems.add(
            "GP504",
            document.path,
            1,
            f"the printable {document.id} ({document.lang}, {paper}) has {_count(pdf)} pages; it should have "
            f"{document.pages}",
            "shorten the text or its translation",
        )
    if len(pdf) > LIMIT and not document.in_volumes:
        problems.add(
            "GP503",
            document.path,
            1,
            f"the printable {document.id} ({document.lang}) has {len(pdf)} bytes",
            "split the text, or take pictures out",
        )
    below = (f"{document.lang}/" if document.lang != "en" else "") + document.file(paper)
    target = Path(site) / below
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(pdf)
    return Printed(
        document.id,
        document.lang,
        document.kind,
        document.source,
        paper,
        below,
        _count(pdf),
        len(pdf),
        hashlib.sha256(pdf).hexdigest(),
        round(document.state.share("translated"), 4),
        round(document.state.share("reviewed"), 4),
    ), list(problems)


def _made(
    project: Project, document: PrintDocument, paper: str, version: str, date: str, problems: Problems
) -> bytes | None:
    """The PDF of a document, or None after reporting why there is none."""

    def report(what: str, fix: str) -> None:
        name = f"the printable {document.id} ({document.lang}, {paper})"
        problems.add("GP501", document.path, 1, f"{name} cannot be made: {what}", fix)

    try:
        data = {**layout_data(document, version, date), "paper": paper}
    except ConversionError as error:
        report(str(error), "use only the Markdown that the guide for authors lists")
        return None
    try:
        return fitted_pdf(project, data, document.pages)
    except typst.TypstError as error:
        report(*_explained(error, json.dumps(data, ensure_ascii=False)))
        return None


@lru_cache(maxsize=1)
def _compiler(folder: str) -> typst.Compiler:
    return typst.Compiler(root=folder, font_paths=[f"{folder}/print/fonts"], ignore_system_fonts=True)


def fitted_pdf(project: Project, data: dict, most: int | None) -> bytes:
    """The PDF in its usual size of type or, when it should have only `most` pages, the largest that fits. Where even
    the smallest does not, the largest that keeps it within `room`, else its usual size again."""
    usual = compile_pdf(project, json.dumps(data, ensure_ascii=False))
    if most is None or _count(usual) <= most:
        return usual
    longer = None
    size = data["size"] - _SHRINK
    while size >= _SMALLEST.get(data["kind"], 9.0):
        pdf = compile_pdf(project, json.dumps({**data, "size": size}, ensure_ascii=False))
        if _count(pdf) <= most:
            return pdf
        if longer is None and _count(pdf) <= room(most):
            longer = pdf
        size -= _SHRINK
    return longer or usual


def room(pages: int) -> int:
    """How many pages a sheet may take in another language or on other paper than it was written for: half as many
    again. A sheet of one page stays one page."""
    return pages + pages // 2


def _count(pdf: bytes) -> int:
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return len(opened.pages)


def compile_pdf(project: Project, data: str) -> bytes:
    """A PDF/UA-1 file from layout data as JSON. Raises TypstError when a glyph, title or alternative is missing."""
    folder = str(project.overrides)  # the pictograms stand beside the templates
    pdf = _compiler(folder).compile(
        input=f"{folder}/print/main.typ", sys_inputs={"data": data}, pdf_standards=["ua-1"], timestamp=0
    )
    return _squeezed(pdf) if len(pdf) > _SQUEEZE else pdf


def _squeezed(pdf: bytes) -> bytes:
    """The same file with its objects packed and compressed: a third of the size for a long tagged document."""
    packed = io.BytesIO()
    pikepdf.settings.set_flate_compression_level(9)
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        opened.save(
            packed, object_stream_mode=pikepdf.ObjectStreamMode.generate, recompress_flate=True, deterministic_id=True
        )
    return packed.getvalue()


def _explained(error: Exception, text: str) -> tuple[str, str]:
    """A Typst error for a person who has never seen Typst."""
    message = str(error)
    if found := re.search(r"the text `\"(.+?)\"` could not be displayed", message):
        character = found.group(1)
        place = text.find(character)
        around = re.sub(r'["{}\[\]:,]+', " ", text[max(0, place - 40) : place + 20]).strip() if place >= 0 else ""
        return (
            f"the print fonts have no “{character}”" + (f" (in “…{around}…”)" if around else ""),
            "replace the character, or add a font that has it to overrides/print/fonts",
        )
    if "alternative" in message.lower() or "alt" in message.lower().split():
        return f"a picture has no alternative text ({message})", "add one"
    return " ".join(message.split())[:200], "see the template in overrides/print"
