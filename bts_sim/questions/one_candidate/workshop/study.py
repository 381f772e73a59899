"""The study of one candidate under several regimes: what a notebook shows, table by table."""

from __future__ import annotations

import json
import os
import shlex
from collections.abc import Iterable
from functools import cached_property
from subprocess import list2cmdline
from typing import TYPE_CHECKING, Any

from bts_sim.droit.bareme import Regime
from bts_sim.droit.recit import raconter
from bts_sim.droit.vocabulaire import VOIES_MODE_SCOLAIRE
from bts_sim.language import langue
from bts_sim.questions.one_candidate import choices, entry, orals, shown, switches, tables
from bts_sim.questions.one_candidate.charts import frontier
from bts_sim.questions.one_candidate.entry import Saisie
from bts_sim.questions.one_candidate.tables import Verdict

if TYPE_CHECKING:
    import pandas as pd

    from bts_sim.display.shown import Shown
    from bts_sim.droit.bareme import Reglement, Unite
    from bts_sim.droit.recit import Langue
    from bts_sim.droit.regimes import GivenRegime

#: The two regimes that have been law, side by side.
REGIMES = "exceptionnel_2021,permanent_2022"
#: The notebook of this study.
NOTEBOOK = "07_one_candidate"


class CandidateStudy:
    """One candidate, as typed, and what each regime decides on him. Each method gives a table or a chart.

    `regimes`: their names or files, as text. `own`: those that were given as objects, by name.
    """

    def __init__(self, saisie: Saisie, regimes: Iterable[GivenRegime], decided: list[Verdict]) -> None:
        given = list(regimes)
        self.own = {one.nom: one for one in given if isinstance(one, Regime)}
        self.regimes = tuple(one.nom if isinstance(one, Regime) else os.fspath(one) for one in given)
        self.saisie, self.verdicts = saisie, decided

    @property
    def reglement(self) -> Reglement:
        """Give the règlement d'examen of the specialty."""
        return self.verdicts[0].reglement

    @cached_property
    def resultats(self) -> pd.DataFrame:
        """Give what each regime decides, a row each."""
        return tables.resultats(self.verdicts)

    @cached_property
    def bascules(self) -> list[pd.DataFrame]:
        """Give for each regime the nearest mark at which each unit alone changes something."""
        return [switches.bascules(verdict) for verdict in self.verdicts]

    def releve(self) -> Shown:
        """Show the marks typed, with coefficient, domain and mode of each unit."""
        units = {u.code: u for u in (*self.reglement.unites, *self.reglement.facultatives)}
        rows = [(n.unite, n.note, n.statut, n.mode or self.mode(units[n.unite])) for n in self.saisie.notes]
        return shown.releve(self.reglement, rows)

    def mode(self, unit: Unite) -> str:
        """Give the mode that the specialty's table sets for a unit and this voie."""
        return unit.mode_scolaire if self.saisie.voie in VOIES_MODE_SCOLAIRE else unit.mode_individuel

    def side_by_side(self) -> Shown:
        """Show what each regime decides, side by side."""
        return shown.side_by_side(self.resultats)

    def accounts(self) -> Shown:
        """Show the decision under each regime step by step, each with its texts."""
        return shown.accounts(
            (verdict.regime.nom, self.etapes(name)) for name, verdict in zip(self.regimes, self.verdicts, strict=True)
        )

    def etapes(self, regime: str) -> list[str]:
        """Tell the decision under one regime, named as it was given, line by line."""
        lang: Langue = "fr" if langue() == "fr" else "en"
        return list(raconter(self.verdicts[self.regimes.index(regime)].explication, lang))

    def needed_marks(self) -> Shown:
        """Show the smallest mark that is enough at each set of orals."""
        return shown.needed_marks(map(orals.needed_marks, self.verdicts))

    def frontier(self) -> Any:
        """Draw which pairs of oral marks admit; the table that says why not where there is no pair."""
        import pandas as pd

        pairs = [part for part in map(orals.frontier, self.verdicts) if len(part)]
        return frontier(pd.concat(pairs, ignore_index=True)) if pairs else self.needed_marks()

    def choix(self) -> Shown:
        """Show how likely each choice of orals is to admit: this rests on the model of the orals."""
        return shown.choix(map(choices.chances_des_choix, self.verdicts))

    def hypotheses(self) -> Shown:
        """Show the parameters of that model."""
        return shown.hypotheses(dict(choices.hypotheses(self.saisie.session)))

    def what_would_change(self) -> Shown:
        """Show the nearest mark at which each unit alone changes something."""
        return shown.bascules(self.bascules)

    def hundredth(self) -> str:
        """Say what a single hundredth changes."""
        return shown.hundredth(self.bascules)

    def parametres(self) -> str:
        """Give the cell of parameters of the notebook that shows this candidate."""
        return "\n".join(f"{name} = {json.dumps(v, ensure_ascii=False)}" for name, v in self._given().items())

    def commande(self) -> str:
        """Give the command that makes a report of this candidate, as this system's shell reads it."""
        words = ["bts-sim", "report", NOTEBOOK]
        for name, value in self._given().items():
            words += ["-p", name, str(value)] if value != "" else []
        return list2cmdline(words) if os.name == "nt" else shlex.join(words)

    def _given(self) -> dict[str, object]:
        typed = self.saisie
        return {
            "session": typed.session,
            "specialite": typed.specialite,
            "voie": typed.voie,
            "notes": entry.write_marks(typed.notes),
            "oraux": entry.write_orals(typed.oraux),
            "regimes": ",".join(self.regimes),
            "forme": typed.forme,
            "derniere_session": typed.derniere_session,
            "vae": typed.vae,
        }
