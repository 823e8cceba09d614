"""Commented skeletons for `goodpractice new`. What they write passes `check` as a draft."""

from __future__ import annotations

import datetime
from pathlib import Path

from goodpractice.model import CASE_SECTIONS, METHODS, MODULE_SECTIONS, SESSION_SECTIONS
from goodpractice.problems import WrongUse
from goodpractice.project import Project
from goodpractice.read.documents import ID


def scaffold(project: Project, kind: str, name: str) -> list[Path]:
    """Write the skeleton of a `case-study`, `module` or `session` (`MODULE/ID`). Never overwrites a file."""
    if kind == "session":
        module, _, name = name.partition("/")
        if not name:
            raise WrongUse("name the module too: goodpractice new session MODULE/ID")
        _id(module)
        _id(name)
        if not (project.modules / module / "module.yml").exists():
            raise WrongUse(f"there is no module “{module}”")
        files = {project.modules / module / "sessions" / f"{name}.md": _session()}
    elif kind == "case-study":
        _id(name)
        files = {project.docs / "case-studies" / f"{name}.md": _case()}
    else:
        _id(name)
        home = project.modules / name
        files = {
            home / "module.yml": _MODULE.format(code=_code(name)),
            home / "index.md": _INDEX
            + _sections(MODULE_SECTIONS, {"Timetable": "{{ sessions.table }}\n\n{{ formats.all }}"}),
            home / "evaluation.yml": _EVALUATION,
            home / "sessions" / "opening.md": _session(),
        }
    return project.write_new(files)


def _id(name: str) -> None:
    if not ID.match(name):
        raise WrongUse(f"“{name}” is not an id: use a-z, 0-9 and hyphens")


def _code(name: str) -> str:
    letters = "".join(c for c in name if c.isalpha()).upper() + "XXX"
    return letters[:3]


def _sections(names: tuple[str, ...], bodies: dict[str, str]) -> str:
    return "\n".join(f"## {name}\n\n{bodies.get(name, 'Write here.')}\n" for name in names)


def _case() -> str:
    front = """---
# A case study: one organisation's practice. Drafts stay out of the site until status: published.
title: "ABBREVIATION: the practice in a few words"
status: draft
added: "@TODAY@"          # the day it comes into the library
summary: Who did what, where and when, in two short sentences.
organisation: Name of the organisation     # as in the source; never translated
abbreviation: NAME
country: KE                # ISO 3166 code, two capitals
region: africa             # an id under regions in docs/data/taxonomy.yml
start: null                # "2008", "2008-05", or null when no source says
# start_note: What began then.
strategies: [st-know-rights]   # ids from docs/data/taxonomy.yml, here and below
audiences: [au-sw]
perpetrators: []
settings: []
principles: [pr2]
our_reading: []            # those of the tags above that the source does not state
evidence: [E1]             # E1 activity described, E2 output counted, E3 change reported by the organisation,
                           # E4 own survey or evaluation, E5 outside record
outcomes: []
#  - id: reached
#    kind: ou-reach
#    text: Sex workers reached      # without the number
#    qualifier: over                # over | within | about | none
#    value: 3500                    # or null
#    unit: none                     # none | hours | months
#    date: null                     # "2011", or null when the source gives none
#    evidence: E2
#    source: nswp-2012              # an id from docs/data/sources.yml
partners: []               # names only
later_news: []             # - {date: "2016", text: …, source: …}
---

"""
    return front.replace("@TODAY@", datetime.date.today().isoformat()) + _sections(CASE_SECTIONS, {})


def _session() -> str:
    front = f"""---
# A session of a module. Drafts stay out of the site until status: published.
title: Title of the session
status: draft
kind: session              # preparation: work before the training, without contact time
minutes: 20                # the steps must sum to this
risk: amber                # green | amber | red
lead: [ro-cofacilitator]   # roles from docs/data/taxonomy.yml
objectives:                # what participants can do afterwards: an observable verb
  - id: first-objective
    text: Name one thing that …
materials:
  - item: Flipchart sheets
    per: small-group       # person | pair | small-group | room
    count: 1
steps:                     # one heading “### Title {{#id}}” for each, in the same order
  # method: {", ".join(METHODS)}
  - {{id: start, minutes: 5, method: plenary, teaches: [first-objective]}}
  - {{id: practise, minutes: 15, method: pairs, teaches: [first-objective]}}
handouts: []               # ids of handouts
cases: []                  # - {{id: kash, why: One sentence.}}
---

"""
    steps = """### Start {#start}

!!! say
    “Write the words to speak here.”

### Practise {#practise}

!!! do
    Write what the facilitator does.

!!! ask
    Write the question to put.

!!! watch
    Write what to watch for."""
    bodies = {
        "Steps": steps,
        "Likely resistance": '!!! resist "What they may say"\n    An answer that holds.',
        "Variants": "### Without a projector\n\nWrite here.\n\n### Low literacy\n\nWrite here.",
        "Safety": "!!! stop\n    When to stop.",
    }
    return front + _sections(SESSION_SECTIONS, bodies)


_MODULE = """# A module. Structure only; words stand in index.md, sessions/, handouts/ and evaluation.yml.
code: {code}                  # three letters; sessions are numbered after it, so it must be unique
status: draft
audiences: [au-sw]         # ids from docs/data/taxonomy.yml
risk: amber                # green | amber | red
group: {{min: 6, ideal: 12, max: 16, small: 4}}
team:                      # roles; who must be there depends on the audience (GP211)
  - {{role: ro-peer}}
  - {{role: ro-safety}}
# preparation: preparation # the session that is work before the training
formats:
  - id: core
    kind: core             # then also: short, micro, variant, booster, follow-up, briefing
    minutes: 20            # the sessions must sum to this
    days:                  # a session whole, or some of its steps: {{session: opening, steps: {{start: 5}}}}
      - [opening]
reviews: []                # - {{by: community, role: Name of the group or a role, date: "2027-01"}}
"""

_INDEX = """---
# The first page of the module.
title: Title of the module
summary: One sentence on who it is for and what changes.
status: draft
cases: []                  # - {id: kash, why: One sentence.}; a published module needs one
formats:                   # words for each format of module.yml
  - id: core
    title: The whole course
    use: When it fits, and for whom.
    # leaves_out: What this format gives up.
---

"""

_EVALUATION = """# The test before and after, its key, and what observers look for.
intro: Text above the test, for participants.
key_intro: Text above the key, for facilitators.
items:                     # every objective must be measured by an item
  - id: k1
    kind: true-false       # also: attitude, vignette, task, skill, observation, product (see the guide for authors)
    text: A statement.
    key: "true"            # "true", "false", or local when the answer depends on local law
    why: Why, with a source such as [@nswp-2012].
    measures: [opening.first-objective]
"""
