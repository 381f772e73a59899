"""Replay the sums of an explanation, from its own numbers, to check that they lead to its decision.

The replay calls nothing of the jury. It uses fractions and the order of the exam, so that it finds a wrong trace.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from bts_sim.droit.bareme import GENERAL, PROFESSIONNEL
from bts_sim.droit.points import CENTIEMES

COMPARE = {
    "au moins": lambda value, bar: value >= bar,
    "moins de": lambda value, bar: value < bar,
    "plus de": lambda value, bar: value > bar,
}


#: Coefficient of every unit of an unweighted mean: one hundredth, the unit of coefficients in means.
EQUAL = Fraction(1, CENTIEMES)


class RejeuError(ValueError):
    """A step of an explanation does not follow from the previous ones."""


def rejouer(explication: Mapping[str, Any]) -> str:
    """Return the decision to which the numbers of an explanation lead.

    Raises RejeuError naming the first step that does not hold.
    """
    return _Rejeu(explication).decision()


class _Rejeu:
    def __init__(self, explication: Mapping[str, Any]) -> None:
        self.lectures = explication["lectures"]
        self.steps: list[Mapping[str, Any]] = list(explication["etapes"])
        self.units = self.steps[0]["nombres"]["unites"]

    def decision(self) -> str:
        _, elimination, *rest = self.steps
        causes = any(elimination["nombres"].values())
        if elimination["resultat"]:
            self._check(causes, elimination, "éliminé sans cause")
            return self._agreed("elimine")
        waiting, *rest = rest
        if waiting["resultat"]:
            self._check(any(waiting["nombres"].values()), waiting, "en attente sans cause")
            return self._agreed("sans_decision_finale")
        spared = self.lectures.get("absence_sous_epreuve") == "zero"
        self._check(spared or not causes, elimination, "cause sans élimination")
        general, professional, first, *rest = rest
        self._means(general, professional)
        if self._holds(first):
            return self._agreed("admis")
        access, *rest = rest
        if not self._holds(access):
            self._check(access["resultat"] == "non_autorise", access, "accès")
            return self._agreed("refuse")
        self._check(access["resultat"] == "autorise", access, "accès")
        _, *rest = rest
        if len(rest) == 1:
            return self._agreed("en_attente_controle")
        replaced, final = rest
        self._orals(replaced, general)
        numbers = replaced["nombres"]
        absent = bool(numbers["absences"] or numbers.get("oraux_non_passes"))
        if absent and self.lectures.get("absence_a_l_oral") == "elimination":
            return self._agreed("elimine")
        if self._holds(final):
            return self._agreed("admis_apres_controle")
        return self._agreed("en_attente_controle" if numbers.get("oraux_attendus") else "refuse")

    def _means(self, general: Mapping[str, Any], professional: Mapping[str, Any]) -> None:
        """Check the sums of the marks; in an unweighted professional mean, every unit has the same coefficient."""
        pairs = self._pairs(PROFESSIONNEL)
        if self.lectures.get("ponderation_professionnelle") == "egale":
            pairs = [(note, EQUAL) for note, _ in pairs]
        for step, marks in ((general, self._pairs(GENERAL) + self._pairs(PROFESSIONNEL)), (professional, pairs)):
            numbers = step["nombres"]
            points = sum((note * coef for note, coef in marks), Fraction(numbers.get("points_facultatifs", 0)))
            total = sum((coef for _, coef in marks), Fraction(0))
            self._check(points == Fraction(numbers["points"]), step, "somme des points")
            self._check(total == Fraction(numbers["coefficients"]), step, "somme des coefficients")
            self._check(points / total == Fraction(numbers["moyenne"]), step, "moyenne")

    def _pairs(self, domain: str) -> list[tuple[Fraction, Fraction]]:
        """Return the mark and coefficient of each unit of a domain that is not dispensed; an absence counts zero."""
        return [
            (Fraction(unit["note"] or 0), Fraction(unit["coefficient"]))
            for unit in self.units
            if unit["coefficient"] is not None and unit["domaine"] == domain
        ]

    def _orals(self, step: Mapping[str, Any], general: Mapping[str, Any]) -> None:
        """Check each oral block: its previous marks, then either these or the oral at the same coefficients."""
        by_unit = {unit["unite"]: unit for unit in self.units}
        gained = Fraction(0)
        for bloc in step["nombres"]["blocs"]:
            units = [by_unit[code] for code in bloc["unites"]]
            before = sum((Fraction(u["note"] or 0) * Fraction(u["coefficient"]) for u in units), Fraction(0))
            coefs = sum((Fraction(u["coefficient"]) for u in units), Fraction(0))
            after = Fraction(bloc["points_apres"])
            self._check(before == Fraction(bloc["points_avant"]), step, "points avant l'oral")
            self._check(coefs == Fraction(bloc["coefficients"]), step, "coefficients remplacés")
            self._check(after in (before, Fraction(bloc["note"]) * coefs), step, "points après l'oral")
            gained += after - before
        numbers, first = step["nombres"], general["nombres"]
        self._check(gained == Fraction(numbers["points_gagnes"]), step, "points gagnés")
        kept = Fraction(first["points"])
        if self.lectures.get("facultatives_apres_controle") == "ignorees":
            kept -= Fraction(first["points_facultatifs"])
        mean = (kept + gained) / Fraction(first["coefficients"])
        self._check(mean == Fraction(numbers["moyenne"]), step, "moyenne finale")

    def _holds(self, step: Mapping[str, Any]) -> bool:
        """Return whether every condition of a step holds when compared again; without any, nobody passes."""
        conditions = step["nombres"]["conditions"]
        for c in conditions:
            if c["sens"] == "est":
                held = c["valeur"] == c["seuil"]
            else:
                held = COMPARE[c["sens"]](Fraction(c["valeur"]), Fraction(c["seuil"].replace(",", ".")))
            self._check(held == c["tenue"], step, c["mesure"])
        return bool(conditions) and all(c["tenue"] for c in conditions)

    def _agreed(self, decision: str) -> str:
        last = self.steps[-1]
        self._check(last["resultat"] == decision, last, f"décision rejouée : {decision}")
        return decision

    def _check(self, holds: bool, step: Mapping[str, Any], what: str) -> None:
        if not holds:
            raise RejeuError(f"{step['regle']} : {what}")
