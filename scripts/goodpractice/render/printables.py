"""Print documents -> PDF files, by Typst, with a cache of what has not changed."""

from __future__ import annotations

import hashlib
import io
import json
import re
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pikepdf
import typst

from goodpractice.compose import PrintDocument
from goodpractice.compose.documents import PAPERS
from goodpractice.markup import plain
from goodpractice.problems import Problem, Problems
from goodpractice.project import Project
from goodpractice.render.convert import ConversionError, inline_nodes, part_blocks

LIMIT = 300_000  # bytes; what a reader on a slow link can still fetch
_SQUEEZE = 120_000  # bytes; smaller files gain little from repacking


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
    note = ""
    if document.draft:
        note = document.words["draft-print"]
    elif document.state.reviewed < document.state.total:
        note = document.words["draft-title"]
    return {
        "lang": document.lang,
        "title": inline_nodes(document.title),
        "plain": plain(document.title),
        "kind": document.kind,
        "code": document.code,
        "version": version,
        "date": date,
        "draft": document.draft,
        "state": note,
        "words": document.words,
        "grid": document.grid.model_dump() if document.grid else None,
        "contents": document.contents,
        "intro": document.intro,
        "id": document.id,
        "blocks": blocks,
    }


def render_all(
    project: Project, documents: Iterable[PrintDocument], site: Path, version: str, date: str, problems: Problems,
    progress=lambda done, total: None, workers: int = 2,
) -> list[Printed]:  # fmt: skip
    """Write every printable in every paper size below `site`; unchanged ones come from the cache."""
    documents = list(documents)
    templates = _digest_of(project.overrides / "print")
    jobs = [(str(project.root), document, paper, str(site), version, date, templates)
            for document in documents for paper in PAPERS]  # fmt: skip
    made: list[Printed] = []
    with ProcessPoolExecutor(max_workers=workers) as pool:
        for done, (printed, found) in enumerate(pool.map(_render_job, jobs, chunksize=4), 1):
            problems.extend(found)
            if printed:
                made.append(printed)
            progress(done, len(jobs))
    return sorted(made, key=lambda p: (p.lang, p.id, p.paper))


def _digest_of(folder: Path) -> str:
    digest = hashlib.sha256(typst.__version__.encode())
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
    try:
        data = layout_data(document, version, date)
    except ConversionError as error:
        problems.add("GP501", document.path, 1, f"the printable {document.id} ({document.lang}) cannot be made: {error}",
                     "use only the Markdown that the guide for authors lists")  # fmt: skip
        return None, list(problems)
    text = json.dumps({**data, "paper": paper}, ensure_ascii=False)
    key = hashlib.sha256((templates + text).encode()).hexdigest()
    cached = project.work / "printables" / f"{key}.pdf"
    if cached.exists():
        pdf = cached.read_bytes()
    else:
        try:
            pdf = compile_pdf(project, text)
        except typst.TypstError as error:
            what, fix = _explained(error, text)
            problems.add("GP501", document.path, 1, f"the printable {document.id} ({document.lang}) cannot be made: {what}",
                         fix)  # fmt: skip
            return None, list(problems)
        cached.parent.mkdir(parents=True, exist_ok=True)
        part = cached.with_suffix(f".{paper}.part")
        part.write_bytes(pdf)
        part.replace(cached)
    if len(pdf) > LIMIT:
        problems.add("GP503", document.path, 1, f"the printable {document.id} ({document.lang}) has {len(pdf)} bytes",
                     "split the text, or take pictures out")  # fmt: skip
    if document.draft:
        problems.add("GP502", document.path, 1, f"the printable {document.id} ({document.lang}) carries the DRAFT mark",
                     "have somebody review its translation and sign it off")  # fmt: skip
    below = (f"{document.lang}/" if document.lang != "en" else "") + document.file(paper)
    target = Path(site) / below
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(pdf)
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        pages = len(opened.pages)
    return Printed(
        document.id, document.lang, document.kind, document.source, paper, below, pages, len(pdf),
        hashlib.sha256(pdf).hexdigest(), round(document.state.share("translated"), 4),
        round(document.state.share("reviewed"), 4),
    ), list(problems)  # fmt: skip


@lru_cache(maxsize=1)
def _compiler(folder: str) -> typst.Compiler:
    return typst.Compiler(root=folder, font_paths=[f"{folder}/fonts"], ignore_system_fonts=True)


def compile_pdf(project: Project, data: str) -> bytes:
    """A PDF/UA-1 file from layout data as JSON. Raises TypstError when a glyph, title or alternative text is missing."""
    folder = str(project.overrides / "print")
    pdf = _compiler(folder).compile(
        input=f"{folder}/main.typ", sys_inputs={"data": data}, pdf_standards=["ua-1"], timestamp=0
    )
    return _squeezed(pdf) if len(pdf) > _SQUEEZE else pdf


def _squeezed(pdf: bytes) -> bytes:
    """The same file with its objects packed and compressed: a third of the size for a long tagged document."""
    packed = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        opened.save(
            packed, object_stream_mode=pikepdf.ObjectStreamMode.generate, recompress_flate=True, deterministic_id=True
        )
    return packed.getvalue()


def _explained(error: Exception, text: str) -> tuple[str, str]:
    """A Typst error for a person who has never seen Typst."""
    message = str(error)
    if found := re.search(r"character .([^`'\"]{1,8})[`'\"]|U\+([0-9A-F]{4,6})", message):
        character = found.group(1) or chr(int(found.group(2), 16))
        place = text.find(character)
        around = re.sub(r'["{}\[\]:,]+', " ", text[max(0, place - 40) : place + 20]).strip() if place >= 0 else ""
        return (f"the print fonts have no “{character}”" + (f" (in “…{around}…”)" if around else ""),
                "replace the character, or add a font that has it to overrides/print/fonts")  # fmt: skip
    if "alternative" in message.lower() or "alt" in message.lower().split():
        return f"a picture has no alternative text ({message})", "add one"
    return " ".join(message.split())[:200], "see the template in overrides/print"
