"""The workshop: at each keystroke, the decisions of every regime, or what is wrong with what is typed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ipywidgets as w

from bts_sim.display.cards import fault_list, html_page, paragraph, refusal_card, to_copy
from bts_sim.display.live import output_of
from bts_sim.errors import BtsSimError, InputError
from bts_sim.files.listed import split_names
from bts_sim.language import _, langue, speaking
from bts_sim.questions.one_candidate import cards, charts, shown, words
from bts_sim.questions.one_candidate.candidate import OneCandidate, decide_on
from bts_sim.questions.one_candidate.tables import CandidateDecision
from bts_sim.questions.one_candidate.workshop.commands import parameter_cell, python_call, report_command
from bts_sim.questions.one_candidate.workshop.form import Form

#: Height of what the regimes decide: cards of five lines and two reasons.
HEIGHT_SHOWN = "195px"


class Workshop:
    """Widgets that answer to what is typed, in the language spoken when they were made; `view` is what is shown."""

    def __init__(self, candidate: OneCandidate) -> None:
        self.candidate: OneCandidate | None = candidate
        self.own, self.lang = candidate.own, langue()
        self.form = Form(candidate.typed, candidate.names, self.decide_again)
        # Of one height, so that the marks do not move under who types them.
        self.verdict = w.HTML(layout=w.Layout(height=HEIGHT_SHOWN, overflow="auto", margin="0", width="100%"))
        self.verdict.add_class("bts-verdict")
        self.text, self.chart = w.HTML(), w.Output()
        self.panels: list[tuple[str, Callable[[OneCandidate], str]]] = [
            (_("Pas à pas"), _step_by_step),
            (_("À l'oral"), _at_the_orals),
            (_("Meilleur choix"), _best_choice),
            (_("Un centième"), _one_hundredth),
            (_("Pour le rapport"), _for_the_report),
        ]
        self.tabs = w.ToggleButtons(options=[(name, i) for i, (name, _say) in enumerate(self.panels)], value=0)
        self.tabs.style.button_width = "auto"
        self.tabs.add_class("bts-onglets")
        self.tabs.observe(lambda _change: self.show(), "value")
        self.view = self._view()
        self.decide_again()

    def _view(self) -> Any:
        above, marks = self.form.view()
        below = w.VBox([self.tabs, self.text, self.chart])
        return w.VBox([above, self.verdict, marks, below], layout=w.Layout(width="100%", grid_gap="8px"))

    def decide_again(self) -> None:
        """Decide again on what is typed, and show it."""
        with speaking(self.lang):
            self.form.mark(self._decided())
        self.show()

    def _decided(self) -> list[str]:
        """Show what is decided, or what is wrong; return the cells that faults name."""
        try:
            names = self.form.names()
            self.candidate = decide_on(self.form.typed(), (self.own.get(name, name) for name in names), names)
            self.verdict.value = html_page(cards.decision_cards(self.candidate.decisions))
            self._open(self.candidate)
            return [fault.fichier for verdict in self.candidate.verdicts for fault in verdict.faults]
        except InputError as error:
            self.candidate = None
            self.verdict.value = html_page(fault_list(error.fautes))
            return [fault.fichier for fault in error.fautes]
        except (BtsSimError, OSError) as error:
            # The file of a regime may be unreadable, or no path at all.
            self.candidate = None
            self.verdict.value = html_page(refusal_card(str(error)))
            return []

    def show(self) -> None:
        """Show the panel chosen; nothing else is computed at a keystroke."""
        _name, say = self.panels[self.tabs.value]
        with speaking(self.lang):
            if self.candidate is None:
                nothing = paragraph(_("Rien à montrer avant que la saisie soit corrigée."))
                self.text.value, self.chart.outputs = html_page(nothing), ()
                return
            self.text.value = html_page(say(self.candidate))
            self.chart.outputs = _frontier(self.candidate) if say is _at_the_orals else ()

    def _open(self, candidate: OneCandidate) -> None:
        by_unit = [verdict.row for verdict in candidate.verdicts if verdict.regime.oral_par == "unite"]
        units = {unit for row in by_unit for unit in split_names(row[CandidateDecision.unites_choisissables])}
        kinds = {verdict.regime.oral_par for verdict in candidate.verdicts if verdict.authorised}
        self.form.open_orals(units, kinds)


def _frontier(candidate: OneCandidate) -> tuple[dict[str, Any], ...]:
    """Return the chart of the pairs as the output of a cell."""
    return () if candidate.frontier.empty else (output_of(charts.draw_oral_frontier(candidate.frontier)),)


# --- panels -----------------------------------------------------------------------------------------------------------


def _step_by_step(candidate: OneCandidate) -> str:
    return cards.story_columns((one.regime.nom, words.say_story(one.explanation)) for one in candidate.verdicts)


def _at_the_orals(candidate: OneCandidate) -> str:
    exact = _("La plus petite note qui donne le diplôme, au centième, si elle est obtenue à chacun des oraux nommés.")
    return paragraph(exact) + shown.show_needed_marks(candidate.needed_marks)._repr_html_()


def _best_choice(candidate: OneCandidate) -> str:
    model = _(
        "Ces probabilités reposent sur le modèle des oraux, non sur la loi : ce qu'il attend d'un candidat qui a ces "
        "notes, et la dispersion des notes d'oral. Les paramètres ci-dessous les fixent."
    )
    tables = shown.show_choices(candidate.choices), shown.show_hypotheses(candidate.hypotheses)
    return paragraph(model) + "".join(one._repr_html_() for one in tables)


def _one_hundredth(candidate: OneCandidate) -> str:
    said = paragraph(words.say_hundredth(candidate.switches))
    return said + shown.show_switches(candidate.switches)._repr_html_()


def _for_the_report(candidate: OneCandidate) -> str:
    said = _(
        "Ce candidat en rapport : la commande à lancer, ou les paramètres à copier dans la cellule du haut ; en "
        "Python, la ligne qui le juge de nouveau."
    )
    lines = report_command(candidate), parameter_cell(candidate), python_call(candidate)
    return paragraph(said) + "".join(map(to_copy, lines))
