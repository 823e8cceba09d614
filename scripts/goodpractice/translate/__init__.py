"""translate: Library + catalogues -> Library in one language, and how far each document is translated.

messages   what is translatable
guard      what a translation may not do: a message that breaks a rule here is not used
catalogue  reading PO files          merge      bringing them up to date with the English
staleness  what a change of English does to a translation of the earlier one
reviews    who has signed off what   editorial  changes of English that change no meaning
glossary   terms to use and to avoid quality    what a reviewer would notice
languages  adding a language         apply      translations into documents
terms      the words a local group uses instead of ours
"""

from goodpractice.translate.apply import translate_library
from goodpractice.translate.catalogue import read_words, status
from goodpractice.translate.languages import check_languages
from goodpractice.translate.merge import extract, targets
from goodpractice.translate.quality import check_all
from goodpractice.translate.terms import swap_terms

__all__ = [
    "check_all",
    "check_languages",
    "extract",
    "read_words",
    "status",
    "swap_terms",
    "targets",
    "translate_library",
]
