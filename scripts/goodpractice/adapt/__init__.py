"""adapt: Library + edition -> the Library of that edition, and a record of what it changed.

edition   reading a local edition: its facts, its slots, its overlays
slots     whether a local fact has the shape that its type asks for, and whether somebody has checked it lately
overlay   replacing, inserting and removing blocks; finding them again when the core has changed
"""

from goodpractice.adapt.edition import Edition, read_edition
from goodpractice.adapt.overlay import Change, adapt

__all__ = ["Change", "Edition", "adapt", "read_edition"]
