"""What search engines and servers look for: the sitemap, the page for wrong addresses, redirects from old addresses."""

from __future__ import annotations

import posixpath
from collections.abc import Sequence
from html import escape
from pathlib import Path
from xml.sax.saxutils import escape as xml_escape

from goodpractice.addresses import html_path
from goodpractice.compose import Site


def write_sitemap(site: Path, sites: Sequence[Site], address: str) -> None:
    """`sitemap.xml` with the languages of every page, English as the default. Only with an address: it names whole
    ones. Pages that are English under the address of another language stay out."""
    for name in ("sitemap.xml", "sitemap.xml.gz"):
        for path in site.rglob(name):
            path.unlink()  # MkDocs writes one for each language, without addresses
    if not address:
        return
    address = address.rstrip("/")
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">',
    ]
    for path in sites[0].pages:
        there = [one.lang for one in sites if path not in one.english]
        urls = {lang: xml_escape(f"{address}/{html_path(lang, path)}") for lang in there}
        links = "".join(f'<xhtml:link rel="alternate" hreflang="{lang}" href="{url}"/>' for lang, url in urls.items())
        links += f'<xhtml:link rel="alternate" hreflang="x-default" href="{urls["en"]}"/>'
        lines += [f"<url><loc>{url}</loc>{links}</url>" for url in urls.values()]
    (site / "sitemap.xml").write_text("\n".join([*lines, "</urlset>"]) + "\n", "utf-8")


def write_not_found(site: Path, sites: Sequence[Site], address: str) -> None:
    """`404.html`, in all languages at once: who lands there has no language yet. A server shows it under any address,
    so its links begin at the root of the site."""
    for path in site.rglob("404.html"):
        path.unlink()
    root = "/" + "/".join(address.split("/")[3:]).strip("/")
    root = root if root.endswith("/") else root + "/"
    parts = []
    for one in sites:
        home = root + html_path(one.lang, "index.md")
        words = {key: escape(value) for key, value in one.frame.items()}
        parts.append(
            f'<section lang="{one.lang}" dir="{one.direction}"><h2>{words["not-found"]}</h2>'
            f'<p><a href="{home}">{words["site-name"]}</a></p></section>'
        )
    (site / "404.html").write_text(
        f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'self'; img-src data:">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="robots" content="noindex">
<title>404</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="{root}assets/site/site.css">
</head>
<body>
<main class="layout">
<h1>404</h1>
{"".join(parts)}
</main>
</body>
</html>
""",
        "utf-8",
    )


def write_redirects(site: Path, redirects: dict[str, str], langs: Sequence[str]) -> None:
    """A page under each old address that leads to the new one, in every language."""
    for lang in langs:
        for old, new in redirects.items():
            path = site / html_path(lang, old)
            target = posixpath.relpath(html_path(lang, new), posixpath.dirname(html_path(lang, old)) or ".")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(
                f'<!doctype html>\n<html lang="{lang}">\n<head>\n<meta charset="utf-8">\n'
                f'<meta name="robots" content="noindex">\n<meta http-equiv="refresh" content="0;url={target}">\n'
                f'<title>→</title>\n</head>\n<body>\n<p><a href="{target}">{escape(target)}</a></p>\n</body>\n'
                "</html>\n",
                "utf-8",
            )
