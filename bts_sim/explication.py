"""Explain a decision: its ordered steps, each with its numbers as fractions, its rule and its source."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import numpy as np

from bts_sim.bareme import DOMAINES
from bts_sim.grading import NAMES, Deliberation, Grading, join_rows
from bts_sim.jury import Decision
from bts_sim.law import motifs as load_motifs
from bts_sim.law import sources
from bts_sim.motifs import motifs_du_regime
from bts_sim.points import CENTIEMES, Moyenne, en_points
from bts_sim.regles import admission, catalogue, conservation, moyenne
from bts_sim.regles.conservation import coefficient_compte, note_comptee, points_facultatifs
from bts_sim.releve import Statut

Etape = dict[str, Any]
#: Statuses with a mark that enters the means; a justified absence is a real zero, the others have no mark at all.
COUNTED = {s.value for s in (Statut.NOTE, Statut.ABJ, Statut.BE, Statut.RE)}
EXEMPT = Statut.DI.value
STATUTS = {s.value: "" if s is Statut.NOTE else s.name for s in Statut}


@functools.lru_cache(maxsize=1 << 16)
def _fraction(value: int, unit: int = CENTIEMES) -> str:
    """Write `value` units of 1/`unit` as a reduced fraction; marks and sums come back by the thousand."""
    return str(Fraction(value, unit))


@functools.cache
def sources_of(rule: Any) -> list[str]:
    """Give the source ids that the docstring of a rule cites."""
    line = next(line for line in (rule.__doc__ or "").splitlines() if line.strip().startswith("Sources:"))
    return [source.strip() for source in line.split(":", 1)[1].split(",")]


def _step(rule: Any, result: str, **numbers: Any) -> Etape:
    module = rule.__module__.removeprefix("bts_sim.regles.")
    source = sources_of(rule)
    return {
        "regle": f"{module}.{rule.__name__}",
        "source": source,
        "texte": [sources()[s]["titre"] for s in source],
        "nombres": numbers,
        "resultat": result,
    }


def explain(grading: Grading) -> Iterator[dict[str, Any]]:
    """Explain every graded candidate, in the order of the file."""
    order: list[tuple[int, Deliberation, int]] = []
    for d in grading.deliberations.values():
        order += [(int(row), d, i) for i, row in enumerate(d.groupe.rows)]
    explainers = {id(d): _Explainer(grading, d) for d in grading.deliberations.values()}
    names = grading.dossiers.candidats["candidat"].astype(object).to_numpy()
    for row, d, i in sorted(order, key=lambda one: one[0]):
        if names[row] not in grading.unsound:
            yield {"candidat": names[row], **explainers[id(d)].candidate(i)}


class _Explainer:
    """Explanations of the candidates of one specialty; what is common to all of them is computed once."""

    def __init__(self, grading: Grading, d: Deliberation) -> None:
        self.grading, self.d = grading, d
        g = d.groupe
        self.codes = [u.code for u in g.reglement.unites]
        self.notes = note_comptee(g.releve)
        self.coefs = coefficient_compte(g.releve, g.reglement)
        self.facultatifs = points_facultatifs(g.releve, g.reglement, grading.bareme)
        self.general = d.premier.generale.fractions()
        self.professional = d.premier.professionnelle.fractions()
        self.final = d.second.finale.fractions()
        self.choosable = join_rows(d.controle.choisissables, self.codes)
        applies = grading.conditions(d)
        self.motifs = [(m, applies[m.quand]) for m in motifs_du_regime(load_motifs(), grading.regime)]

    def candidate(self, i: int) -> dict[str, Any]:
        """Explain one candidate, by its place in the group."""
        premier = Decision(self.d.premier.decision[i])
        steps = [self._conservation(i), self._elimination(i), self._progressive(i)]
        if premier in (Decision.ADMIS, Decision.NON_ADMIS):
            steps += [self._general(i), self._professional(i), self._first_decision(i)]
        if premier is Decision.NON_ADMIS:
            steps += self._control(i)
        return {
            "regime": self.grading.regime.nom,
            "session": self.grading.bareme.session,
            "specialite": self.d.groupe.reglement.specialite,
            "etapes": [*steps, self._final(i)],
            "decision": NAMES[int(self.d.second.decision[i])],
            "motifs": [{"code": m.code, "phrase": m.phrase, "source": m.source} for m, yes in self.motifs if yes[i]],
        }

    def _conservation(self, i: int) -> Etape:
        statuts, notes, coefs = (a[i].tolist() for a in (self.d.groupe.releve.statuts, self.notes, self.coefs))
        units = [
            {
                "unite": code,
                "statut": STATUTS[statut],
                "note": _fraction(note) if statut in COUNTED else None,
                "coefficient": None if statut == EXEMPT else _fraction(coef),
            }
            for code, statut, note, coef in zip(self.codes, statuts, notes, coefs, strict=True)
        ]
        return _step(conservation.note_comptee, "notes comptées et coefficients", unites=units)

    def _elimination(self, i: int) -> Etape:
        out = self.d.premier.decision[i] == Decision.ELIMINE
        return _step(admission.est_elimine, "éliminé" if out else "ni absence injustifiée, ni dossier non valide")

    def _progressive(self, i: int) -> Etape:
        waits = self.d.premier.decision[i] == Decision.SANS_DECISION_FINALE
        unfinished = "forme progressive avant sa dernière session"
        return _step(admission.est_sans_decision_finale, unfinished if waits else "décision finale possible")

    def _general(self, i: int) -> Etape:
        mean = self.d.premier.generale
        return _step(
            moyenne.moyenne_generale,
            self.general[i],
            points=_points(mean, i),
            points_facultatifs=_fraction(int(self.facultatifs[i]), CENTIEMES**2),
            coefficients=_coefs(mean, i),
            moyenne=self.general[i],
        )

    def _professional(self, i: int) -> Etape:
        mean = self.d.premier.professionnelle
        numbers = {"points": _points(mean, i), "coefficients": _coefs(mean, i), "moyenne": self.professional[i]}
        return _step(moyenne.moyenne_professionnelle, self.professional[i], **numbers)

    def _first_decision(self, i: int) -> Etape:
        threshold = _fraction(self.grading.bareme.seuil_admission)
        decision = NAMES[int(self.d.premier.decision[i])]
        return _step(admission.est_admis, decision, moyenne=self.general[i], seuil=threshold)

    def _control(self, i: int) -> list[Etape]:
        regime, allowed = self.grading.regime, bool(self.d.controle.autorise[i])
        thresholds = {
            name: en_points(value)
            for name, value in (
                ("seuil_general", regime.seuil_general),
                ("seuil_professionnel", regime.seuil_professionnel),
            )
            if value is not None
        }
        means = {"moyenne_generale": self.general[i], "moyenne_professionnelle": self.professional[i]}
        access = _step(catalogue.ACCES[regime.acces], "autorisé" if allowed else "non autorisé", **means, **thresholds)
        if not allowed:
            return [access]
        choice = _step(catalogue.CHOIX[regime.choix], self.choosable[i] or "aucune unité")
        if self.d.oraux is None:
            return [access, choice]
        targets = DOMAINES if regime.oral_par == "domaine" else self.codes
        marks = {
            target: _fraction(int(mark)) for target, mark in zip(targets, self.d.oraux[i], strict=True) if mark >= 0
        }
        gain = _fraction(int(self.d.second.finale.somme[i] - self.d.premier.generale.somme[i]), CENTIEMES**2)
        numbers = {"oraux": marks, "points_gagnes": gain, "moyenne": self.final[i]}
        return [access, choice, _step(catalogue.REMPLACEMENT[regime.remplacement], self.final[i], **numbers)]

    def _final(self, i: int) -> Etape:
        decision = Decision(self.d.second.decision[i])
        numbers: dict[str, str] = {}
        if decision in (Decision.ADMIS, Decision.ADMIS_APRES_CONTROLE, Decision.REFUSE):
            threshold = _fraction(self.grading.bareme.seuil_admission)
            numbers = {"moyenne": self.final[i], "seuil": threshold}
        return _step(admission.est_admis, NAMES[decision.value], **numbers)


def _points(mean: Moyenne, i: int) -> str:
    return _fraction(int(mean.somme[i]), CENTIEMES**2)


def _coefs(mean: Moyenne, i: int) -> str:
    return _fraction(int(mean.coefs[i]))


def as_json(value: Any) -> Any:
    """Make numpy integers writable as JSON."""
    if isinstance(value, np.integer):
        return int(value)
    raise TypeError(f"{type(value)} ne s'écrit pas en JSON")
