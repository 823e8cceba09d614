"""The `goodpractice` command. Exit code 0: done; 1: problems in the content; 2: wrong use."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from goodpractice import __version__
from goodpractice.model import Library
from goodpractice.problems import Problems, WrongUse
from goodpractice.project import Project, find

if TYPE_CHECKING:
    from goodpractice.pipeline import Adapted


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command. Never shows a traceback for bad input."""
    parser = _parser()
    arguments = parser.parse_args(argv)
    project = find(Path.cwd())
    if project is None:
        print("goodpractice: no project here: run it in a folder that holds mkdocs.yml", file=sys.stderr)
        return 2
    try:
        return arguments.run(project, arguments)
    except KeyboardInterrupt:
        print("goodpractice: stopped", file=sys.stderr)
        return 130
    except _Unreadable:
        return 1
    except (WrongUse, OSError) as error:
        print(f"goodpractice: {error}", file=sys.stderr)
        return 2


class _Unreadable(Exception):
    """The sources have errors, which have been shown."""


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="goodpractice", description="Build and check the Good Practice library.")
    parser.add_argument("--version", action="version", version=__version__)
    local = argparse.ArgumentParser(add_help=False)
    local.add_argument("--edition", metavar="ID_OR_PATH", help="in a local edition, with its own texts and languages")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    check = commands.add_parser("check", help="check every source and catalogue; writes nothing")
    check.add_argument("--format", choices=("text", "json"), default="text")
    check.set_defaults(run=_check)

    build = commands.add_parser("build", help="build the site and the printables")
    build.add_argument("--lang", action="append", metavar="L", help="build this language only (may be repeated)")
    build.add_argument("--site-dir", type=Path, metavar="DIR", help="where to write (default: site/)")
    build.add_argument("--no-print", action="store_true", help="leave the printables out")
    build.add_argument("--final", action="store_true", help="refuse drafts, missing translations and every warning")
    build.add_argument(
        "--record", action="store_true", help="note the addresses of this build: later ones must keep them"
    )
    build.add_argument(
        "--edition", metavar="ID_OR_PATH", help="a local edition, into sites/<id>/ unless told otherwise"
    )
    build.add_argument("--address", default="", metavar="URL", help="where the site will be published")
    build.set_defaults(run=_build)

    serve = commands.add_parser(
        "serve", parents=[local], help="build, serve on this machine, rebuild when a file changes"
    )
    serve.add_argument("--port", type=int, default=8000)
    serve.add_argument("--no-print", action="store_true", help="leave the printables out")
    serve.add_argument("--lang", action="append", metavar="L", help="this language only, which is quicker")
    serve.set_defaults(run=_serve)

    edition = commands.add_parser("edition", help="a local edition: what it changes and lacks, its facts as a table")
    desk = edition.add_subparsers(dest="action", required=True, metavar="ACTION")
    shown = desk.add_parser("status", help="what an edition changes, what is missing, where the core has moved on")
    shown.add_argument("edition", metavar="ID_OR_PATH")
    shown.set_defaults(run=_edition_status)
    accepted = desk.add_parser("accept", help="say that changed passages hold for the core text of today")
    accepted.add_argument("edition", metavar="ID_OR_PATH")
    accepted.set_defaults(run=_edition_accept)
    listed = desk.add_parser("blocks", help="the passages of a core document, to copy into an overlay")
    listed.add_argument("document", metavar="DOCUMENT", help="its path, such as docs/safety.md")
    listed.set_defaults(run=_edition_blocks)
    facts = desk.add_parser("slots", help="local facts as a table for a spreadsheet, out and in")
    facts.add_argument("edition", metavar="ID_OR_PATH")
    facts.add_argument("--out", type=Path, metavar="FILE", help="write the table")
    facts.add_argument("--from", dest="source", type=Path, metavar="FILE", help="read slots.yml from the table")
    facts.set_defaults(run=_edition_slots)
    new = commands.add_parser("new", help="write a commented skeleton to fill in")
    new.add_argument("kind", choices=("case-study", "module", "session", "edition"))
    new.add_argument("id", metavar="ID", help="an id; for a session MODULE/ID")
    new.set_defaults(run=_new)

    agenda = commands.add_parser("agenda", parents=[local], help="a run sheet with clock times, and what to pack")
    agenda.add_argument("module", metavar="MODULE")
    agenda.add_argument("--format", default="core", metavar="F", help="a format of the module (default: core)")
    agenda.add_argument("--start", default="09:00", metavar="HH:MM", help="when each day begins (default: 09:00)")
    agenda.add_argument("--end", metavar="HH:MM", help="when each day must be over: an overrun is an error")
    agenda.add_argument(
        "--breaks", metavar="LIST", help="wished breaks as HH:MM/MINUTES, such as 10:30/15,12:30/60; or none"
    )
    agenda.add_argument("--group", type=int, metavar="N", help="people in the room (default: the best size)")
    agenda.add_argument("--lang", default="en", metavar="L")
    agenda.add_argument("--date", metavar="YYYY-MM-DD", help="the first day; --ics needs it")
    agenda.add_argument("--titles", action="store_true", help="with --ics: titles as well as codes of sessions")
    agenda.add_argument("--output", type=Path, metavar="FILE", help="write there instead of to the screen")
    shape = agenda.add_mutually_exclusive_group()
    shape.add_argument("--ics", action="store_true", help="as iCalendar")
    shape.add_argument("--csv", action="store_true", help="as a table")
    agenda.set_defaults(run=_agenda)

    translate = commands.add_parser("translate", help="the translator's cycle")
    cycle = translate.add_subparsers(dest="action", required=True, metavar="ACTION")
    extract = cycle.add_parser("extract", parents=[local], help="bring the catalogues up to date with the English")
    extract.add_argument(
        "--start", action="append", default=[], metavar="CATALOGUE", help="with --edition: begin one in its languages"
    )
    extract.set_defaults(run=_extract)
    status = cycle.add_parser(
        "status", parents=[local], help="how far each catalogue is; with a language, each document"
    )
    status.add_argument("lang", nargs="?", metavar="LANG")
    status.set_defaults(run=_status)
    looked = cycle.add_parser(
        "check", parents=[local], help="what a reviewer would notice in the catalogues; writes nothing"
    )
    looked.add_argument("lang", nargs="*", metavar="LANG", help="only these languages")
    looked.add_argument("--format", choices=("text", "json"), default="text")
    looked.set_defaults(run=_check_translations)
    add = cycle.add_parser("add", parents=[local], help="start a new language")
    add.add_argument("lang", metavar="LANG", help="its code, such as ky or pt-BR")
    add.set_defaults(run=_add)
    review = cycle.add_parser("review", parents=[local], help="sign off the translation of a document")
    review.add_argument("lang", metavar="LANG")
    review.add_argument("document", metavar="DOCUMENT", help="its path, such as docs/safety.md; or ui, cases/kash, …")
    review.add_argument("--by", required=True, metavar="WHO", help="a role, or a group that wants to be named")
    review.set_defaults(run=_review)
    adapted = cycle.add_parser("adapt", help="rewrite a page or handout for a language, or say it is up to date again")
    adapted.add_argument("lang", metavar="LANG")
    adapted.add_argument("document", metavar="DOCUMENT", help="its path, such as docs/safety.md")
    adapted.add_argument("--by", required=True, metavar="WHO", help="a role, or a group that wants to be named")
    adapted.set_defaults(run=_adapt)
    editorial = cycle.add_parser("editorial", help="mark a change of English as a correction that changes no meaning")
    editorial.add_argument("document", metavar="DOCUMENT", help="its path; run this before extract")
    editorial.add_argument("--yes", action="store_true", help="do it; without this, only show the changes")
    editorial.set_defaults(run=_editorial)
    glossary = cycle.add_parser("glossary", help="the terms of a language for a translation editor")
    glossary.add_argument("lang", metavar="LANG")
    glossary.add_argument("--as", dest="shape", choices=("tbx", "weblate", "omegat"), default="tbx")
    glossary.set_defaults(run=_glossary)
    return parser


def _show(problems: Problems) -> None:
    for problem in problems:
        print(problem, file=sys.stderr)


def _check(project: Project, arguments: argparse.Namespace) -> int:
    from goodpractice.pipeline import check

    problems = Problems()
    check(project, problems)
    return _tell(problems, arguments.format)


def _build(project: Project, arguments: argparse.Namespace) -> int:
    from goodpractice.building import build

    problems = Problems()
    usual = project.root / "site"
    if arguments.edition:
        from goodpractice.adapt.edition import edition_id, find_edition

        usual = project.root / "sites" / edition_id(find_edition(project, arguments.edition))
    target = (arguments.site_dir or usual).resolve()
    if target == project.root or target in project.root.parents or _holds_sources(project, target):
        raise WrongUse(f"{target} holds the sources; choose another directory")
    built = build(
        project,
        target,
        problems,
        langs=arguments.lang,
        printables=not arguments.no_print,
        final=arguments.final,
        address=_address(arguments.address),
        edition=arguments.edition,
    )
    _show(problems)
    if built is None:
        return 2
    if not built:
        print("Nothing was written; the site is as it was.", file=sys.stderr)
        return 1
    if arguments.record:
        from goodpractice.read.library import record_pages

        print(f"wrote {record_pages(project)}")
    print(f"The site is in {target}: open index.html there.")
    print(
        f"To serve it: python3 -m http.server --bind 127.0.0.1 --directory '{target}' 8000, then http://127.0.0.1:8000"
    )
    return 0


def _address(text: str) -> str:
    """The address of the site, without a slash at its end."""
    if text and not re.match(r"https?://[\w.-]+(:\d+)?(/[\w.~-]+)*/?$", text):
        raise WrongUse(f"--address takes the address of the site, such as https://example.org/training, not “{text}”")
    return text.rstrip("/")


def _holds_sources(project: Project, target: Path) -> bool:
    return any(target == folder or folder in target.parents for folder in project.sources)


def _serve(project: Project, arguments: argparse.Namespace) -> int:
    from goodpractice.render.serve import serve

    return serve(
        project, arguments.port, printables=not arguments.no_print, langs=arguments.lang, edition=arguments.edition
    )


def _new(project: Project, arguments: argparse.Namespace) -> int:
    if arguments.kind == "edition":
        from goodpractice.adapt.desk import new_edition

        for path in new_edition(project, _library(project, Problems()), arguments.id):
            print(f"wrote {project.relative(path)}")
        return 0
    from goodpractice.scaffold import scaffold

    for path in scaffold(project, arguments.kind, arguments.id):
        print(f"wrote {project.relative(path)}")
    return 0


def _read_edition(project: Project, name: str, problems: Problems) -> Adapted:
    """An edition with the core it adapts and what becomes of its changes; shown even where it breaks a rule."""
    from goodpractice.pipeline import adapt_to

    found = adapt_to(project, _library(project, problems), name, problems, despite_errors=True)
    if found is None:
        _show(problems)
        raise _Unreadable
    return found


def _edition_status(project: Project, arguments: argparse.Namespace) -> int:
    from goodpractice.adapt.desk import status_lines

    problems = Problems()
    found = _read_edition(project, arguments.edition, problems)
    print("\n".join(status_lines(found.edition, found.core, found.changes)))
    _show(problems)
    return 1 if problems.blocking() else 0


def _edition_accept(project: Project, arguments: argparse.Namespace) -> int:
    from goodpractice.adapt.desk import accept

    problems = Problems()
    found = _read_edition(project, arguments.edition, problems)
    broken = [problem for problem in problems.blocking() if problem.code.startswith("GP10")]
    if not broken:
        for path in accept(found.edition, found.core, found.changes):
            print(f"wrote {project.relative(path)}")
    left = [problem for problem in problems if problem.code in {"GP707", "GP706"} and not broken]
    for problem in problems:
        if problem not in left:  # what was accepted is settled
            print(problem, file=sys.stderr)
    if broken:
        print("Nothing was written: a file of the edition cannot be read.", file=sys.stderr)
    return 1 if broken else 0


def _edition_blocks(project: Project, arguments: argparse.Namespace) -> int:
    from goodpractice.adapt.desk import blocks_of

    sys.stdout.write(blocks_of(_library(project, Problems()), arguments.document))
    return 0


def _edition_slots(project: Project, arguments: argparse.Namespace) -> int:
    from goodpractice.adapt.desk import facts_of, slots_csv, slots_from_csv
    from goodpractice.adapt.edition import find_edition, is_safe

    problems = Problems()
    if arguments.source:  # the table may mend slots.yml, so that file may be in any state
        library, folder = _library(project, problems), find_edition(project, arguments.edition)
        data = arguments.source.read_bytes()
        text = ""
        if is_safe(project, folder, problems):
            slots, facts = facts_of(project, folder, library)
            text = slots_from_csv(slots, facts, data, str(arguments.source), problems)
        _show(problems)
        if problems.blocking():
            print("Nothing was written; slots.yml is as it was.", file=sys.stderr)
            return 1
        (folder / "slots.yml").write_text(text, "utf-8")
        print(f"wrote {project.relative(folder / 'slots.yml')}")
        return 0
    found = _read_edition(project, arguments.edition, problems)
    table = slots_csv(found.edition, found.core)
    if arguments.out:
        arguments.out.write_text(table, "utf-8")
        print(f"wrote {arguments.out}")
    else:
        sys.stdout.write(table)
    return 0


def _agenda(project: Project, arguments: argparse.Namespace) -> int:
    from goodpractice.running import run_sheet

    problems = Problems()
    made = run_sheet(project, problems, arguments)
    if made is None:
        _show(problems)
        return 1
    if arguments.output:
        with arguments.output.open("w", encoding="utf-8", newline="") as file:
            file.write(made)
        print(f"wrote {arguments.output}")
    else:
        sys.stdout.write(made)
    return 0


def _library(project: Project, problems: Problems) -> Library:
    """The published English; without it no command goes on."""
    from goodpractice.pipeline import published

    library = published(project, problems)
    if library is None:
        _show(problems)
        raise _Unreadable
    return library


def _at_work(
    project: Project, arguments: argparse.Namespace, problems: Problems, despite_errors: bool = False
) -> tuple[Project, Library]:
    """What translators work on: the core, or the edition that they name."""
    from goodpractice.pipeline import adapt_to

    library = _library(project, problems)
    if not arguments.edition:
        return project, library
    adapted = adapt_to(project, library, arguments.edition, problems, despite_errors)
    if adapted is None:
        _show(problems)
        raise _Unreadable
    return adapted.project, adapted.library


def _extract(project: Project, arguments: argparse.Namespace) -> int:
    from goodpractice.translate import extract

    problems = Problems()
    project, library = _at_work(project, arguments, problems)
    for path in extract(project, library, problems, arguments.start):
        print(f"wrote {path}")
    _show(problems)
    return 1 if problems.blocking() else 0


def _status(project: Project, arguments: argparse.Namespace) -> int:
    from goodpractice.translate import status

    problems = Problems()
    project, library = _at_work(project, arguments, problems)
    languages = _known(library, *([arguments.lang] if arguments.lang else []))
    head = ("messages", "translated", "fuzzy", "missing", "reviewed", "words to go")
    for lang in [arguments.lang] if arguments.lang else languages:
        found = status(project, library, lang, problems, documents=bool(arguments.lang))
        width = max(map(len, found)) + len(lang) + 1
        print(f"{lang:{width}} " + " ".join(f"{name:>11}" for name in head))
        for name, (state, words) in found.items():
            missing = state.total - state.translated - state.changed
            figures = (state.total, state.translated, state.changed, missing, state.reviewed, words)
            print(
                f"{lang + '/' + name if not arguments.lang else name:{width}} " + " ".join(f"{n:11}" for n in figures)
            )
    return 1 if problems.blocking() else 0


def _check_translations(project: Project, arguments: argparse.Namespace) -> int:
    from goodpractice.translate import check_all

    problems = Problems()
    project, library = _at_work(project, arguments, problems)
    check_all(project, library, _known(library, *arguments.lang), problems)
    return _tell(problems, arguments.format)


def _tell(problems: Problems, shape: str) -> int:
    if shape == "json":
        print(problems.as_json())
    else:
        _show(problems)
        errors = len(problems.blocking())
        print(f"{errors} errors, {len(problems) - errors} other findings", file=sys.stderr)
    return 1 if problems.blocking() else 0


def _add(project: Project, arguments: argparse.Namespace) -> int:
    from goodpractice.translate.languages import add_language

    problems = Problems()
    project, library = _at_work(project, arguments, problems, despite_errors=True)  # it lacks the language
    for path in add_language(project, library, arguments.lang, problems):
        print(f"wrote {path}")
    style = f"{project.relative(project.written)}/{arguments.lang}/style.md"
    print(f"Next: read docs/guides/translators.md, fill in {style}, open ui.po first.")
    return 0


def _review(project: Project, arguments: argparse.Namespace) -> int:
    from goodpractice.translate.signing import sign_off

    problems = Problems()
    project, library = _at_work(project, arguments, problems)
    signed, missed = sign_off(project, library, arguments.lang, arguments.document, _name(arguments.by), problems)
    print(f"{signed} messages signed off; {missed} have no current translation")
    return 0


def _adapt(project: Project, arguments: argparse.Namespace) -> int:
    from goodpractice.translate import translate_library
    from goodpractice.translate.adapted import adapt

    problems = Problems()
    library = _library(project, problems)
    _known(library, arguments.lang)
    shown = translate_library(project, library, arguments.lang, problems)
    print(f"wrote {adapt(project, library, shown, arguments.document, _name(arguments.by))}")
    return 0


def _name(text: str) -> str:
    """A role or a group, on one line."""
    if not text.strip():
        raise WrongUse("--by takes a role, or a group that wants to be named")
    return " ".join(text.split())


def _known(library: Library, *langs: str) -> list[str]:
    """The languages with translations: those named, or all."""
    from goodpractice.translate import targets

    known = targets(library)
    if unknown := [lang for lang in langs if lang not in known]:
        raise WrongUse(f"no language {', '.join(unknown)}; there are {', '.join(known)}")
    return list(langs) or known


def _editorial(project: Project, arguments: argparse.Namespace) -> int:
    from goodpractice.translate.signing import corrections, keep_current

    problems = Problems()
    library = _library(project, problems)
    found = corrections(project, library, arguments.document, problems)
    for change in found:
        print(f"- {change.before}\n+ {change.after}\n")
    if not found:
        print("Nothing has changed in this document since the last extract.")
    elif not arguments.yes:
        print("If no meaning changes, run the same again with --yes: every translation then stays current.")
    else:
        for path in keep_current(project, library, found, problems):
            print(f"wrote {path}")
    return 0


def _glossary(project: Project, arguments: argparse.Namespace) -> int:
    from goodpractice.translate.glossary import EXPORTS, read_glossary

    problems = Problems()
    glossary = read_glossary(project, arguments.lang, problems)
    _show(problems)
    if not glossary.terms:
        raise WrongUse(f"translations/{arguments.lang}/glossary.csv has no terms")
    sys.stdout.write(EXPORTS[arguments.shape](glossary))
    return 0
