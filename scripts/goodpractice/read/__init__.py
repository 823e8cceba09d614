"""read: source files -> Library, with every problem at its file and line.

`yamlfile` reads YAML with positions, `documents` turns one file into a typed Document, `library` collects them,
`checks` looks at what only shows when everything is there.
"""

from goodpractice.read.library import read_library

__all__ = ["read_library"]
