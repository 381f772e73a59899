"""Make the relevé of each candidate: his marks as they count, his means, the decision and its reasons.

Everything comes from the explanation of the decision, whose sums are checked before a word is written.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, MutableMapping, Sequence
from fractions import Fraction
from typing import Any

from bts_sim.candidates.documents.choices import ORAUX_DE_DOMAINE, choice_in_words
from bts_sim.candidates.documents.lists import graded, la_deliberation, specialite
from bts_sim.candidates.documents.pages import model
from bts_sim.candidates.documents.pages.model import Candidat, Domaine, Etape, OralNote, Releve
from bts_sim.candidates.explain import explain
from bts_sim.candidates.grade import Grading
from bts_sim.display.labels import VOIES
from bts_sim.droit.bareme import GENERAL, PROFESSIONNEL, Unite
from bts_sim.droit.points import DECIMALES
from bts_sim.droit.recit import StoryPart, a_verifier, story_lines
from bts_sim.droit.rejeu import rejouer
from bts_sim.droit.roles import Role, role_of
from bts_sim.droit.textes import mots, sources
from bts_sim.rows import records

DOMAINES = {GENERAL: "Domaine général", PROFESSIONNEL: "Domaine professionnel"}
MEANS = {
    "moyenne_generale": "Moyenne générale",
    "moyenne_professionnelle": "Moyenne professionnelle",
    "moyenne_finale": "Moyenne après contrôle",
}
SANS_MODE = ("DI", "SANS")


def releves(grading: Grading, names: Mapping[str, str], textes: MutableMapping[str, str]) -> Iterator[Releve]:
    """Yield the relevés of one specialty; `textes` receives the title of each text that they cite.

    Raises RejeuError if the numbers of an explanation do not lead to its decision: a bug, never a fault of a file.
    """
    maker = _Transcripts(grading, names, textes)
    decided = records(grading.decisions())
    candidates = grading.dossiers.candidats
    who = records(candidates[[c not in grading.unsound for c in candidates["candidat"]]][["voie", "forme"]])
    for told, row, one, (_, place) in zip(explain(grading), decided, who, graded(grading), strict=True):
        rejouer(told)
        yield maker.releve(told, row, one, place)


class _Transcripts:
    """The data that the relevés of one specialty share."""

    def __init__(self, grading: Grading, names: Mapping[str, str], textes: MutableMapping[str, str]) -> None:
        self.names, self.textes = names, textes
        self.specialite = specialite(grading)
        self.jury_releve = la_deliberation(grading).groupe.releve
        reglement = la_deliberation(grading).groupe.reglement
        self.unites = {unit.code: unit for unit in (*reglement.unites, *reglement.facultatives)}
        self.rang = {unit.code: rank for rank, unit in enumerate(reglement.unites)}

    def releve(self, told: Mapping[str, Any], row: Mapping[str, str], one: Mapping[str, str], place: int) -> Releve:
        """Return the relevé of one candidate from his explanation, his row of decisions and his place in the arrays."""
        numero = told["candidat"]
        by_role = {role_of(step["regle"]): step for step in told["etapes"]}
        marks = by_role[Role.NOTES]["nombres"]
        orals = next((s["nombres"] for s in told["etapes"] if "blocs" in s["nombres"]), None)
        optional = by_role.get(Role.MOYENNE_GENERALE, {}).get("nombres", {}).get("points_facultatifs", "0")
        lectures, etapes, suites = self._account(told)
        warning = a_verifier(told)
        return Releve(
            candidat=Candidat(numero, self.names.get(numero, ""), self.specialite),
            voie=VOIES[one["voie"]],
            forme=one["forme"],
            domaines=[
                Domaine(words, [self._unit(u, place) for u in marks["unites"] if u["domaine"] == domaine])
                for domaine, words in DOMAINES.items()
            ],
            facultatives=[self._optional(unit) for unit in marks["facultatives"]],
            points_facultatifs=nombre(optional),
            oraux=[self._oral(bloc) for bloc in orals["blocs"]] if orals else [],
            absences=", ".join(self._target(code) for code in orals["absences"]) if orals else "",
            moyennes=list(_means(row, orals is not None)),
            decision=mots()["resultats"][told["decision"]]["fr"],
            motifs=[motif["phrase"] for motif in told["motifs"]],
            lectures=[line for line in lectures if line != warning],
            a_verifier=warning,
            etapes=etapes,
            suites=suites,
        )

    def _unit(self, unit: Mapping[str, Any], place: int) -> model.Unite:
        code, statut, note, coef = (unit[key] for key in ("unite", "statut", "note", "coefficient"))
        ponctuelle = bool(self.jury_releve.ponctuelle[place, self.rang[code]])
        return model.Unite(
            code=code,
            intitule=self.unites[code].intitule,
            mode="" if statut in SANS_MODE else "ponctuelle" if ponctuelle else "CCF",
            coefficient=nombre(coef) if coef is not None else "",
            note=note_sur_20(note),
            situation=_situation(statut),
            points=nombre(str(Fraction(note) * Fraction(coef))) if note is not None and coef is not None else "",
        )

    def _optional(self, unit: Mapping[str, Any]) -> model.Unite:
        words = self.unites[unit["unite"]].intitule
        situation = _situation(unit["statut"])
        return model.Unite(unit["unite"], words, "", "", note_sur_20(unit["note"]), situation, "")

    def _oral(self, bloc: Mapping[str, Any]) -> OralNote:
        if not bloc["unites"]:
            return OralNote(self._target(bloc["oral"]), note_sur_20(bloc["note"]), "", "aucune note à remplacer")
        before = str(Fraction(bloc["points_avant"]) / Fraction(bloc["coefficients"]))
        better = bloc["points_apres"] != bloc["points_avant"]
        kept = "oui" if better else "non, la première note reste"
        return OralNote(self._target(bloc["oral"]), note_sur_20(bloc["note"]), note_sur_20(before), kept)

    def _target(self, codes: str) -> str:
        """Return the target of an oral in words: units by their codes, or a whole domain."""
        if codes in ORAUX_DE_DOMAINE:
            return ORAUX_DE_DOMAINE[codes]
        units: list[Unite] = [self.unites[code] for code in codes.split(",")]
        return " ; ".join(map(choice_in_words, units))

    def _account(self, told: Mapping[str, Any]) -> tuple[list[str], list[Etape], list[str]]:
        """Return the account in three parts: before the steps, the steps, and after the decision."""
        steps: Sequence[Mapping[str, Any]] = told["etapes"]
        said: list[list[str]] = [[] for _ in steps]
        before: list[str] = []
        after: list[str] = []
        for line in story_lines(told):
            if line.part is StoryPart.STEP:
                said[line.step - 1].append(line.said)
            elif line.part in (StoryPart.WHOSE, StoryPart.READINGS, StoryPart.WARNING):
                before.append(line.said)
            elif line.part is StoryPart.DISTANCE:
                after.append(line.said)
        told_of = [Etape(one, self._texts(step)) for one, step in zip(said, steps, strict=True) if one]
        return before, told_of, after

    def _texts(self, step: Mapping[str, Any]) -> str:
        for name, reference in zip(step["source"], step["texte"], strict=True):
            self.textes.setdefault(reference, sources()[name]["titre"])
        return " ; ".join(step["texte"])


def _means(row: Mapping[str, str], after_orals: bool) -> Iterator[model.Moyenne]:
    for name, words in MEANS.items():
        if row[name] and (name != "moyenne_finale" or after_orals):
            exact = Fraction(row[f"{name}_exacte"])
            shown = row[name]
            fraction = "" if Fraction(shown.replace(",", ".")) == exact else row[f"{name}_exacte"]
            yield model.Moyenne(words, _at_least_two_decimals(shown), fraction)


def _situation(statut: str) -> str:
    return str(mots()["statuts"][statut]["fr"]) if statut else ""


def nombre(fraction: str) -> str:
    """Return a fraction as an exact decimal, with a comma and no useless zero.

    The denominator must divide a power of ten.
    """
    scaled = Fraction(fraction) * 10**DECIMALES
    whole, rest = divmod(int(scaled), 10**DECIMALES)
    return f"{whole},{rest:0{DECIMALES}d}".rstrip("0").rstrip(",")


def note_sur_20(fraction: str | None) -> str:
    """Return a mark with two decimals, or four where it is the mean of several; empty for None."""
    if fraction is None:
        return ""
    scaled = Fraction(fraction) * 10**DECIMALES
    units = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return _at_least_two_decimals(f"{units // 10**DECIMALES},{units % 10**DECIMALES:0{DECIMALES}d}")


def _at_least_two_decimals(written: str) -> str:
    head, _, decimals = written.partition(",")
    return f"{head},{decimals.rstrip('0').ljust(2, '0')}"
