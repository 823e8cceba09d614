"""The reviewer's and the editor's work: signing off translations, and marking a change of English as editorial."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from goodpractice.model import Library
from goodpractice.problems import Problems, WrongUse
from goodpractice.project import Project
from goodpractice.translate.catalogue import MACHINE, parse
from goodpractice.translate.guard import refusal
from goodpractice.translate.merge import targets, updated, write_files
from goodpractice.translate.messages import UI, Message, by_domain, catalogue_of, interface, messages
from goodpractice.translate.reviews import Review, digest, read_reviews, write_reviews
from goodpractice.translate.staleness import staleness

_SIMILAR = 60  # of 100: how alike two English texts must be to be one text before and after a correction


def _messages_of(library: Library, name: str) -> dict[str, list[Message]]:
    """The messages of a document (its path), or of a whole catalogue (such as ui or cases/kash), by catalogue."""
    wanted = by_domain(library)
    if name in wanted:
        return {name: interface() if name == UI else wanted[name]}
    for document in library.documents():
        if document.path == name:
            made: dict[str, list[Message]] = {}
            for message in messages(document):
                if catalogue := catalogue_of(message, library):
                    made.setdefault(catalogue, []).append(message)
            return made
    raise WrongUse(
        f"there is no document or catalogue “{name}”; give a path such as docs/safety.md, or ui, or cases/kash"
    )


def sign_off(project: Project, library: Library, lang: str, name: str, by: str, problems: Problems) -> tuple[int, int]:
    """Sign off every current translation of a document in a language. Returns how many were signed and how many of its
    messages could not be (missing, changed or refused). A signed message is no machine draft any more."""
    if lang not in targets(library):
        raise WrongUse(f"there is no language {lang} with translations")
    today = datetime.date.today().isoformat()
    reviews = dict(read_reviews(project, lang, problems))
    signed = missed = 0
    for catalogue, needed in _messages_of(library, name).items():
        if not project.is_written(lang, catalogue):
            continue  # what the core says is signed off in the core
        path = project.catalogue(lang, catalogue)
        if not path.exists():
            missed += len(needed)
            continue
        parsed = parse(path, project.relative(path), problems)
        if parsed is None:
            raise WrongUse(f"{project.relative(path)} cannot be read")
        entries = {(e.msgctxt or e.msgid): e for e in parsed if not e.obsolete}
        for key in dict.fromkeys(message.key for message in needed):
            entry = entries.get(key)
            if entry is None or not entry.msgstr or entry.fuzzy or refusal(entry.msgid, entry.msgstr, lang):
                missed += 1
                continue
            made = Review(digest(entry.msgctxt, entry.msgid, entry.msgstr), by, today, name)
            reviews[made.message] = made
            lines = [line for line in entry.tcomment.split("\n") if MACHINE not in line.lower()]
            entry.tcomment = "\n".join(lines)
            signed += 1
        write_files(project, {(lang, catalogue): parsed})
    write_reviews(project, lang, reviews.values())
    return signed, missed


@dataclass(frozen=True)
class Correction:
    """An English message before and after a change."""

    catalogue: str
    context: str | None
    before: str
    after: str


def corrections(project: Project, library: Library, name: str, problems: Problems) -> list[Correction]:
    """What has changed in the English of a document since the last extraction."""
    made = []
    for catalogue, needed in _messages_of(library, name).items():
        path = project.translations / "pot" / f"{catalogue}.pot"
        template = parse(path, project.relative(path), problems) if path.exists() else None
        if template is None:
            raise WrongUse(
                f"{project.relative(path)} is missing or damaged; run `goodpractice translate extract` first"
            )
        living = {message.key for message in by_domain(library)[catalogue]}
        texts = {message.text for message in by_domain(library)[catalogue]}
        before = {e.msgctxt or e.msgid: e for e in template}
        gone = {n: e.msgid for n, e in enumerate(template) if (e.msgctxt or e.msgid) not in living}
        for message in needed:
            old = before.get(message.key)
            if old is not None and old.msgid == message.text:
                continue
            if old is not None:  # an interface word under the same key
                made.append(Correction(catalogue, message.context, old.msgid, message.text))
                continue
            best = process.extractOne(message.text, gone, scorer=fuzz.ratio, score_cutoff=_SIMILAR) if gone else None
            if best and best[0] not in texts:
                gone.pop(best[2])
                made.append(Correction(catalogue, None, best[0], message.text))
    return made


def keep_current(project: Project, library: Library, found: list[Correction], problems: Problems) -> list[str]:
    """Mark these changes as editorial: every translation and sign-off of the old text holds for the new one. Raises
    WrongUse, and changes nothing, when one of them changes a fact."""
    for change in found:
        if staleness(change.before, change.after, False) == "critical":
            raise WrongUse(
                f"“{change.after[:60]}” changes a number, link, placeholder or a word such as “not” or “must”: "
                "that is no correction of a typo, and its translations must be looked at"
            )
    languages = [language.code for language in library.languages.front.entries if language.code != "en"]
    written: list[str] = []
    for lang in languages:
        reviews = dict(read_reviews(project, lang, problems))
        for catalogue in sorted({change.catalogue for change in found}):
            path = project.catalogue(lang, catalogue)
            parsed = parse(path, project.relative(path), problems) if path.exists() else None
            if parsed is None:
                continue
            entries = {(e.msgctxt, e.msgid): e for e in parsed if not e.obsolete}
            for change in (c for c in found if c.catalogue == catalogue):
                entry = entries.get((change.context, change.before))
                if entry is None:
                    continue
                review = reviews.get(digest(entry.msgctxt, entry.msgid, entry.msgstr))
                entry.msgid = change.after
                if review:
                    kept = Review(
                        digest(entry.msgctxt, entry.msgid, entry.msgstr), review.by, review.date, review.document
                    )
                    reviews[kept.message] = kept
            written += write_files(project, {(lang, catalogue): parsed})
        if reviews:
            write_reviews(project, lang, reviews.values())
    return written + write_files(project, updated(project, library, problems))
