"""translate: Library + catalogues -> Library in one language, and how far each document is translated.

`messages` says what is translatable, `guard` what a translation may not do, `catalogue` reads and writes PO files,
`apply` puts translations into documents.
"""

from goodpractice.translate.apply import translate_library
from goodpractice.translate.catalogue import extract, read_words, status

__all__ = ["extract", "read_words", "status", "translate_library"]
