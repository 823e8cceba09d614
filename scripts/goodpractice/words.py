"""The words of the interface: labels, headings and notices that the program adds to pages and printables.

The English stands here; each language's words are messages of `translations/<lang>/ui.po`, found by key (its msgctxt).
`{name}` is filled in by the program and must be kept.
"""

from __future__ import annotations

from goodpractice.model import Text

ENGLISH: dict[str, str] = {
    # the site
    "site-name": "Good Practice",
    "site-description": "Training modules and case studies on ending violence against sex workers",
    "home": "Home",
    "cases": "Case studies",
    "modules": "Training modules",
    "guides": "Guides",
    "about": "About",
    "handouts": "Handouts",
    "handouts-common": "Handouts for every module",
    "handouts-common-summary": "Sheets that every training uses, whatever its subject.",
    "sources": "Sources",
    "sources-summary": "Every public source that this library cites. Titles stand in their own language.",
    "sessions": "Sessions",
    "test-and-key": "Test and key",
    "language": "Language",
    # licence and independence
    "licence": "Text: CC BY 4.0. Code: MIT.",
    "independent": "Independent work. No organisation described here has endorsed it, and none has been asked to.",
    "facts-from": "Facts on the organisations come from the paper “Documenting Good Practice by Sex Worker-Led "
    "Organisations: Addressing Violence Against Sex Workers” (NSWP, December 2012), unless another source is named.",
    "facts-short": "Facts on the organisations: NSWP 2012, and the sources named.",
    # state of a translation
    "draft-title": "Machine draft, not yet reviewed",
    "draft-text": "A machine translated this page and nobody has checked it yet. The English page is the original.",
    "partly-title": "Partly translated: {share}",
    "partly-text": "Passages without a translation stand here in English.",
    "english-original": "English original",
    "draft-print": "DRAFT: machine translation that nobody has reviewed. The English original is “{title}”.",
    # call-outs
    "do": "Do",
    "say": "Say",
    "ask": "Ask",
    "watch": "Watch for",
    "resist": "If they say",
    "task": "Task",
    "stop": "Stop rule",
    "warning": "Warning",
    "note": "Note",
    "invented": "Invented example",
    # sessions and modules
    "minutes": "{n} min",
    "weeks-before": "{n} weeks before",
    "week-before": "1 week before",
    "hours": "{n} hours",
    "total": "Total",
    "time": "Time",
    "session": "Session",
    "day": "Day {n}",
    "days": "{n} days",
    "preparation": "Preparation",
    "no-contact-time": "no contact time",
    "risk": "Risk",
    "lead": "Who leads",
    "objectives": "Objectives",
    "objectives-intro": "After this session participants can:",
    "materials": "Materials",
    "material": "Material",
    "quantity": "How many",
    "per-person": "for each person",
    "per-pair": "for each pair",
    "per-small-group": "for each small group",
    "per-room": "for the room",
    "method": "Method",
    "step": "Step",
    "interactive": "Active time",
    "linked-cases": "Linked case studies",
    "further": "Read more",
    "group-size": "Group",
    "group-range": "{min} to {max} people; {ideal} is best",
    "audience": "Audience",
    "download": "Download",
    "print-this": "Print",
    "guide": "Facilitator guide",
    "guide-before": "Facilitator guide, before the training",
    "guide-day": "Facilitator guide, day {n}",
    "workbook": "Participant workbook",
    "workbook-intro": "For participants. It holds the objectives, tasks and sheets of the training.",
    "guide-intro": "For facilitators: the whole module. Do not hand it to participants.",
    "test": "Test before and after",
    "key": "Test key",
    "case-sheet": "Case sheet",
    "for-facilitators": "For facilitators",
    "for-participants": "For participants",
    "for-public": "For everyone",
    "used-in": "Used in",
    # test and key
    "code": "My code",
    "code-help": "Make a code that only you know. Use the same code on the second test. Do not write your name.",
    "before": "before",
    "after": "after",
    "statements": "Statements",
    "statements-help": "Tick one answer for each statement.",
    "true": "True",
    "false": "False",
    "dont-know": "Don't know",
    "local-answer": "Depends on local law: no score until the local law sheet gives the answer",
    "opinions": "Opinions",
    "opinions-help": "There is no right answer here. Tick how far you agree.",
    "agree-1": "Disagree strongly",
    "agree-2": "Disagree",
    "agree-3": "Neither",
    "agree-4": "Agree",
    "agree-5": "Agree strongly",
    "reverse": "Reversed: disagreement is the wanted answer",
    "direct": "Agreement is the wanted answer",
    "situations": "Situations",
    "situations-help": "These situations are invented. Write what you would do.",
    "look-for": "A good answer has",
    "avoid": "Harm to mark down",
    "answer": "Answer",
    "reason": "Reason",
    "measures": "Measures",
    "item": "Item",
    "observed": "What observers and facilitators look for",
    "observed-help": "Tick for the group as a whole. Write no names.",
    "observation": "Seen in the room",
    "product": "Finished work",
    "when": "When",
    # case studies
    "facts": "Facts",
    "organisation": "Organisation",
    "country": "Country",
    "region": "Region",
    "start": "Began",
    "not-stated": "the paper does not say",
    "strategies": "What they do",
    "audiences": "Who they work with",
    "perpetrators": "Who is named as doing harm",
    "settings": "Where",
    "principles": "Principles shown",
    "partners": "Partners named",
    "evidence": "How we know",
    "our-reading": "our reading",
    "our-reading-note": "Tags marked “our reading” are not stated in the paper.",
    "outcomes": "Results as reported",
    "no-outcomes": "The paper reports no result for this case.",
    "result": "Result",
    "figure": "Figure",
    "date": "Date",
    "source": "Source",
    "over": "over {n}",
    "within": "within {n}",
    "about-n": "about {n}",
    "months": "{n} months",
    "month": "{n} month",
    "no-date": "no date given",
    "modules-using": "Where this case is used in training",
    "no-modules-using": "No training session uses this case yet.",
    "later-news": "Later news",
    "later-news-intro": "From other public sources. The paper does not report it.",
    "names": "Names",
    "none": "none named",
    "no-cases": "No case yet.",
    # printables
    "page-of": "Page {n} of {total}",
    "fill-in": "to fill in",
    "checked-on": "checked on",
    "blank": "blank",
    "contents": "Contents",
    "version": "Version {version}, {date}",
    "cut-out": "Cut along the lines.",
    "paper-a4": "A4",
    "paper-letter": "US Letter",
}


class Words:
    """The interface words of one language; a missing one is English and says so in its `lang`."""

    def __init__(self, lang: str = "en", table: dict[str, str] | None = None) -> None:
        self.lang = lang
        self._table = table or {}

    def __call__(self, key: str, **values: object) -> Text:
        """The word of a key, with `{name}` parts filled in."""
        words, lang = self._table.get(key), ""
        if words is None:
            words, lang = ENGLISH[key], "" if self.lang == "en" else "en"
        for name, value in values.items():
            words = words.replace("{" + name + "}", str(value))
        return Text(words, lang)
