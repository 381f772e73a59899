"""How the site of the documentation is made. `make docs` lays the sources out, then builds them (tools/docs.py)."""

import importlib.metadata
import re
from pathlib import Path
from typing import Any

from docutils import nodes
from docutils.utils.math import latex2mathml
from pygments.lexers.special import TextLexer
from sphinx.application import Sphinx

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

#: Pages whose prose is English; all others, the notebooks first of all, are for readers of French.
ENGLISH = ("index", "ten_minutes", "decisions", "preuve", "reglementation", "genindex", "py-modindex", "search")
NOTEBOOKS = "tutorials/0"
ENGLISH_FOLDERS = ("howto/", "reference/", "explanation/", "tutorials/index")


def _page(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None) -> None:
    english = page in ENGLISH or page.startswith(ENGLISH_FOLDERS)
    context["language"] = "en" if english else "fr"
    if page.startswith(NOTEBOOKS):
        # Vega is as large as everything else of the site together: only pages with charts load it.
        for script in ("vega.js", "charts.js"):
            app.add_js_file(script, defer="defer")


def _present(app: Sphinx, page: str, content: list[str]) -> None:
    """Leave out of the contents the patterns of root pages (`/name*`) that no page matches: Sphinx would complain."""
    root = Path(app.srcdir)
    content[0] = re.sub(r"^/(\w+\*)\n", lambda m: m[0] if any(root.glob(m[1])) else "", content[0], flags=re.MULTILINE)


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
    app.add_html_math_renderer("mathml", (_formula, None), (_formula, None))
    app.connect("source-read", _present)
    app.connect("html-page-context", _page)
    app.connect("html-page-context", _levels)
