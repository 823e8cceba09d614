"""The adapter that MkDocs (or a successor that loads its plugins) uses: it hands composed pages over.

It assumes `docs_structure: folder` in mkdocs-static-i18n and sets only documented options there: each language's
navigation, site name and description. With `tree` empty, as in plain `mkdocs build` and `mkdocs serve`, it composes the
pages itself, without printables; `goodpractice build` composes once and passes the tree.
"""

from __future__ import annotations

import posixpath
import sys
from pathlib import Path

from markupsafe import Markup
from mkdocs.config import config_options as options
from mkdocs.config.base import Config
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin, event_priority
from mkdocs_static_i18n.config import I18nPluginConfig, I18nPluginLanguage

from goodpractice.addresses import html_path
from goodpractice.pipeline import compose_sites
from goodpractice.problems import Problems
from goodpractice.project import Project
from goodpractice.read import read_library
from goodpractice.render import search
from goodpractice.render.skeleton import Skeleton, skeleton, write_skeletons
from goodpractice.render.static import LEAVE
from goodpractice.render.theme_words import has_language, write_theme_words
from goodpractice.render.tree import read_frames, write_tree

_UNUSED = ("print/", "assets/javascripts/", "assets/stylesheets/", "assets/images/favicon.png", "navigation.json")
"""What lies beside the theme and no page uses: the print templates, and the theme's own scripts, styles and icon."""


def _build_only(options: I18nPluginConfig, lang: str) -> None:
    """What the plugin's option `build_only_locale` does, also for a language that mkdocs.yml does not list."""
    if lang not in [language.locale for language in options.languages]:
        added = I18nPluginLanguage()
        added.load_dict({"locale": lang, "name": lang, "theme": {"language": lang}})
        added.validate()
        options.languages.append(added)
    options.build_only_locale = lang
    for language in options.languages:
        language.default = language.build = language.locale == lang


class _Options(Config):
    tree = options.Type(str, default="")
    address = options.Type(str, default="")


class GoodPracticePlugin(BasePlugin[_Options]):
    def __init__(self) -> None:
        self.frames: dict[str, dict] = {}
        self.skeletons: dict[str, Skeleton] = {}
        self.searched: dict[str, list[search.Page]] = {}

    def on_startup(self, *, command: str, dirty: bool) -> None:
        """Marks the plugin as one that lives through every rebuild of `serve`."""

    @event_priority(50)
    def on_config(self, config):
        """Point MkDocs at the composed tree, before static-i18n reads its options."""
        project = Project(Path(config.config_file_path).resolve().parent)
        i18n = config.plugins.get("i18n")
        if i18n is None:
            raise PluginError("mkdocs.yml must list the plugins goodpractice and i18n")
        built = [language.locale for language in i18n.config.languages if language.build]
        if self.config.tree:
            folder = Path(self.config.tree)
        else:
            problems = Problems()
            library = read_library(project, problems)
            sites = compose_sites(project, library, built, problems) if library else []
            for problem in problems:
                print(problem, file=sys.stderr)
            if problems.blocking():
                raise PluginError("the content has problems (listed above); nothing was built")
            folder = write_tree([made.site for made in sites], project.work / "mkdocs")
        self.frames = read_frames(folder)
        config.docs_dir = str(folder)
        if self.config.tree:  # a tree holds one language, and it may be one that only an edition has
            (lang,) = self.frames
            built = [lang]
            _build_only(i18n.config, lang)
        for language in i18n.config.languages:
            if language.locale in self.frames:
                found = self.frames[language.locale]
                language.nav = found["navigation"]
                language.site_name = found["frame"]["site-name"]
                language.site_description = found["frame"]["site-description"]
        for lang, found in self.frames.items():
            if lang != "en" and not has_language(config.theme.dirs, lang):
                folder = Path(config.docs_dir).parent / "theme" / lang
                write_theme_words(folder, lang, found["direction"], found["theme"])
                config.theme.dirs.insert(0, str(folder))
        if len(built) == 1:  # the search plugin looks at the theme's language before static-i18n sets it
            config.theme["language"] = i18n.config.languages[
                [language.locale for language in i18n.config.languages].index(built[0])
            ].theme["language"]
        return config

    @event_priority(50)
    def on_files(self, files, *, config):
        """Leave out what no page uses."""
        for file in list(files):
            if file.src_uri.startswith(_UNUSED):
                files.remove(file)
        return files

    def on_page_content(self, html, *, page, config, files):
        """Let wide tables scroll. Note the structure of each page, to compare the languages afterwards."""
        html = html.replace("<th></th>", "<td></td>")  # a corner without words heads nothing
        html = html.replace("<table>", '<div class="scroll"><table>').replace("</table>", "</table></div>")
        self.skeletons[page.file.norm_src_uri.removesuffix(".md") + ".html"] = skeleton(html)
        lang = config.plugins["i18n"].current_language
        group = page.parent
        while group and group.parent and group.parent.parent:
            group = group.parent
        url = page.file.norm_src_uri.removesuffix(".md") + ".html"
        found = search.read_page(url, Markup(page.title).striptags(), group.title if group else "", html, lang)
        self.searched.setdefault(lang, []).append(found)
        return html

    def on_post_build(self, *, config):
        site = Path(config.site_dir)
        lang = config.plugins["i18n"].current_language
        search.write_index(self.searched.pop(lang, []), lang, site / "assets" / "search")
        (site / "leave.html").write_text(LEAVE, "utf-8")
        if self.config.tree:
            lang = config.plugins["i18n"].config.build_only_locale
            folder = Path(self.config.tree).parent.parent / "skeletons"
            folder.mkdir(parents=True, exist_ok=True)
            write_skeletons(self.skeletons, folder / f"{lang}.json")

    def on_page_context(self, context, *, page, config, nav):
        """The same page in each language, as relative links; and the words of the page frame."""
        i18n = config.plugins["i18n"]
        lang = i18n.current_language
        own = page.file.norm_src_uri
        folder = posixpath.dirname(html_path(lang, own)) or "."
        context["gp_alternates"] = [
            {
                "name": name,
                "lang": code,
                "dir": direction,
                "link": posixpath.relpath(html_path(code, own), folder),
                "current": code == lang,
            }
            for code, name, direction in self.frames.get(lang, {}).get("languages", [])
            if code == lang or code in self.frames.get(lang, {}).get("offered", [])
        ]
        here = posixpath.dirname(own) or "."
        context["gp_footer"] = [
            {"title": title, "link": posixpath.relpath(path.removesuffix(".md") + ".html", here)}
            for path, title in self.frames.get(lang, {}).get("footer", [])
        ]
        address = self.config.address.rstrip("/")
        original = "en" if page.meta.get("untranslated") else lang
        context["gp_canonical"] = f"{address}/{html_path(original, own)}" if address else None
        return context

    @event_priority(50)
    def on_env(self, env, *, config, files):
        """The words of the page frame, for pages and for templates such as 404."""
        env.globals["gp_frame"] = self.frames.get(config.plugins["i18n"].current_language, {}).get("frame", {})
        return env

    def on_serve(self, server, *, config, builder):
        project = Project(Path(config.config_file_path).resolve().parent)
        for folder in (project.docs, project.modules, project.translations):
            server.watch(str(folder))
        return server
