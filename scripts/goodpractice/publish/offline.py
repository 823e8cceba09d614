"""The site to take along: a ZIP for each language, check numbers, and the list of files that a browser can keep."""

from __future__ import annotations

import hashlib
import json
import posixpath
import re
import zipfile
from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path

from goodpractice.compose import Site

_HREF = re.compile(r'(<a\b[^>]*?\shref=")([^"#?:]+)((?:[#?][^"]*)?")')
_POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:"
_DAY = (1980, 1, 1, 0, 0, 0)  # every file carries the same time, so that the same content gives the same ZIP
_EMPTY = re.compile(r'(<span class="gp-zip" data-zip="([a-zA-Z-]+)">)[^<]*(</span>)')

WORKER = """/* Registered only when a reader asks for it. Gives what is kept, and else what the network has. */
self.addEventListener("install", function () { self.skipWaiting(); });
self.addEventListener("activate", function (event) { event.waitUntil(self.clients.claim()); });
self.addEventListener("fetch", function (event) {
  if (event.request.method !== "GET") return;
  event.respondWith(fetch(event.request).catch(function () {
    return caches.match(event.request, { ignoreSearch: true });
  }));
});
"""


def write_offline(site: Path, sites: Sequence[Site]) -> None:
    """Write `offline/<lang>.zip`, `offline/SHA256SUMS.txt`, and for each language `sw.js` and `offline-list.json`."""
    langs = [one.lang for one in sites]
    for one in sites:
        own = _folder(site, one.lang)
        (own / "sw.js").write_text(WORKER, "utf-8")
        names = [path.relative_to(own).as_posix() for path in _files(site, one.lang, langs)]
        kept = [name for name in names if not name.startswith(("print/", "data/", "offline"))]
        kept = [name for name in kept if name != "404.html"]
        listed = {"lang": one.lang, "files": kept}
        (own / "offline-list.json").write_text(json.dumps(listed, ensure_ascii=False) + "\n", "utf-8")
    folder = site / "offline"
    folder.mkdir(exist_ok=True)
    sizes, sums = {}, []
    for one in sites:
        target = folder / f"{one.lang}.zip"
        _zip(site, one, langs, target)
        sizes[one.lang] = target.stat().st_size
        sums.append(f"{hashlib.sha256(target.read_bytes()).hexdigest()}  {target.name}\n")
    (folder / "SHA256SUMS.txt").write_text("".join(sums), "utf-8")
    for one in sites:
        page = _folder(site, one.lang) / "offline.html"
        if page.exists():
            page.write_text(_with_sizes(page.read_text("utf-8"), sizes), "utf-8")


def _folder(site: Path, lang: str) -> Path:
    return site if lang == "en" else site / lang


def _files(site: Path, lang: str, langs: Iterable[str]) -> list[Path]:
    """The files of a language: English lies at the root, beside the folders of the others."""
    own = _folder(site, lang)
    others = {site / other for other in langs if other != "en"} if lang == "en" else set()
    others.add(site / "offline")
    return sorted(path for path in own.rglob("*") if path.is_file() and not others & {*path.parents})


def _zip(site: Path, one: Site, langs: Sequence[str], target: Path) -> None:
    """Everything of a language, in the folders of the site, so that several can be unpacked into one. A link to
    what is not inside leads to a page that says so."""
    files = _files(site, one.lang, langs)
    names = {path.relative_to(site).as_posix() for path in files}
    base = "" if one.lang == "en" else f"{one.lang}/"
    elsewhere = f"{base}elsewhere.html"
    with zipfile.ZipFile(target, "w") as archive:
        for path in files:
            name = path.relative_to(site).as_posix()
            data = path.read_bytes()
            if name.endswith(".html"):
                data = _inside(data.decode("utf-8"), name, names, elsewhere).encode("utf-8")
            _add(archive, name, data)
        _add(archive, elsewhere, _elsewhere(one).encode("utf-8"))
        if one.lang != "en":
            start = f'<!doctype html><meta charset="utf-8"><meta http-equiv="refresh" content="0;url={base}index.html">'
            _add(archive, f"{one.lang}.html", f'{start}<title>-</title><a href="{base}index.html">→</a>\n'.encode())


def _add(archive: zipfile.ZipFile, name: str, data: bytes) -> None:
    info = zipfile.ZipInfo(name, _DAY)
    info.external_attr = 0o644 << 16
    packed = name.endswith((".pdf", ".gz"))
    archive.writestr(info, data, zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED)


def _inside(text: str, name: str, names: set[str], elsewhere: str) -> str:
    """A page whose links to what is not in the ZIP lead to the page that says so, with the way as an anchor."""
    here = posixpath.dirname(name)
    way = posixpath.relpath(elsewhere, here or ".")

    def change(match: re.Match) -> str:
        target = posixpath.normpath(posixpath.join(here, match.group(2)))
        if target in names:
            return match.group()
        return f'{match.group(1)}{way}#{posixpath.relpath(target, posixpath.dirname(elsewhere) or ".")}"'

    return _HREF.sub(change, text)


def _elsewhere(one: Site) -> str:
    """What stands in the place of pages that another ZIP holds."""
    words = {key: escape(value) for key, value in one.frame.items()}
    return f"""<!doctype html>
<html lang="{one.lang}" dir="{one.direction}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{_POLICY}">
<meta name="viewport" content="width=device-width,initial-scale=1">
<title>{words["site-name"]}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="assets/site/site.css">
<script src="assets/site/site.js" defer></script>
</head>
<body>
<main class="layout">
<h1>{words["elsewhere-title"]}</h1>
<p>{words["elsewhere-text"]}</p>
<p><a data-tool="elsewhere" href="index.html" hidden>{words["elsewhere-try"]}</a></p>
<p><a href="index.html">{words["site-name"]}</a></p>
</main>
</body>
</html>
"""


def _with_sizes(text: str, sizes: dict[str, int]) -> str:
    """The page with downloads, with the size of each file in megabytes. A language that was not built has none."""

    def size(match: re.Match) -> str:
        return f"{match.group(1)}{sizes.get(match.group(2), 0) / 1e6:.1f} MB{match.group(3)}"

    return _EMPTY.sub(size, text)
