"""The messages of click in French, from the catalogue of `locale/`."""

from __future__ import annotations

import gettext
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

#: Folder of the catalogue, as gettext lays it out: `fr/LC_MESSAGES/click.mo`, compiled from the `.po` beside it.
CATALOGUES = Path(__file__).parent / "locale"
DOMAIN = "click"


@contextmanager
def french() -> Iterator[None]:
    """Make click speak French in this context, whatever the locale of the machine."""
    domain, language = gettext.textdomain(), os.environ.get("LANGUAGE")
    gettext.bindtextdomain(DOMAIN, str(CATALOGUES))
    gettext.textdomain(DOMAIN)
    # gettext reads this variable first: before LC_ALL and LANG, and on Windows too.
    os.environ["LANGUAGE"] = "fr"
    try:
        yield
    finally:
        gettext.textdomain(domain)
        os.environ.pop("LANGUAGE", None)
        if language is not None:
            os.environ["LANGUAGE"] = language
