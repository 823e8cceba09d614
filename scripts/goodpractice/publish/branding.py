"""The logo and the colour of an edition, put into its finished site."""

from __future__ import annotations

from pathlib import Path

from goodpractice.colour import readable
from goodpractice.model import Local

_DARK = "#16181b"  # the ground of dark pages in site.css


def write_branding(site: Path, local: Local) -> None:
    """Write the logo beside the style sheet, and the colour behind its last rule. On dark pages the colour is as light
    as it must be to be read."""
    colour = local.front.branding.colour
    for style in site.rglob("assets/site/site.css"):  # one for each language
        if local.logo:
            style.with_name(f"logo.{local.logo_type}").write_bytes(local.logo)
        if colour:
            with style.open("a", encoding="utf-8") as file:
                file.write(
                    f":root{{--accent:{colour};--on-accent:#fff}}\n@media(prefers-color-scheme:dark)"
                    f"{{:root{{--accent:{readable(colour, _DARK)};--on-accent:{_DARK}}}}}\n"
                )
