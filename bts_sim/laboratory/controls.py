"""The controls of the laboratory: one for each value of the law, each with its name, and room for why it is refused."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import ipywidgets as w

from bts_sim.cohort.describe import Cohort
from bts_sim.display.cards import html_page, refusal_card
from bts_sim.droit.regimes import AUCUN, load_regime, shipped_scenarios
from bts_sim.droit.regles.catalogue import IDEE_FAUSSE, origin_of_rule
from bts_sim.droit.textes import libelles, points_ouverts, valeurs
from bts_sim.laboratory.among import Among
from bts_sim.laboratory.candidates import Judged
from bts_sim.laboratory.reform import IN_POINTS, Reform, choices
from bts_sim.laboratory.whom import WIDE, WORDS, Whom, dropdown
from bts_sim.language import _, langue, speaking, translate
from bts_sim.templates.regime import LECTURES, MAY_BE_NONE, VALUES

#: The step of a slider, points; a number typed beside it may have two decimals.
STEP = 0.25
MOST_ORALS = 3
RULES = ("admission", "acces", "seuil_general", "seuil_professionnel", "choix", "nombre_oraux", "remplacement")


class Control:
    """One value of the law: its widgets, what they say, and why they are refused."""

    def __init__(self, key: str, field: Any, beside: Any = None) -> None:
        self.key, self.field, self.beside = key, field, beside
        self.refusal = w.HTML()
        row = w.HBox([field, *([beside] if beside is not None else [])], layout=w.Layout(flex_flow="row wrap"))
        self.view = w.VBox([row, self.refusal])
        for one in filter(None, (field, beside)):
            one.add_class(f"bts-cle-{key}")

    def said(self) -> str:
        """Return the value that is shown, as people type it."""
        if self.beside is not None and self.beside.value:
            return AUCUN
        return f"{self.field.value:g}" if isinstance(self.field.value, float) else str(self.field.value)

    def show(self, value: str) -> None:
        """Show a value of the reform."""
        if self.beside is not None:
            self.beside.value = value == AUCUN
            self.field.disabled = value == AUCUN
        if value != AUCUN or self.beside is None:
            number = isinstance(self.field.value, float)
            self.field.value = float(value.replace(",", ".")) if number else value

    def refuse(self, words: str) -> None:
        """Say why what is shown is refused; nothing takes it back."""
        self.refusal.value = html_page(refusal_card(words)) if words else ""


class Controls:
    """All the values of the law, and the candidates.

    `changed` is called with a key and its value at each move, `only_for` with whom the reform holds for, `judge` with
    the candidates judged; `own`: what those of the study are called.
    """

    def __init__(
        self,
        reform: Reform,
        described: Cohort,
        changed: Callable[[str, str], None],
        only_for: Callable[[Mapping[str, Sequence[str]]], None],
        judge: Callable[[Among], None],
        own: str,
    ) -> None:
        self._changed, self._quiet, self._lang, self._session = changed, False, langue(), reform.session
        self.by_key: dict[str, Control] = {}
        for key in (*RULES, *VALUES, *LECTURES):
            self.by_key[key] = self._control(key)
        self.whom, self.judged = Whom(described, reform.law, only_for), Judged(own, judge)
        self.start = dropdown(_("Partir de"), _starts(reform), "bts-cle-depuis")
        self.name = w.Text(description=_("Nom de la réforme"), continuous_update=False)
        self.name.style.description_width = "initial"
        self.name.add_class("bts-cle-nom")
        self.refusal = w.HTML()
        self.show(reform)

    @property
    def quiet(self) -> bool:
        """Return whether the controls show values of a reform, which is no move."""
        return self._quiet

    def view(self) -> Any:
        """Return the controls: the start, the rules of the exam, the values of the barème, the readings."""
        rules = w.VBox([self.by_key[key].view for key in RULES])
        values = w.VBox([self.by_key[key].view for key in VALUES])
        readings = w.VBox([self.by_key[key].view for key in LECTURES])
        more = w.Accordion(children=[values, readings])
        more.titles = (_("Valeurs du barème"), _("Comment lire ce que les textes laissent ouvert"))
        view = w.VBox(
            [self.judged.view, self.start, rules, self.whom.view, self.refusal, more], layout=w.Layout(width="100%")
        )
        view.add_class("bts-labo")
        return view

    def show(self, reform: Reform) -> None:
        """Show the values of a reform."""
        self._quiet = True
        for key, value in reform.whole.items():
            self.by_key[key].show(value)
        self.whom.show(reform.whom)
        self.name.value = reform.name
        known = [code for _said, code in self.start.options]
        started = reform.law.nom if reform.moves_nothing else reform.given
        self.start.value = started if started in known else ""
        self._quiet = False

    def refuse(self, key: str, words: str) -> None:
        """Say beside a control why its value is refused, and nothing beside the others."""
        for one in self.by_key.values():
            one.refuse(words if one.key == key else "")
        self.judged.refuse(words if key == "parmi" else "")
        beside = {*self.by_key, "parmi"}
        self.refusal.value = html_page(refusal_card(words)) if words and key not in beside else ""

    def _control(self, key: str) -> Control:
        if key in IN_POINTS:
            field = w.FloatSlider(
                min=0, max=20, step=STEP, description=_label(key, self._session), readout_format=".2f"
            )
            beside = (
                w.Checkbox(description=_("aucune condition"), indent=False, layout=w.Layout(width="auto"))
                if key in MAY_BE_NONE
                else None
            )
        else:
            options = [(str(n), str(n)) for n in range(MOST_ORALS + 1)] if key == "nombre_oraux" else _answers(key)
            field, beside = w.Dropdown(options=options, description=_label(key, self._session)), None
        field.style.description_width = WORDS
        field.layout.width = WIDE
        control = Control(key, field, beside)
        for one in filter(None, (field, beside)):
            one.observe(lambda _change, key=key: self._on_change(key), "value")
        return control

    def _on_change(self, key: str) -> None:
        if self._quiet:
            return
        control = self.by_key[key]
        if control.beside is not None:
            control.field.disabled = bool(control.beside.value)
        with speaking(self._lang):
            self._changed(key, control.said())


def _label(key: str, session: int) -> str:
    """Return the words of a key."""
    if key in LECTURES:
        return translate(str(points_ouverts()[key]["question"]))
    if key in VALUES:
        return translate(str(valeurs(session)[key]["libelle"]))
    return translate(str(libelles()[key]["libelle"]))


def _answers(key: str) -> list[tuple[str, str]]:
    """Return the named rules or the answers of a key, in words; no rule that only a wrong idea has."""
    if key in LECTURES:
        return [(translate(str(points_ouverts()[key]["choix"][code]["phrase"])), code) for code in choices(key)]
    rules = {code: said for code, said in libelles()[key]["regles"].items() if origin_of_rule(key, code) != IDEE_FAUSSE}
    return [(translate(str(said)), code) for code, said in rules.items()]


def _starts(reform: Reform) -> list[tuple[str, str]]:
    """Return what a reform may start from, by title: the law, then the scenarios of the project."""
    law = reform.law
    return [
        ("—", ""),
        (_("le droit en vigueur"), law.nom),
        *((translate(load_regime(n).titre), n) for n in shipped_scenarios()),
    ]
