"""The workshop: at each keystroke, the decisions of every regime, or what is wrong with what is typed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ipywidgets as w  # type: ignore[import-untyped]

from bts_sim.display import rendering
from bts_sim.droit.regimes import GivenRegime
from bts_sim.errors import BtsSimError, InputError
from bts_sim.language import _
from bts_sim.questions.one_candidate import cards, tables
from bts_sim.questions.one_candidate.entry import Saisie
from bts_sim.questions.one_candidate.workshop.form import Form
from bts_sim.questions.one_candidate.workshop.study import CandidateStudy

#: Height of what the regimes decide: cards of five lines and two reasons.
HEIGHT_SHOWN = "195px"


class Application:
    """Widgets that answer to what is typed; `view` is what a notebook shows."""

    def __init__(self, candidate_study: CandidateStudy) -> None:
        self.candidate_study: CandidateStudy | None = candidate_study
        self.own = candidate_study.own
        self.form = Form(candidate_study.saisie, candidate_study.regimes, self.refaire)
        # Of one height, so that the marks do not move under who types them.
        self.verdict = w.HTML(layout=w.Layout(height=HEIGHT_SHOWN, overflow="auto", margin="0", width="100%"))
        self.verdict.add_class("bts-verdict")
        self.texte, self.chart = w.HTML(), w.Output()
        self.panels: list[tuple[str, Callable[[CandidateStudy], str]]] = [
            (_("Pas à pas"), _pas_a_pas),
            (_("À l'oral"), _a_l_oral),
            (_("Meilleur choix"), _best_choice),
            (_("Un centième"), _one_hundredth),
            (_("Pour le rapport"), _for_the_report),
        ]
        self.tabs = w.ToggleButtons(options=[(name, i) for i, (name, _say) in enumerate(self.panels)], value=0)
        self.tabs.style.button_width = "auto"
        self.tabs.add_class("bts-onglets")
        self.tabs.observe(lambda _change: self.show(), "value")
        self.view = self._view()
        self.refaire()

    def _view(self) -> Any:
        above, marks = self.form.view()
        below = w.VBox([self.tabs, self.texte, self.chart])
        return w.VBox([above, self.verdict, marks, below], layout=w.Layout(width="100%", grid_gap="8px"))

    def refaire(self) -> None:
        """Decide again on what is typed, and show it."""
        saisie = self.form.saisie()
        names = tuple(self.own.get(name, name) for name in self.form.names())
        places: list[str] = []
        try:
            self.candidate_study = _candidate_study(saisie, names)
            self.verdict.value = cards.page(cards.all_cards(self.candidate_study.resultats))
            places = [fault.fichier for verdict in self.candidate_study.verdicts for fault in verdict.fautes]
            self._open(self.candidate_study)
        except InputError as error:
            self.candidate_study = None
            self.verdict.value = cards.page(cards.fautes(error.fautes))
            places = [fault.fichier for fault in error.fautes]
        except (BtsSimError, OSError) as error:
            # The file of a regime may be unreadable, or no path at all.
            self.candidate_study = None
            self.verdict.value = cards.page(cards.refusal(str(error)))
        self.form.mark(places)
        self.show()

    def show(self) -> None:
        """Show the panel chosen; nothing else is computed at a keystroke."""
        _name, say = self.panels[self.tabs.value]
        chart = None
        if self.candidate_study is None:
            self.texte.value = cards.page(cards.dit(_("Rien à montrer avant que la saisie soit corrigée.")))
        else:
            self.texte.value = cards.page(say(self.candidate_study))
            chart = self.candidate_study.frontier() if say is _a_l_oral else None
        self.chart.outputs = _drawn(chart)

    def _open(self, candidate_study: CandidateStudy) -> None:
        by_unit = [verdict.ligne for verdict in candidate_study.verdicts if verdict.regime.oral_par == "unite"]
        units = {unit for row in by_unit for unit in row["unites_choisissables"].split(",")}
        self.form.open_orals(
            units, {verdict.regime.oral_par for verdict in candidate_study.verdicts if verdict.autorise}
        )


def _candidate_study(saisie: Saisie, names: tuple[GivenRegime, ...]) -> CandidateStudy:
    return CandidateStudy(saisie, names, tables.verdicts(saisie, names))


def _drawn(chart: Any) -> tuple[dict[str, Any], ...]:
    """Give a chart as the output of a cell; without its picture, which would take longer than all the rest."""
    if not hasattr(chart, "to_dict"):
        return ()
    data = {rendering.MIME: rendering.stable(chart.to_dict(validate=False))}
    return ({"output_type": "display_data", "data": data, "metadata": {}},)


# --- panels -----------------------------------------------------------------------------------------------------------


def _pas_a_pas(candidate_study: CandidateStudy) -> str:
    return cards.accounts(
        zip(
            (s.regime.nom for s in candidate_study.verdicts),
            map(candidate_study.etapes, candidate_study.regimes),
            strict=True,
        )
    )


def _a_l_oral(candidate_study: CandidateStudy) -> str:
    exact = _("La plus petite note qui donne le diplôme, au centième, si elle est obtenue à chacun des oraux nommés.")
    return cards.dit(exact) + candidate_study.needed_marks()._repr_html_()


def _best_choice(candidate_study: CandidateStudy) -> str:
    model = _(
        "Ces probabilités reposent sur le modèle des oraux, non sur la loi : ce qu'il attend d'un candidat qui a ces "
        "notes, et la dispersion des notes d'oral. Les paramètres ci-dessous les fixent."
    )
    return cards.dit(model) + candidate_study.choix()._repr_html_() + candidate_study.hypotheses()._repr_html_()


def _one_hundredth(candidate_study: CandidateStudy) -> str:
    return cards.dit(candidate_study.hundredth()) + candidate_study.what_would_change()._repr_html_()


def _for_the_report(candidate_study: CandidateStudy) -> str:
    said = _("Ce candidat en rapport : la commande à lancer, ou les paramètres à copier dans la cellule du haut.")
    return cards.dit(said) + cards.to_copy(candidate_study.commande()) + cards.to_copy(candidate_study.parametres())
