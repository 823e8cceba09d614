"""Print style for mkdocs-pdf-export-plugin, loaded by it through `theme_handler_path`.

Material's page frame is a flex box of fixed least height: without these rules the plugin writes a blank sheet and one
page, and drops the rest without a word.
"""

from bs4 import BeautifulSoup

STYLE = """
@page { size: A4; margin: 18mm 16mm; }
html, body, .md-container, .md-main, .md-main__inner, .md-content, .md-grid {
  display: block !important; height: auto !important; min-height: 0 !important; max-width: none !important;
  overflow: visible !important; margin: 0 !important;
}
.md-header, .md-footer, .md-sidebar, .md-top, .md-search, .md-skip, .md-dialog,
.gp-languages { display: none !important; }
.md-typeset { font-size: 10.5pt; }
.md-typeset .admonition-title::before { display: none; }
"""


def get_stylesheet() -> str:
    return STYLE


def modify_html(html: str, href: str) -> str:
    return html


def modify_html_soup(soup: BeautifulSoup) -> BeautifulSoup:
    return soup
