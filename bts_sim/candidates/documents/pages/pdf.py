"""Turn pages into PDF with WeasyPrint: nothing is fetched, no clock is read, and bytes are reproducible."""

from __future__ import annotations

import contextlib
import hashlib
import io
import logging
from typing import TYPE_CHECKING

from bts_sim.errors import Fault, InputError

if TYPE_CHECKING:
    from pathlib import Path

REMEDY = (
    "sans --pdf, ouvrir les pages HTML dans un navigateur et les imprimer (« Enregistrer au format PDF ») ; ou "
    "installer l'extra « pdf » (pip install 'bts-sim[pdf]') et Pango : "
    "apt install libpango-1.0-0 libpangoft2-1.0-0 (Debian, Ubuntu), brew install pango (macOS), "
    "MSYS2 puis pacman -S mingw-w64-x86_64-pango (Windows)"
)


def check_pdf() -> None:
    """Refuse PDF before anything is computed, if WeasyPrint or the Pango library that it needs is missing."""
    try:
        # When Pango is missing, WeasyPrint prints its own advice in English.
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            import weasyprint  # noqa: F401
    except (ImportError, OSError) as error:
        what = "WeasyPrint absent" if isinstance(error, ImportError) else "Pango, ou une de ses bibliothèques, absent"
        raise InputError([Fault("--pdf", None, "", "", what, REMEDY)]) from error


def write_pdf(page: Path, target: Path) -> None:
    """Write a page on the disk as a PDF that a screen reader can read."""
    from weasyprint import HTML
    from weasyprint.urls import URLFetcher

    from bts_sim.runs.written import whole_file

    # The user need not know which features of Chromium WeasyPrint lacks.
    logging.getLogger("weasyprint").setLevel(logging.CRITICAL)
    logging.getLogger("fontTools").setLevel(logging.CRITICAL)
    text = page.read_text(encoding="utf-8")
    drawn = HTML(string=text, url_fetcher=URLFetcher(allowed_protocols=()))
    with whole_file(target, "wb") as file:
        drawn.write_pdf(file, pdf_variant="pdf/ua-1", pdf_identifier=hashlib.sha256(text.encode()).digest()[:16])
