"""The page of the laboratory: at each move what it does, beside the law in force; when it rests, what may be quoted."""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from html import escape
from typing import Any, Self

import ipywidgets as w

from bts_sim.answer import Answer
from bts_sim.desk.study import Study
from bts_sim.display.cards import html_page, paragraph, refusal_card, to_copy
from bts_sim.display.labels import number
from bts_sim.display.live import output_of
from bts_sim.display.shown import Shown, title_of
from bts_sim.droit.textes import libelles
from bts_sim.errors import BtsSimError, InputError
from bts_sim.laboratory.among import Among
from bts_sim.laboratory.controls import Controls
from bts_sim.laboratory.lab import ReformLab
from bts_sim.laboratory.reform import NAMED
from bts_sim.laboratory.whom import column_label, dropdown
from bts_sim.language import _, langue, speaking, translate
from bts_sim.questions.rates.by_draw import draws_worth

#: Seconds without a move after which the draws to quote are judged.
REST = 0.4
#: What JupyterLab and the app run of this page: the handle of a slider takes the name of its label, and what is wider
#: than a telephone is reached and moved with keys, under its name.
NAMED_AND_REACHED = """
(function () {
  const wide = WIDE;
  const name = () => {
    document.querySelectorAll('.widget-slider').forEach((one) => {
      const label = one.querySelector('.widget-label'), handle = one.querySelector('.noUi-handle');
      if (label && handle) { handle.setAttribute('aria-label', label.textContent); }
    });
    for (const [place, said] of Object.entries(wide)) document.querySelectorAll(place).forEach((one) => {
      if (one.scrollWidth <= one.clientWidth || one.tabIndex === 0) return;
      one.tabIndex = 0;
      one.setAttribute('role', 'region');
      one.setAttribute('aria-label', said);
    });
  };
  new MutationObserver(name).observe(document.body, {childList: true, subtree: true});
  name();
})();
"""


class LabPage:
    """Widgets that answer to each move, in the language spoken when they were made; `view` is what is shown."""

    def __init__(self, lab: ReformLab) -> None:
        self.lab, self.lang, self.asked = lab, langue(), lab.reform
        self._waiting: asyncio.TimerHandle | None = None
        own = _("ceux du pays") if lab.opened_on_the_nation else _("ceux de l'étude")
        described = lab.study.people.described
        self.controls = Controls(lab.reform, described, self.move, self._only_for, self._judge, own)
        self.controls.judged.show(lab.among)
        self.groups = dropdown(_("Groupes montrés"), [], "bts-cle-groupe")
        self._offer_groups()
        self.state, self.beside = w.HTML(), w.HTML(layout=w.Layout(overflow="auto"))
        self.state.add_class("bts-etat")
        self.beside.add_class("bts-cote-a-cote")
        self.text, self.chart, self.names = w.HTML(layout=w.Layout(overflow="auto")), w.Output(), w.Output()
        self.text.add_class("bts-reponse")
        self.chart.add_class("bts-image")
        self.undo = w.Button(description=_("Défaire"))
        self.save = w.Button(description=_("Écrire le fichier"))
        self.saved = w.HTML()
        self.panels: list[tuple[str, Callable[[Study], None]]] = [
            (_("Diplômes"), self._diplomas),
            (_("Par groupe"), self._groups),
            (_("Qui change, et pourquoi"), self._movers),
            (_("Justesse"), self._accuracy),
            (_("Oraux à tenir"), self._orals),
            (_("Le texte"), self._law),
            (_("Emporter"), self._leaving),
        ]
        self.tabs = w.ToggleButtons(options=[(name, i) for i, (name, _show) in enumerate(self.panels)], value=0)
        self.tabs.style.button_width = "auto"
        self.tabs.add_class("bts-onglets")
        self._listen()
        self.view = self._view()
        self._answer()

    def _listen(self) -> None:
        self.tabs.observe(lambda _change: self._spoken(self._panel), "value")
        self.controls.start.observe(lambda change: self._spoken(lambda: self._restart(change["new"])), "value")
        self.groups.observe(lambda _change: self._spoken(self._panel), "value")
        self.controls.name.observe(lambda change: self._spoken(lambda: self._rename(change["new"])), "value")
        self.undo.on_click(lambda _button: self._spoken(self._undo))
        self.save.on_click(lambda _button: self._spoken(self._save))

    def _view(self) -> Any:
        wide = {
            ".bts-cote-a-cote": _("le droit et la réforme côte à côte, à faire défiler"),
            ".bts-reponse": _("la réponse, à faire défiler"),
            ".bts-image .jp-OutputArea-child": _("le graphique, à faire défiler"),
        }
        script = NAMED_AND_REACHED.replace("WIDE", json.dumps(wide))
        self.names.outputs = (
            {"output_type": "display_data", "data": {"application/javascript": script}, "metadata": {}},
        )
        above = w.HBox([self.undo, self.state], layout=w.Layout(flex_flow="row wrap", align_items="center"))
        leaving = w.VBox([self.controls.name, self.save, self.saved])
        self.leaving = leaving
        below = w.VBox([self.tabs, self.groups, self.text, self.chart, leaving], layout=w.Layout(width="100%"))
        parts = [self.controls.view(), above, self.beside, below, self.names]
        return w.VBox(parts, layout=w.Layout(width="100%", grid_gap="8px"))

    # --- moves --------------------------------------------------------------------------------------------------------

    def move(self, key: str, value: str) -> None:
        """Move one value; what no exam could hold is told beside its control, and the answers stay those before."""
        self._try(key, lambda: self.asked.moved({key: value}))

    def _only_for(self, whom: Mapping[str, Sequence[str]]) -> None:
        made = replace(self.asked, whom=whom, source=None, given="")
        self._spoken(lambda: self._try("pour", lambda: made))

    def _judge(self, among: Among) -> None:
        self._spoken(lambda: self._among(among))

    def _among(self, among: Among) -> None:
        self.state.value = html_page(paragraph(_("Les tirages de ces candidats se font…")))
        try:
            self.lab.take(self.lab.reform, among)
        except BtsSimError as error:
            self._refuse("parmi", error)
            return
        self._reoffer()
        self._answer()

    def _reoffer(self) -> None:
        """Offer the values that the candidates judged have, and show the reform, where both may have changed."""
        self.asked = self.lab.reform
        self.controls.whom.offer(self.lab.study.people.described, self.asked.law)
        self.controls.show(self.asked)
        self.controls.judged.show(self.lab.among)
        self.controls.refuse("", "")
        self._offer_groups()

    def _offer_groups(self) -> None:
        shown, columns = self.groups.value, self.controls.whom.columns
        self.groups.options = [(column_label(one), one) for one in columns]
        if shown in columns:
            self.groups.value = shown

    def _rename(self, name: str) -> None:
        self._try("nom", lambda: replace(self.asked, name=name.strip(), source=None, given=""))

    def _restart(self, name: str) -> None:
        if not name:
            return
        self._try("depuis", lambda: replace(self.lab.values_of(name), name=self.asked.name))
        self.controls.show(self.asked)

    def _try(self, key: str, made: Callable[[], Any]) -> None:
        if self.controls.quiet:
            return
        try:
            self.asked = made()
            self.lab.take(self.asked)
        except BtsSimError as error:
            self._refuse(key, error)
            return
        self.controls.refuse(key, "")
        self._answer()

    def refusing_link(self, error: BtsSimError) -> Self:
        """Say why the link that opened the page is refused, and return the page, which is that of no link."""
        self._refuse("lien", error)
        return self

    def _refuse(self, key: str, error: BtsSimError) -> None:
        # The name of a file is what to look for; a value of the law has no file yet.
        self.controls.refuse(key, str(error) if key in ("parmi", "lien") else _refusal(error))
        self.state.value = html_page(paragraph(_("Refusé : ce qui suit est la dernière réforme possible.")))

    def _undo(self) -> None:
        self.lab.undo()
        self._reoffer()
        self._answer()

    # --- answers ------------------------------------------------------------------------------------------------------

    def _answer(self) -> None:
        """Show a preview at once, and what may be quoted once nothing has moved for a while."""
        self.undo.disabled = not self.lab.moves
        if self._waiting is not None:
            self._waiting.cancel()
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            # Nobody drags where nothing runs meanwhile: a test, a script.
            self.rest()
            return
        self._beside(self.lab.preview, preview=True)
        self._waiting = loop.call_later(REST, self._rested)

    def _rested(self) -> None:
        self._spoken(self.rest)

    def rest(self) -> None:
        """Show what may be quoted, and the panel chosen."""
        self._waiting = None
        self._beside(self.lab.study, preview=False)
        self._panel()

    def _beside(self, study: Study, *, preview: bool) -> None:
        """Show the law and the reform side by side."""
        began = time.perf_counter()
        rates = study.rates()
        table, words = rates.chart("rates_table"), rates.words
        state = self._state(study, preview, number(time.perf_counter() - began, 1))
        self.state.value = html_page(f'<p class="{"bts-apercu" if preview else "bts-a-citer"}">{escape(state)}</p>')
        self.beside.value = html_page(paragraph(words), table._repr_html_())

    def _state(self, study: Study, preview: bool, seconds: str) -> str:
        """Return what the answer shown is worth: how many draws of how many candidates, and whether to quote it."""
        described, real = study.people.described, study.people.real
        size = described.candidats if real else study.draw_size
        said = {
            "tirages": number(draws_worth(described, study.draws), 0),
            "candidats": (_("{n} candidats réels") if real else _("{n} candidats")).format(n=number(size, 0)),
            "secondes": seconds,
            "mega": number(self.lab.megabytes, 0),
        }
        if preview:
            return _("APERÇU, à ne pas citer : {tirages} tirages de {candidats}, {secondes} s.").format(**said)
        return _("À citer : {tirages} tirages de {candidats}, jugés en {secondes} s ; {mega} Mo gardés.").format(**said)

    def _panel(self) -> None:
        """Show the panel chosen; nothing else is computed at a move."""
        _name, show = self.panels[self.tabs.value]
        self.leaving.layout.display = "" if show == self._leaving else "none"
        self.groups.layout.display = "" if show == self._groups else "none"
        try:
            show(self.lab.study)
        except BtsSimError as error:
            self.text.value, self.chart.outputs = html_page(refusal_card(str(error))), ()

    def _diplomas(self, study: Study) -> None:
        rates = study.rates()
        self._show(rates, "diplomas" if "diplomas" in rates.views else "rates")

    def _groups(self, study: Study) -> None:
        if self.lab.reform.moves_nothing:
            self.text.value = html_page(paragraph(_("Rien n'est changé de la loi : aucun groupe n'a d'écart.")))
            self.chart.outputs = ()
            return
        group = self.groups.value
        self._show(study.rates(by=group), group, f"{group}_table")

    def _movers(self, study: Study) -> None:
        self._show(study.movers(), "reasons", "reasons_table")

    def _accuracy(self, study: Study) -> None:
        self._show(study.accuracy(), None)

    def _orals(self, study: Study) -> None:
        self._show(study.orals(), None)

    def _law(self, study: Study) -> None:
        self._show(study.rules(study.baseline, study.regimes[-1]), "difference")

    def _leaving(self, study: Study) -> None:
        if self.lab.reform.moves_nothing:
            self.text.value = html_page(paragraph(_("Rien n'est changé de la loi : il n'y a rien à emporter.")))
            self.chart.outputs = ()
            return
        said = _(
            "Cette réforme à refaire : son fichier, la commande de son rapport, les lignes de Python, et le lien qui "
            "la rouvre dans l'application."
        )
        link = f'<p><a href="{escape(self.lab.link(), quote=True)}">{escape(self.lab.link())}</a></p>'
        beside = [self.lab.among.yaml()] if self.lab.among.academie else []
        lines = self.lab.yaml(), *beside, self.lab.command(), self.lab.python()
        self.text.value = html_page(paragraph(said), *map(to_copy, lines), link)
        self.chart.outputs = ()

    def _show(self, answer: Answer, picture: str | None, *tables: str) -> None:
        """Show the sentence of an answer, one of its charts and some of its tables."""
        found = answer.chart(picture)
        shown = [answer.chart(name) for name in tables]
        shown += [found] if isinstance(found, Shown) else []
        words = [] if title_of(found) == answer.words else [paragraph(answer.words)]
        self.text.value = html_page(*words, *(one._repr_html_() for one in shown))
        self.chart.outputs = () if isinstance(found, Shown) else (output_of(found),)

    def _save(self) -> None:
        try:
            path = self.lab.save()
        except BtsSimError as error:
            self.saved.value = html_page(refusal_card(_refusal(error)))
            return
        name = escape(path.name, quote=True)
        self.saved.value = html_page(f'<p>{escape(_("Écrit :"))} <a href="{name}">{name}</a></p>')

    def _spoken(self, act: Callable[[], None]) -> None:
        with speaking(self.lang):
            act()


def _refusal(error: BtsSimError) -> str:
    """Return why something is refused, in the words of the controls, without the place that the user did not write."""
    said = str(error)
    if isinstance(error, InputError):
        said = " ".join(str(replace(one, fichier=_("Refusé"), colonne="")) for one in error.fautes)
    for key in NAMED:
        for code, words in libelles()[key]["regles"].items():
            if "_" in code:
                said = re.sub(rf"(?:« )?\b{code}\b(?: »)?", f"« {translate(str(words))} »", said)
    return said
