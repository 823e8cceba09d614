"""adapt: Library + edition -> the Library of that edition, and a record of what it changed.

edition   reading a local edition: its facts, its slots, its overlays
content   sessions, handouts, cases, formats and modules that it adds
slots     whether a local fact has the shape that its type asks for, and whether somebody has checked it lately
overlay   replacing, inserting and removing blocks; finding them again when the core has changed
branding  whether its logo is harmless and its colour readable
stage     all of this at once
desk      what its editors ask for: status, blocks to copy, facts as a table, a new edition
"""

from goodpractice.adapt.edition import Edition, find_edition, known_editions, read_edition
from goodpractice.adapt.overlay import Change
from goodpractice.adapt.stage import adapt, check_adapted

__all__ = ["Change", "Edition", "adapt", "check_adapted", "find_edition", "known_editions", "read_edition"]
