"""The `goodpractice` command. Exit code 0: done; 1: problems in the content; 2: wrong use."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from goodpractice import __version__
from goodpractice.problems import Problems
from goodpractice.project import Project, find


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
    except OSError as error:
        print(f"goodpractice: {error}", file=sys.stderr)
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="goodpractice", description="Build and check the Good Practice library.")
    parser.add_argument("--version", action="version", version=__version__)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    check = commands.add_parser("check", help="check every source and catalogue; writes nothing")
    check.add_argument("--format", choices=("text", "json"), default="text")
    check.set_defaults(run=_check)

    build = commands.add_parser("build", help="build the site and the printables")
    build.add_argument("--lang", action="append", metavar="L", help="build this language only (may be repeated)")
    build.add_argument("--site-dir", type=Path, metavar="DIR", help="where to write (default: site/)")
    build.add_argument("--no-print", action="store_true", help="leave the printables out")
    build.add_argument("--final", action="store_true", help="refuse drafts, missing translations and every warning")
    build.set_defaults(run=_build)

    serve = commands.add_parser("serve", help="build, serve on this machine, rebuild when a file changes")
    serve.add_argument("--port", type=int, default=8000)
    serve.add_argument("--no-print", action="store_true", help="leave the printables out")
    serve.set_defaults(run=_serve)

    new = commands.add_parser("new", help="write a commented skeleton to fill in")
    new.add_argument("kind", choices=("case-study", "module", "session"))
    new.add_argument("id", metavar="ID", help="an id; for a session MODULE/ID")
    new.set_defaults(run=_new)

    agenda = commands.add_parser("agenda", help="a run sheet with clock times, and what to pack")
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
    extract = cycle.add_parser("extract", help="bring the catalogues up to date with the English")
    extract.set_defaults(run=_extract)
    status = cycle.add_parser("status", help="how far each catalogue is")
    status.set_defaults(run=_status)
    return parser


def _show(problems: Problems) -> None:
    for problem in problems:
        print(problem, file=sys.stderr)


def _check(project: Project, arguments: argparse.Namespace) -> int:
    from goodpractice.pipeline import check

    problems = Problems()
    check(project, problems)
    if arguments.format == "json":
        print(problems.as_json())
    else:
        _show(problems)
        errors = len(problems.blocking())
        print(f"{errors} errors, {len(problems) - errors} other findings", file=sys.stderr)
    return 1 if problems.blocking() else 0


def _build(project: Project, arguments: argparse.Namespace) -> int:
    from goodpractice.building import build

    problems = Problems()
    target = (arguments.site_dir or project.root / "site").resolve()
    if target == project.root or target in project.root.parents or _holds_sources(project, target):
        print(f"goodpractice: {target} holds the sources; choose another directory", file=sys.stderr)
        return 2
    built = build(
        project, target, problems, langs=arguments.lang, printables=not arguments.no_print, final=arguments.final
    )
    _show(problems)
    if built is None:
        return 2
    if not built:
        print("Nothing was written; the site is as it was.", file=sys.stderr)
        return 1
    print(f"The site is in {target}: open index.html there.")
    print(
        f"To serve it: python3 -m http.server --bind 127.0.0.1 --directory '{target}' 8000, then http://127.0.0.1:8000"
    )
    return 0


def _holds_sources(project: Project, target: Path) -> bool:
    sources = (project.docs, project.modules, project.translations, project.overrides, project.root / "scripts")
    return any(target == folder or folder in target.parents for folder in sources)


def _serve(project: Project, arguments: argparse.Namespace) -> int:
    from goodpractice.render.serve import serve

    return serve(project, arguments.port, printables=not arguments.no_print)


def _new(project: Project, arguments: argparse.Namespace) -> int:
    from goodpractice.scaffold import ScaffoldError, scaffold

    try:
        for path in scaffold(project, arguments.kind, arguments.id):
            print(f"wrote {project.relative(path)}")
    except ScaffoldError as error:
        print(f"goodpractice: {error}", file=sys.stderr)
        return 2
    return 0


def _agenda(project: Project, arguments: argparse.Namespace) -> int:
    from goodpractice.running import Wrong, run_sheet

    problems = Problems()
    try:
        made = run_sheet(project, problems, arguments)
    except Wrong as error:
        print(f"goodpractice: {error}", file=sys.stderr)
        return 2
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


def _extract(project: Project, arguments: argparse.Namespace) -> int:
    from goodpractice.read import read_library
    from goodpractice.translate import extract

    problems = Problems()
    library = read_library(project, problems)
    if library is None or problems.blocking():
        _show(problems)
        return 1
    for path in extract(project, library, problems):
        print(f"wrote {path}")
    _show(problems)
    return 1 if problems.blocking() else 0


def _status(project: Project, arguments: argparse.Namespace) -> int:
    from goodpractice.read import read_library
    from goodpractice.translate import status

    problems = Problems()
    library = read_library(project, problems)
    if library is None:
        _show(problems)
        return 1
    print(f"{'catalogue':32} {'messages':>8} {'translated':>10} {'reviewed':>8}")
    for language in library.languages.front.entries:
        if language.code == "en":
            continue
        for name, state in status(project, library, language.code, problems).items():
            print(f"{language.code + '/' + name:32} {state.total:8} {state.translated:10} {state.reviewed:8}")
    return 1 if problems.blocking() else 0
