"""Colours that people can read: contrast as WCAG 2.2 measures it, and the nearest colour that has enough."""

from __future__ import annotations

LEAST = 4.5
"""Contrast of text and its ground, level AA."""


def contrast(one: str, two: str) -> float:
    """The contrast of two colours (#rrggbb), from 1 to 21, as WCAG 2.2 defines it."""
    high, low = sorted((_luminance(one), _luminance(two)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def readable(colour: str, ground: str) -> str:
    """The colour moved towards black or white, away from `ground`, until text of one on the other can be read."""
    target = 0 if _luminance(ground) > 0.5 else 255
    rgb = _rgb(colour)
    for step in range(21):
        made = "#" + "".join(f"{round(part + (target - part) * step / 20):02x}" for part in rgb)
        if contrast(made, ground) >= LEAST:
            return made
    return "#000000" if target == 0 else "#ffffff"


def _rgb(colour: str) -> tuple[int, ...]:
    return tuple(int(colour[place : place + 2], 16) for place in (1, 3, 5))


def _luminance(colour: str) -> float:
    parts = [part / 255 for part in _rgb(colour)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
