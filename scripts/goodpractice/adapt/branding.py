"""The logo and the colour of an edition: whether they can be shown without harm, and be read."""

from __future__ import annotations

import re
import zlib
from pathlib import Path

from lxml import etree

from goodpractice.colour import LEAST, contrast, readable
from goodpractice.model import Document, EditionFront
from goodpractice.problems import Problems
from goodpractice.project import Project

_LARGEST = 40_000  # bytes of a logo
_WIDEST = 2000  # pixels
_SVG = "{http://www.w3.org/2000/svg}"
_ELEMENTS = {
    *("svg", "g", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "title", "desc", "defs"),
    *("linearGradient", "radialGradient", "stop", "clipPath"),
}
"""Shapes. No script, style, text (its font may be missing), picture inside, link or animation."""
_OWN = re.compile(r"#[\w-]+$|url\(#[\w-]+\)$|(?:rgb|rgba|hsl|hsla)\([\d., %/]+\)$")
_FUNCTIONS = ("transform", "gradientTransform")  # attributes that have brackets of their own
_XML = "{http://www.w3.org/XML/1998/namespace}"


def check_branding(project: Project, folder: Path, front: Document[EditionFront], problems: Problems) -> bytes:
    """Report what is wrong with the logo and the colour. Returns the logo, or nothing."""
    branding = front.front.branding
    line = front.line(("branding", "colour"))
    if branding.colour and (found := contrast(branding.colour, "#ffffff")) < LEAST:
        problems.add(
            "GP713",
            front.path,
            line,
            f"white text on {branding.colour} has a contrast of {found:.1f}; {LEAST} is the least",
            f"take a darker one, such as {readable(branding.colour, '#ffffff')}",
        )
    if not branding.logo:
        return b""
    path = folder / branding.logo
    where = project.relative(path)
    if branding.logo not in ("logo.svg", "logo.png"):
        line = front.line(("branding", "logo"))
        problems.add("GP713", front.path, line, f"“{branding.logo}” is no name for a logo", "logo.svg or logo.png")
        return b""
    if not path.is_file() or path.stat().st_size > _LARGEST:
        what = "this file does not exist" if not path.is_file() else f"a logo of over {_LARGEST // 1000} KB"
        problems.add("GP713", where, 1, what, "put the logo beside edition.yml, as small as it can be")
        return b""
    data = path.read_bytes()
    why = _svg(data) if path.suffix == ".svg" else _png(data)
    if why:
        problems.add("GP713", where, 1, f"this logo is refused: {why}", "save it again with plain shapes, or as PNG")
        return b""
    return data


def _png(data: bytes) -> str | None:
    if data[:8] != b"\x89PNG\r\n\x1a\n" or data[12:16] != b"IHDR":
        return "it is no PNG file"
    width, height = int.from_bytes(data[16:20]), int.from_bytes(data[20:24])
    if not (0 < width <= _WIDEST and 0 < height <= _WIDEST):
        return f"it has {width} by {height} pixels"
    place, pixels = 8, b""
    while place + 12 <= len(data):  # chunks: length, kind, data, check sum
        length, kind = int.from_bytes(data[place : place + 4]), data[place + 4 : place + 8]
        chunk = data[place + 8 : place + 8 + length]
        if zlib.crc32(kind + chunk) != int.from_bytes(data[place + 8 + length : place + 12 + length]):
            return "it is damaged"
        pixels += chunk if kind == b"IDAT" else b""
        place += 12 + length
    try:
        whole = len(zlib.decompressobj().decompress(pixels, 4 * (width + 1) * height * 2)) >= height
    except zlib.error:
        whole = False
    return None if whole else "it is damaged"


def _svg(data: bytes) -> str | None:
    """What in an SVG file could run, load or hide something; None when it is shapes and nothing else."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return "it is not UTF-8"
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        return f"it cannot be read ({error.msg})"
    if root.getroottree().docinfo.doctype:
        return "it has a DOCTYPE"
    if root.tag != f"{_SVG}svg":
        return "it is no SVG file"
    if not (root.get("viewBox") or (root.get("width") and root.get("height"))):
        return "it has no size (viewBox)"
    for element in [*root.itersiblings(preceding=True), *root.itersiblings(), *root.iter()]:
        if not isinstance(element.tag, str):
            if isinstance(element, etree._ProcessingInstruction):
                return "it has an instruction for another program"
            continue
        name = element.tag.removeprefix(_SVG)
        if name not in _ELEMENTS:
            return f"it has the element {etree.QName(element).localname}"
        for key, value in element.attrib.items():
            local = etree.QName(key).localname
            if local.lower().startswith("on") or local == "style":
                return f"it has the attribute {local}"
            if local == "href" and not _OWN.match(value.strip()):
                return "it leads to something outside"
            if key.startswith(_XML) and local != "space":
                return f"it has the attribute xml:{local}"
            if "\\" in value or ("(" in value and local not in _FUNCTIONS and not _OWN.match(value.strip())):
                return "it loads something, or hides what it does"
    return None
