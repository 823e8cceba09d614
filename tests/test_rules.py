"""Every rule is triggered once by a small damage to the real content, and says where and what to do."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import ROOT, copy_project, goodpractice
from goodpractice.pipeline import check
from goodpractice.problems import RULES, Problems
from goodpractice.project import Project

CASE = "docs/case-studies/kash.md"
HOME = "modules/police-sensitisation"
SESSION = f"{HOME}/sessions/two-maps.md"
HANDOUT = f"{HOME}/handouts/pol-facts.md"


@pytest.fixture
def copy(copy: Project) -> Project:
    """Without the largest catalogues, which no rule here needs: reading them takes most of the time."""
    shutil.rmtree(copy.translations / "es" / "modules")
    return copy


def edit(path: str, old: str, new: str, where: str | None = None) -> Callable[[Path], str]:
    """A damage: `old` becomes `new` in a file. Returns the file it is reported in."""

    def change(root: Path) -> str:
        text = (root / path).read_text("utf-8")
        assert old in text, f"{old!r} is not in {path}: this test needs another place"
        (root / path).write_text(text.replace(old, new, 1), "utf-8")
        return where or path

    return change


def write(path: str, data: bytes, where: str | None = None) -> Callable[[Path], str]:
    def change(root: Path) -> str:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(data)
        return where or path

    return change


def append(path: str, text: str) -> Callable[[Path], str]:
    def change(root: Path) -> str:
        with (root / path).open("a", encoding="utf-8") as file:
            file.write(text)
        return path

    return change


def remove(path: str) -> Callable[[Path], str]:
    def change(root: Path) -> str:
        (root / path).unlink()
        return path

    return change


DAMAGES: list[tuple[str, Callable[[Path], str]]] = [
    ("GP101", write(CASE, b"---\ntitle: caf\xe9\n---\n")),
    ("GP102", edit(CASE, "---\n", "")),
    ("GP103", edit(CASE, "country: KE", "country: [KE")),
    ("GP103", edit(CASE, "country: KE", "country: KE\ncountry: UG")),
    ("GP103", edit(CASE, "country: KE", "country: &a KE")),
    ("GP104", edit(CASE, "country: KE", "country: KE\ncontry: KE")),
    ("GP105", edit(CASE, "country: KE\n", "")),
    ("GP106", edit(CASE, "country: KE", "country: Kenya")),
    ("GP107", write("docs/case-studies/My Case.md", b"---\ntitle: x\n---\n")),
    ("GP108", remove(f"{HOME}/index.md")),
    ("GP109", edit(f"{HOME}/module.yml", "[opening, two-maps,", "[opening,", SESSION)),
    ("GP110", write("modules/common/handouts/pol-facts.md", (ROOT / HANDOUT).read_bytes(), HANDOUT)),
    ("GP110", append("docs/overview.md", "\n## Again {#perpetrators}\n\nText.\n")),
    ("GP112", edit("docs/data/redirects.yml", "published:\n", "published:\n  - gone.md\n")),
    ("GP112", edit("docs/data/redirects.yml", "pages: {}", "pages: {old.md: nowhere.md}")),
    ("GP111", edit(CASE, "strategies: [", "strategies: [st-hotlien, ")),
    ("GP111", edit(SESSION, "cases:\n  - id: ", "cases:\n  - id: nobody\n    why: x\n  - id: ")),
    ("GP201", edit(CASE, "## Who with\n", "## With whom\n")),
    ("GP202", edit(SESSION, "### ", "### A heading too many\n\n### ")),
    ("GP203", edit(SESSION, "minutes: 45", "minutes: 50")),
    ("GP204", edit(f"{HOME}/module.yml", "minutes: 720", "minutes: 700")),
    ("GP206", edit(SESSION, "objectives:\n", "objectives:\n  - id: untaught\n    text: Do something.\n")),
    ("GP207", edit(SESSION, "objectives:\n", "objectives:\n  - id: unmeasured\n    text: Do something.\n")),
    ("GP209", edit(f"{HOME}/sessions/recap.md", "!!! stop", "!!! note")),
    ("GP201", edit(f"{HOME}/index.md", "## Indicators\n", "## Numbers\n")),
    ("GP205", edit(f"{HOME}/module.yml", "[recap,", "[{session: recap, steps: {welcome: 20}},")),
    ("GP210", edit(SESSION, "risk: amber", "risk: red")),
    ("GP211", edit(f"{HOME}/module.yml", "ro-cofacilitator, count: 2", "ro-cofacilitator")),
    ("GP212", edit(f"{HOME}/evaluation.yml", "key: local", 'key: "true"')),
    ("GP301", append("docs/overview.md", "\n<b>bold</b>\n")),
    ("GP301", append("docs/overview.md", "\nText with `code`.\n")),
    ("GP301", append("docs/overview.md", "\n![a](https://example.org/a.png)\n")),
    ("GP301", append("docs/overview.md", "\n[^1]: A note.\n")),
    ("GP301", append("docs/overview.md", "\n## Heading {.wide}\n")),
    ("GP302", append("docs/overview.md", '\n=== "Tab"\n\n    Text.\n')),
    ("GP301", append("docs/overview.md", "\nTerm\n:   Meaning.\n")),
    ("GP302", append("docs/overview.md", "\n!!! danger\n    Text.\n")),
    ("GP302", append("docs/overview.md", "\n!!! resist\n    Text.\n")),
    ("GP303", append("docs/overview.md", "\nSee [it](case:nobody).\n")),
    ("GP303", append("docs/overview.md", "\nSee [it](page:principles#pr99).\n")),
    ("GP303", append("docs/overview.md", "\nSee [it](principles.md).\n")),
    ("GP304", append("docs/overview.md", "\nA fact [@nobody-1999].\n")),
    ("GP305", append("docs/overview.md", "\nCall {{ slot.nothing }} now.\n")),
    ("GP305", append("docs/overview.md", "\nCall {{ slot.hotline now.\n")),
    ("GP305", append("docs/overview.md", "\nSee {{ picture.camra }} here.\n")),
    ("GP306", append("docs/overview.md", "\nA list:\n- one\n- two\n")),
    ("GP307", edit(SESSION, "!!! say\n", "!!! note\n    Take 10 minutes.\n\n!!! say\n")),
    ("GP401", write("translations/es/cases/kash.po", b'msgid "x\nmsgstr "y"\n')),
    (
        "GP402",
        edit("translations/es/ui.po", 'msgid "Home"\nmsgstr "', 'msgid "Home"\nmsgstr "<script>alert(1)</script>'),
    ),
    ("GP403", remove("translations/es/cases/kash.po")),
]
"""GP205, GP208, GP213, GP308, GP501 to GP603 have tests of their own below and in test_agenda.py,
test_print.py and test_build.py."""


@pytest.mark.parametrize(("code", "damage"), DAMAGES, ids=[f"{code}-{n}" for n, (code, _) in enumerate(DAMAGES)])
def test_rule_is_triggered(code: str, damage: Callable[[Path], str], copy: Project) -> None:
    path = damage(copy.root)
    problems = Problems()
    check(copy, problems)
    found = [p for p in problems if p.code == code]
    assert found, f"{code} was not found, only {[str(p) for p in problems.blocking()]}"
    assert any(p.path == path for p in found)
    assert all(p.line >= 1 and p.what and p.fix for p in found)


def test_a_long_lecture_is_found(copy: Project) -> None:
    path = copy.root / SESSION
    text = re.sub(r"method: (?!talk)[a-z-]+", "method: talk", path.read_text("utf-8"))
    path.write_text(re.sub(r"minutes: 1\d,", "minutes: 16,", text, count=1), "utf-8")
    problems = Problems()
    check(copy, problems)
    assert {"GP205", "GP203"} <= {p.code for p in problems if p.path == SESSION}


def test_a_step_without_words_is_found(copy: Project) -> None:
    path = copy.root / SESSION
    path.write_text(re.sub(r"!!! (do|say|ask)\b", "!!! note", path.read_text("utf-8")), "utf-8")
    problems = Problems()
    check(copy, problems)
    assert "GP208" in {p.code for p in problems}


def test_every_problem_is_told_in_one_run(tmp_path: Path) -> None:
    copied = copy_project(tmp_path / "a project")
    edit(CASE, "country: KE", "contry: KE")(copied.root)
    edit(SESSION, "minutes: 45", "minutes: 50")(copied.root)
    append("docs/overview.md", "\nSee [it](case:nobody).\n")(copied.root)
    done = goodpractice("check", root=copied.root)
    assert done.returncode == 1
    lines = done.stderr.splitlines()
    for expected in ("GP104 error", "GP105 error", "GP203 error", "GP303 error"):
        assert any(expected in line for line in lines), done.stderr
    assert all(re.match(r"\S.*:\d+: GP\d{3} (error|warning|advice): .+ — .+", line) for line in lines[:-1])
    assert "Traceback" not in done.stderr


def test_the_line_is_the_line(copy: Project) -> None:
    append("docs/overview.md", "\nSee [it](case:nobody).\n")(copy.root)
    text = (copy.root / "docs/overview.md").read_text("utf-8")
    line = text[: text.index("case:nobody")].count("\n") + 1
    problems = Problems()
    check(copy, problems)
    assert [p.line for p in problems if p.code == "GP303"] == [line]


def test_the_guide_for_contributors_explains_every_rule() -> None:
    guide = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    for rule in RULES.values():
        assert f"| {rule.code} | {rule.severity} | {rule.title} |" in guide


def test_the_real_content_has_no_errors() -> None:
    done = goodpractice("check", "--format", "json")
    assert done.returncode == 0, done.stdout
