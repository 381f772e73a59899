"""How the site of the documentation is made. `make docs` lays the sources out, then builds them (tools/docs.py)."""

import copy
import functools
import gettext
import html
import importlib.metadata
import json
import re
from pathlib import Path
from typing import Any

import sphinx
import yaml
from docutils import frontend, nodes
from docutils.utils.math import latex2mathml
from myst_parser.mdit_to_docutils import base as markdown
from pygments.lexers.special import TextLexer
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment.adapters.toctree import TocTree
from sphinx.search.en import SearchEnglish
from sphinx.util import logging
from sphinx.util.osutil import relative_uri

logger = logging.getLogger(__name__)
project = "bts_sim"
author = "the bts_sim authors"
version = release = importlib.metadata.version("bts-sim")
language = "en"
# A date here would make two builds differ.
html_show_copyright = False
html_last_updated_fmt = None

extensions = ["myst_nb", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
myst_enable_extensions = ["colon_fence", "deflist", "dollarmath"]
myst_heading_anchors = 4
# Notebooks are shown as they are committed; nothing runs.
nb_execution_mode = "off"
nb_merge_streams = True

# Docstrings write names between single backquotes.
default_role = "code"
autodoc_typehints = "signature"
autodoc_member_order = "bysource"
autodoc_type_aliases: dict[str, str] = {}
add_module_names = True

nitpicky = True
# Types of other libraries and of modules that no page describes: their names are read, not followed.
nitpick_ignore_regex = [("py:(class|data|obj|exc)", ".*")]

html_theme = "furo"
html_title = "bts_sim"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_js_files = [("scroll.js", {"defer": "defer"})]
html_copy_source = False
html_show_sphinx = False
html_math_renderer = "mathml"

#: A page is written in one language; the words of some in the other one are compiled under the only one that Sphinx
#: builds. `languages.json`, which tools/site_languages.py writes, has the language of each page and its other version.
locale_dirs = ["locale"]
gettext_compact = False
OTHER = {"en": "fr", "fr": "en"}
HOMES = {"en": "index", "fr": "accueil"}
TO_OTHER = {"en": "En français", "fr": "In English"}
NOTEBOOKS = ("tutorials/0", "en/tutorials/0")
#: What each public name returns, in French: pages of functions are made from docstrings, in English.
FRENCH_NAMES = "reference/api_in_french.yaml"
#: Where French has a narrow space; a tag of HTML, and one that begins or ends what is no prose.
BEFORE_A_SIGN = re.compile(r"(?<=«) | (?=[;:?!»](?![\w/)]))")
TAG, CODE = re.compile(r"(<[^>]*>)"), re.compile(r"<(/?)(?:code|pre|script|style|math|svg)\b")
#: What the theme says and Sphinx has no French for.
THEME = {
    "Back to top": "Haut de la page",
    "Home": "Accueil",
    "Made with ": "Fait avec ",
    '<a href="https://www.sphinx-doc.org/">Sphinx</a> and ': '<a href="https://www.sphinx-doc.org/">Sphinx</a> et ',
    "Next": "Suivant",
    "On this page": "Sur cette page",
    "Previous": "Précédent",
    "Skip to content": "Aller au contenu",
    "Toggle site navigation sidebar": "Montrer ou cacher le menu du site",
    "Toggle table of contents sidebar": "Montrer ou cacher le menu de la page",
    "Toggle Light / Dark / Auto color theme": "Clair, sombre ou automatique",
}


def _french(words: str) -> str:
    of_sphinx = gettext.translation("sphinx", Path(sphinx.__file__).parent / "locale", languages=["fr"], fallback=True)
    return THEME.get(words) or of_sphinx.gettext(words)


def _page(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None) -> None:
    said = app.languages.get(page, {"lang": "en", "other": "", "note": ""})
    lang, other = said["lang"], said["other"]
    context["language"] = lang
    context["master_doc"] = context["root_doc"] = HOMES[lang]
    context["toctree"] = lambda **asked: _tree(app, page, lang, **asked)
    if lang == "fr":
        context["gettext"] = context["_"] = _french
    if other:
        address, of = context["pathto"](other), TO_OTHER[lang]
        link = f'<a href="{address}" lang="{OTHER[lang]}" hreflang="{OTHER[lang]}">{of}</a>'
        context["body"] = f'<p class="other-language">{link}</p>\n{context["body"]}'
    if lang == "fr":
        context |= {name: _fine(context[name]) for name in ("body", "toc", "title") if context.get(name)}
        beside = ((name, context[name]) for name in ("prev", "next") if context.get(name))
        context |= {name: {**one, "title": _fine(one["title"])} for name, one in beside}
    if said.get("note"):
        note = re.sub("`([^`]+)`", r"<code>\1</code>", html.escape(said["note"]))
        note = _fine(note) if lang == "en" else note
        context["body"] = f'<p class="other-language" lang="{OTHER[lang]}">{note}</p>\n{context["body"]}'
    if page.startswith(NOTEBOOKS):
        # Vega is as large as everything else of the site together: only pages with charts load it.
        for script in ("vega.js", "charts.js"):
            app.add_js_file(script, defer="defer")


def _tree(app: Sphinx, page: str, lang: str, **asked: Any) -> str:
    """Return the contents of the site in one language as a page has them: addresses from it, the way to it marked."""
    if lang not in app.contents:
        app.contents[lang] = _contents(app, lang, **asked)
    trees, links = app.contents[lang]
    own, way = app.builder.get_target_uri(page), []
    for link, target in links:
        link["refuri"] = relative_uri(own, target)
        if target == own:
            way += _above(link)
    for node in way:
        node["classes"].append("current")
    said = "".join(app.builder.render_partial(one)["fragment"] for one in trees)
    for node in way:
        node["classes"].remove("current")
    return _fine(said) if lang == "fr" else said


def _fine(text: str) -> str:
    """Return HTML whose French signs keep to their words by a narrow space, which no line begins with; but for code."""
    parts, within = TAG.split(text), 0
    for rank, part in enumerate(parts):
        if not rank % 2:
            parts[rank] = part if within else BEFORE_A_SIGN.sub("\u202f", part)
        elif code := CODE.match(part):
            within += -1 if code[1] else 1
    return "".join(parts)


def _contents(app: Sphinx, lang: str, **asked: Any) -> tuple[list[nodes.Element], list[tuple[nodes.Element, str]]]:
    """Return the contents in one language, and each of their links with the page it leads to from the top of the site.

    Sphinx would copy all of them for each page. The other language, listed last in English, is not unfolded.
    """
    env, home = app.builder.env, HOMES[lang]
    wanted = {"prune": True, "maxdepth": -1, "titles_only": True, "collapse": False, "includehidden": True, **asked}
    lists = list(env.get_doctree(home).findall(addnodes.toctree))[:1]
    made = (TocTree(env).resolve(home, app.builder, one, **wanted) for one in lists)
    trees = [one for one in made if one is not None]
    links = [(link, link["refuri"]) for one in trees for link in one.findall(nodes.reference)]
    return trees, [(link, target) for link, target in links if "://" not in target]


def _above(node: nodes.Element) -> list[nodes.Element]:
    """Return a node and those that hold it, up to the document."""
    held = []
    while node is not None and not isinstance(node, nodes.document):
        held.append(node)
        node = node.parent
    return held


class Searched(SearchEnglish):
    """English as Sphinx searches it, with the root of each word found once for all pages."""

    def __init__(self, options: dict[str, str]) -> None:
        super().__init__(options)
        self.stem = functools.cache(super().stem)


@functools.cache
def _settings(parser: Any) -> Any:
    return frontend.get_default_settings(parser)


# A sentence in the other language is a document of its own, for which MyST would read all the options of docutils.
markdown.get_default_settings = lambda parser: copy.copy(_settings(parser))


def _read(app: Sphinx) -> None:
    app.contents = {}
    app.languages = json.loads((Path(app.srcdir) / "languages.json").read_text(encoding="utf-8"))


def _said_in_french(app: Sphinx) -> None:
    # Without the file, each name that a page shows lacks its sentence, and the build says so.
    names = Path(app.srcdir) / FRENCH_NAMES
    app.french = yaml.safe_load(names.read_text(encoding="utf-8")) if names.is_file() else {}
    app.shown = set()


def _add_french(app: Sphinx, what: str, name: str, described: Any, options: Any, lines: list[str]) -> None:
    """Write under a signature the French sentence of its name; refuse a name without one."""
    app.shown.add(name)
    if name not in app.french:
        logger.warning("%s: no French sentence for %s", FRENCH_NAMES, name)
        return
    said = re.sub("`([^`]+)`", r"<code>\1</code>", html.escape(app.french[name], quote=False))
    lines[:0] = [".. raw:: html", "", f'   <p class="in-french" lang="fr">{said}</p>', ""]


def _all_shown(app: Sphinx, env: Any) -> None:
    """Refuse a French sentence whose name no page shows any more, once every page was read."""
    for name in sorted(set(app.french) - app.shown) if app.shown else ():
        logger.warning("%s: no page shows %s", FRENCH_NAMES, name)


def _complete(app: Sphinx, doctree: nodes.document) -> None:
    """Refuse a page whose catalogue lacks words: Sphinx would show it half in one language, half in the other."""
    if app.env.docname.startswith(("fr/", "en/")):
        for node in doctree.findall(_untranslated):
            logger.warning(
                "no words in the other language: %s", node.astext()[:80] or node.get("caption"), location=node
            )


def _untranslated(node: nodes.Node) -> bool:
    if isinstance(node, addnodes.toctree):
        # Sphinx marks no contents as translated: their caption is another one, or it is not.
        return bool(node.get("rawcaption")) and node["caption"] == node["rawcaption"]
    # Sphinx marks no picture either, though it puts the words that stand for it in the other language.
    return isinstance(node, nodes.Element) and node.get("translated") is False and not isinstance(node, nodes.image)


def _formula(translator: Any, node: nodes.Element) -> None:
    """Write a formula as MathML, which browsers draw by themselves: no script, no font, no network."""
    block = isinstance(node, nodes.math_block)
    drawn = latex2mathml.tex2mathml(node.astext(), as_block=block)
    translator.body.append(f'<div class="formula">{drawn}</div>' if block else drawn)
    raise nodes.SkipNode


def _levels(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None) -> None:
    """Give captions of contents the level that a heading must have."""
    context["body"] = context.get("body", "").replace('role="heading">', 'role="heading" aria-level="2">')


def setup(app: Sphinx) -> None:
    """Add formulas without a script, the language of each page, and CSV as the plain text it is."""
    app.add_lexer("csv", TextLexer)
    app.add_search_language(Searched)
    app.add_html_math_renderer("mathml", (_formula, None), (_formula, None))
    app.connect("builder-inited", _read)
    app.connect("builder-inited", _said_in_french)
    # After napoleon, which reads the docstring as it is written.
    app.connect("autodoc-process-docstring", _add_french, priority=900)
    app.connect("env-check-consistency", _all_shown)
    app.connect("doctree-read", _complete)
    # Before the theme, which draws its menu from the contents.
    app.connect("html-page-context", _page, priority=400)
    app.connect("html-page-context", _levels)
