"""Pages and handouts that a language rewrote instead of translating: `translations/<lang>/adapt/<path of the English>`.

The words below the front matter stand in the place of the English ones. Title and summary stay in the catalogue, so
that lists and links agree. The file remembers a digest of the English it was written from; when that changes, readers
and translators are told.
"""

from __future__ import annotations

import datetime
import hashlib
from dataclasses import replace

from goodpractice.markup import blocks
from goodpractice.model import AdaptedFront, Document, Library, State
from goodpractice.problems import Problems, WrongUse
from goodpractice.project import Project


def english_digest(document: Document) -> str:
    """What an adapted page remembers of the English: twelve hex digits of the SHA-256 of its text."""
    return hashlib.sha256(document.body.encode()).hexdigest()[:12]


def adapted_document(document: Document, own: Document[AdaptedFront], front: State) -> tuple[Document, State]:
    """A document with the text of a language's own; `document` has translated front matter, `front` is its state.

    The group that wrote the text answers for it, so its messages count as reviewed, until the English changes."""
    count = sum(1 for block in blocks(own.body) if block.is_message)
    behind = own.front.english != english_digest(document)
    who = ((own.front.by, own.front.date),)
    state = State(
        total=count,
        translated=0 if behind else count,
        reviewed=0 if behind else count,
        changed=count if behind else 0,
        behind=(("", ""),) if behind else (),
        reviewers=who,
        adapted=who,
    )
    return replace(document, body=own.body), front + state


def report_behind(library: Library, lang: str, problems: Problems) -> None:
    """A warning for each adapted page whose English has changed since."""
    english = {document.path: document for document in library.documents()}
    for path, own in library.adapted.get(lang, {}).items():
        if path in english and own.front.english != english_digest(english[path]):
            problems.add(
                "GP426",
                own.path,
                own.line(("english",)),
                f"the English text in {path} has changed since this page was written",
                f"compare them, then run `goodpractice translate adapt {lang} {path} --by …`",
            )


def adapt(project: Project, english: Library, shown: Library, name: str, by: str) -> str:
    """Start an adapted page from what readers see of a document in a language (`shown`), or say of one that exists that
    it is up to date with the English of today. Returns its path."""
    lang = shown.lang
    documents = {document.path: document for document in english.adaptable()}
    if name not in documents:
        raise WrongUse(f"“{name}” is no page or handout; give a path such as docs/safety.md")
    path = project.translations / lang / "adapt" / name
    exists = english.adapted.get(lang, {}).get(name)
    body = exists.body if exists else _plain(shown, name)
    front = (
        f"---\nenglish: {english_digest(documents[name])}\nby: {by}\ndate: {datetime.date.today().isoformat()}\n---\n"
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(front + body, "utf-8")
    return project.relative(path)


def _plain(shown: Library, name: str) -> str:
    """The text of a translated document as an author writes it, without the program's marks."""
    text = next(document.body for document in shown.documents() if document.path == name)
    return text.replace('<span lang="en" dir="ltr">', "").replace("</span>", "").replace(" {{ changed.mark }}", "")
