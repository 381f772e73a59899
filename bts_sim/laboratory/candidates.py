"""The controls that choose the candidates judged: those of the study, of an académie, or of files of the folder."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import ipywidgets as w

from bts_sim.display.cards import html_page, refusal_card
from bts_sim.files.shipped import entrants_of_academies
from bts_sim.laboratory.among import FILES, Among
from bts_sim.laboratory.whom import dropdown
from bts_sim.language import N_, _

#: Endings of the files that may hold candidates or marks, and the most of them that are offered.
ENDINGS, MOST = (".csv", ".xlsx", ".ods", ".parquet"), 200
#: The choices that are no académie: the candidates of the study, and those of files.
OWN, OF_FILES = "", "files"
#: What each file is called.
NAMES = {
    "candidates": N_("Fichier des candidats"),
    "marks": N_("Fichier de leurs notes"),
    "orals": N_("Fichier de leurs oraux, s'ils ont eu lieu"),
}


class Judged:
    """Whose candidates are judged; `changed` is called once an académie, or the files that are needed, are chosen."""

    def __init__(self, own: str, changed: Callable[[Among], None]) -> None:
        self._changed, self._quiet = changed, False
        academies = sorted(entrants_of_academies())
        options = [(own, OWN), *((_("académie : {nom}").format(nom=name), name) for name in academies)]
        self.field = dropdown(
            _("Candidats"), [*options, (_("des candidats réels : fichiers de ce dossier"), OF_FILES)], "bts-cle-parmi"
        )
        self.files = {name: dropdown(_(words), [], f"bts-cle-{FILES[name]}") for name, words in NAMES.items()}
        self.refusal = w.HTML()
        self.view = w.VBox([self.field, *self.files.values(), self.refusal])
        self.show(Among())
        for one in (self.field, *self.files.values()):
            one.observe(self._on_change, "value")

    def show(self, among: Among) -> None:
        """Show the candidates that are judged; nothing is called for it."""
        self._quiet = True
        self.field.value = OF_FILES if among.files else among.academie
        self._offer(among.files)
        self._quiet = False

    def refuse(self, words: str) -> None:
        """Say why these candidates are refused; nothing takes back what is chosen."""
        self.refusal.value = html_page(refusal_card(words)) if words else ""

    def _offer(self, chosen: Mapping[str, str]) -> None:
        """Offer the files of the folder, as it is now, where some are to be chosen."""
        asked = self.field.value == OF_FILES
        there = [*dict.fromkeys([*chosen.values(), *_files_here()])] if asked else []
        for name, one in self.files.items():
            one.options = [("—", ""), *((path, path) for path in there)]
            one.value = chosen.get(name, "")
            one.layout.display = "" if asked else "none"

    def _on_change(self, change: Mapping[str, Any]) -> None:
        if self._quiet:
            return
        if change["owner"] is self.field:
            self._quiet = True
            self._offer({})
            self._quiet = False
        if self.field.value != OF_FILES:
            self._changed(Among(self.field.value))
            return
        files = {name: one.value for name, one in self.files.items() if one.value}
        if {"candidates", "marks"} <= files.keys():
            self._changed(Among(files=files))


def _files_here() -> list[str]:
    """Return the tables of the folder of the notebook, by name: never those of another folder."""
    found = sorted(path.name for path in Path().iterdir() if path.suffix.lower() in ENDINGS and path.is_file())
    return found[:MOST]
