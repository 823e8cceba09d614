"""compose: Library -> pages, print documents and open data.

`expand` turns links by id, citations, directives and call-outs into plain Markdown; `parts` writes what sites and
printables share (a session, a case, a test); `pages` makes the site's Markdown tree, `documents` the printables,
`data` the JSON and CSV files, `translations` how far each language is. Nothing here knows MkDocs or Typst.
"""

from goodpractice.compose.data import data_files
from goodpractice.compose.documents import PrintDocument, print_documents
from goodpractice.compose.feeds import feed_files
from goodpractice.compose.pages import Site, compose_site
from goodpractice.compose.translations import Progress, progress

__all__ = [
    "PrintDocument",
    "Progress",
    "Site",
    "compose_site",
    "data_files",
    "feed_files",
    "print_documents",
    "progress",
]
