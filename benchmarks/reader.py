"""What a reader on a slow link waits for: our page, stock Material's and a hand-cut page with the same article, in one run.

Run after scripts/build and scripts/test (which installs Chromium): .venv/bin/python benchmarks/reader.py [PAGE]
Each page is served packed (gzip) and loaded cold at 400 kbit/s with 400 ms for each answer, on a screen of 360 by 640. Prints
for each the bytes on the wire, the requests, the first paint and the load (median of five, milliseconds), and the
ratio to stock Material.
"""

from __future__ import annotations

import gzip
import http.server
import os
import re
import statistics
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent
PAGE = "modules/police-sensitisation/sessions/taking-a-report.html"
STOCK = """site_name: Good Practice
use_directory_urls: false
theme: {name: material}
markdown_extensions: [admonition, attr_list, tables, {toc: {permalink: true}}]
plugins: [search]
"""
HAND = """<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Page</title><link rel="icon" href="data:,"><style>body{{max-width:40rem;margin:auto;font-family:sans-serif}}</style>
{article}</html>"""


class Packed(http.server.SimpleHTTPRequestHandler):
    """Serves files packed, as a web server does, and counts what it sends."""

    sent: list[int] = []
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() else path
        if not path.is_file():
            self.sent.append(0)
            self.send_response(404)
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        data = path.read_bytes()
        text = path.suffix in {".html", ".css", ".js", ".json", ".xml", ".svg"}
        body = gzip.compress(data, 6) if text else data
        self.sent.append(len(body))
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(path)))
        if text:
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments: object) -> None:
        pass


def stock_site(article: str, folder: Path) -> Path:
    """The article on Material's own page, with fonts from its usual host left in place."""
    (folder / "docs").mkdir(parents=True)
    (folder / "docs/index.md").write_text(article, "utf-8")
    (folder / "mkdocs.yml").write_text(STOCK, "utf-8")
    subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "-q", "-d", str(folder / "site")],
        cwd=folder,
        check=True,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
    )
    return folder / "site"


def measure(folder: Path, page: str) -> tuple[int, int, float, float]:
    """Bytes, requests, first paint and load of a page."""
    Packed.sent = []
    server = http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), lambda *arguments: Packed(*arguments, directory=str(folder))
    )
    threading.Thread(target=server.serve_forever, daemon=True).start()
    paints, loads, sizes = [], [], []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=["--no-sandbox"]
        )
        for _ in range(5):
            context = browser.new_context(viewport={"width": 360, "height": 640})
            context.route(lambda url: "127.0.0.1" not in url, lambda route: route.abort())
            opened = context.new_page()
            session = context.new_cdp_session(opened)
            session.send("Network.enable")
            conditions = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
            session.send("Network.emulateNetworkConditions", conditions)
            Packed.sent.clear()
            opened.goto(f"http://127.0.0.1:{server.server_port}/{page}", wait_until="networkidle", timeout=90_000)
            paint = "performance.getEntriesByName('first-contentful-paint')[0].startTime"
            paints.append(opened.evaluate(paint))
            loads.append(opened.evaluate("performance.getEntriesByType('navigation')[0].loadEventEnd"))
            sizes.append((sum(Packed.sent), len(Packed.sent)))
            context.close()
        browser.close()
    server.shutdown()
    size, requests = sorted(sizes)[len(sizes) // 2]
    return size, requests, statistics.median(paints), statistics.median(loads)


def main() -> None:
    page = sys.argv[1] if len(sys.argv) > 1 else PAGE
    site = ROOT / "site"
    if not (site / page).is_file():
        sys.exit(f"site/{page} does not exist: run scripts/build first")
    html = (site / page).read_text("utf-8")
    article = re.search(r"<article.*?>(.*)</article>", html, re.S).group(1)
    with tempfile.TemporaryDirectory() as folder:
        hand = Path(folder) / "hand"
        hand.mkdir()
        (hand / "index.html").write_text(HAND.format(article=article), "utf-8")
        found = {
            "stock Material": measure(stock_site(f"# Page\n\n{article}", Path(folder) / "stock"), "index.html"),
            "ours": measure(site, page),
            "hand-cut": measure(hand, "index.html"),
        }
    base = found["stock Material"]
    print(f"{page}\n{'':16}{'bytes':>10}{'requests':>10}{'paint ms':>10}{'load ms':>10}   of stock: bytes, paint")
    for name, (size, requests, paint, load) in found.items():
        ratios = f"{size / base[0]:.2f}, {paint / base[2]:.2f}"
        print(f"{name:16}{size:10}{requests:10}{paint:10.0f}{load:10.0f}   {ratios}")


if __name__ == "__main__":
    main()
