"""Explain a decision: its ordered steps, each with its numbers as fractions, its rule and its source.

The steps hold all that is needed to do the sums again: `rejeu.py` does so, and `recit.py` puts them in words.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from fractions import Fraction
from typing import Any, Unpack

import numpy as np

from bts_sim.droit.bareme import DOMAINES
from bts_sim.droit.citation import borrowed, cited, references
from bts_sim.droit.deliberation import NAMES, Decided
from bts_sim.droit.jury import Decision
from bts_sim.droit.motifs import Motif, join_rows, motifs_dits
from bts_sim.droit.points import CENTIEMES, Bools, Ints, Moyenne
from bts_sim.droit.regles import admission, conservation, moyenne
from bts_sim.droit.regles.catalogue import ACCES, ADMISSION, CHOIX, REMPLACEMENT
from bts_sim.droit.regles.conditions import Condition, Conditions
from bts_sim.droit.regles.conservation import coefficient_compte, est_conservee, note_comptee, points_facultatifs
from bts_sim.droit.regles.controle import blocs_remplaces, remplacables_en_2021
from bts_sim.droit.releve import SANS_ORAL, Statut
from bts_sim.droit.roles import name_of_rule
from bts_sim.droit.textes import SANS_TEXTE, lire, motifs as load_motifs, textes_en_vigueur
from bts_sim.droit.trace import (
    Compared,
    CompulsoryMark,
    Distance,
    Enough,
    Etape,
    Explanation,
    Mark,
    Numbers,
    Reason,
    Replaced,
)
from bts_sim.droit.unites_fragiles import reason_to_check, resting

#: A condition, and the value that it compares for each candidate, in words.
_Ecrite = tuple[Condition, list[str]]
#: Statuses with a mark that enters the means; a justified absence is a real zero, the others have no mark at all.
COUNTED = {s.value for s in (Statut.NOTE, Statut.ABJ, Statut.BE, Statut.RE)}
EXEMPT, NO_ROW = Statut.DI.value, Statut.SANS.value
STATUTS = {s.value: "" if s is Statut.NOTE else s.name for s in Statut}
#: Sums are hundredths of a point × hundredths of a coefficient.
SOMME = CENTIEMES**2


@functools.lru_cache(maxsize=1 << 16)
def _fraction(value: int, unit: int = CENTIEMES) -> str:
    """Write `value` units of 1/`unit` as a reduced fraction; marks and sums come back by the thousand."""
    return str(Fraction(value, unit))


@dataclass(frozen=True)
class _Bloc:
    """Marks that one oral replaces together, for n candidates: which, at what coefficients, and what the oral gains.

    `targets`: the units or the domain examined. `coefs`: hundredths, shape (n, u), zero outside. `oral`: hundredths,
    shape (n,), negative where there is none. `gain`: in the unit of `Moyenne.somme`, shape (n,).
    """

    targets: tuple[str, ...]
    coefs: Ints
    oral: Ints
    gain: Ints

    @property
    def named(self) -> str:
        """Return its units or its domain as a trace has them."""
        return ",".join(self.targets)


class Explainer:
    """Explanations of the candidates of one specialty; what is common to all of them is computed once."""

    def __init__(self, d: Decided[Any]) -> None:
        self.d, self.regime, self.bareme = d, d.deliberation.regime, d.deliberation.bareme
        g = d.groupe
        self.codes = [u.code for u in g.reglement.unites]
        self.notes = note_comptee(g.releve)
        self.coefs = coefficient_compte(g.releve, g.reglement)
        self.facultatifs = points_facultatifs(g.releve, g.reglement, self.bareme)
        self.general = d.premier.generale.fractions()
        self.professional = d.premier.professionnelle.fractions()
        self.final = d.second.finale.fractions()
        self.choosable = join_rows(d.controle.choisissables, self.codes)
        self.motifs = motifs_dits(load_motifs(), self.regime, d.conditions)
        admit, law = ADMISSION[self.regime.admission], (self.bareme, self.regime)
        self.admission = _written(admit(d.premier.generale, *law))
        self.admission_finale = _written(admit(d.second.finale, *law))
        self.acces = _written(ACCES[self.regime.acces](g.releve, g.reglement, *law))
        self.blocs = list(self._blocs())
        self.weak = resting(d.premier, g.releve, g.reglement)
        own = self.regime.nom == self.bareme.regime
        named = ACCES[self.regime.acces], CHOIX[self.regime.choix], REMPLACEMENT[self.regime.remplacement]
        self.borrowed = () if own else named
        default = asdict(lire())
        self.lectures = {k: v for k, v in asdict(self.regime.lectures).items() if v != default[k]}

    def candidate(self, i: int) -> Explanation:
        """Explain one candidate, by its place in the group."""
        premier = Decision(self.d.premier.decision[i])
        steps = [self._conservation(i), self._elimination(i)]
        if premier is not Decision.ELIMINE:
            steps.append(self._progressive(i))
        if premier in (Decision.ADMIS, Decision.NON_ADMIS):
            steps += [self._general(i), self._professional(i), self._admission(i, self.admission, premier)]
        if premier is Decision.NON_ADMIS:
            steps += self._control(i)
        decision = Decision(self.d.second.decision[i])
        judged = premier in (Decision.ADMIS, Decision.NON_ADMIS) and decision is not Decision.EN_ATTENTE_CONTROLE
        steps.append(self._admission(i, self.admission_finale if judged else [], decision))
        return {
            "regime": self.regime.nom,
            "session": self.bareme.session,
            "specialite": self.d.groupe.reglement.specialite,
            "lectures": self.lectures,
            "unites_a_verifier": {
                unit.code: reason_to_check(unit)
                for unit, weak in zip(self.d.groupe.reglement.unites, self.weak[i].tolist(), strict=True)
                if weak
            },
            "etapes": steps,
            "decision": NAMES[decision.value],
            "motifs": [self._motif(motif) for motif, yes in self.motifs if yes[i]],
            "ecart": self._distance(i, decision),
        }

    def _motif(self, motif: Motif) -> Reason:
        source = textes_en_vigueur(motif.sources, self.bareme.session)[0]
        return {"code": motif.code, "phrase": motif.phrase, "source": source}

    def _step(self, rule: Any, result: str, *, because: Sequence[Any] = (), **numbers: Unpack[Numbers]) -> Etape:
        """Give one step: the rule, the texts that govern the session, the numbers and what came of them.

        `because`: the rules that made the result, where a part of the rule did.
        """
        source = cited(because or [rule], self.bareme.session)
        foreign = source == [SANS_TEXTE] and rule in self.borrowed
        return {
            "regle": name_of_rule(rule),
            "source": source,
            "texte": borrowed(rule) if foreign else references(source),
            "nombres": numbers,
            "resultat": result,
        }

    # --- First group ------------------------------------------------------------------------------------------------

    def _conservation(self, i: int) -> Etape:
        releve, reglement = self.d.groupe.releve, self.d.groupe.reglement
        statuts, notes, coefs = (a[i].tolist() for a in (releve.statuts, self.notes, self.coefs))
        units: list[CompulsoryMark] = [
            {
                "unite": unit.code,
                "domaine": unit.domaine,
                "statut": STATUTS[statut],
                "note": _fraction(note) if statut in COUNTED else None,
                "coefficient": None if statut == EXEMPT else _fraction(coef),
            }
            for unit, statut, note, coef in zip(reglement.unites, statuts, notes, coefs, strict=True)
        ]
        optional: list[Mark] = [
            {"unite": unit.code, "statut": STATUTS[statut], "note": _fraction(note) if statut in COUNTED else None}
            for unit, statut, note in zip(
                reglement.facultatives,
                releve.statuts_facultatives[i].tolist(),
                releve.notes_facultatives[i].tolist(),
                strict=True,
            )
            if statut != NO_ROW
        ]
        return self._step(conservation.note_comptee, "notes comptées", unites=units, facultatives=optional)

    def _elimination(self, i: int) -> Etape:
        releve = self.d.groupe.releve
        absent, void = (
            self._codes(releve.statuts[i] == statut, self.codes) for statut in (Statut.AB.value, Statut.NV.value)
        )
        optional = [unit.code for unit in self.d.groupe.reglement.facultatives]
        if self.regime.lectures.absence_facultative == "elimine":
            absent += self._codes(releve.statuts_facultatives[i] == Statut.AB.value, optional)
        if self.regime.lectures.dossier_facultatif == "elimine":
            void += self._codes(releve.statuts_facultatives[i] == Statut.NV.value, optional)
        out = self.d.premier.decision[i] == Decision.ELIMINE
        causes = {admission.est_absent_sans_justification: absent, admission.a_un_dossier_non_valide: void}
        return self._step(
            admission.est_elimine,
            _yes(out, "elimine"),
            because=[cause for cause, units in causes.items() if units],
            absences=absent,
            dossiers_non_valides=void,
        )

    def _progressive(self, i: int) -> Etape:
        releve = self.d.groupe.releve
        waits = self.d.premier.decision[i] == Decision.SANS_DECISION_FINALE
        reasons: Numbers = {"forme_inachevee": bool(releve.inacheve[i]), "suspendu": bool(releve.suspendu[i])}
        return self._step(admission.est_sans_decision_finale, _yes(waits, "sans_decision_finale"), **reasons)

    def _general(self, i: int) -> Etape:
        mean = self.d.premier.generale
        numbers: Numbers = {
            "points": _points(mean, i),
            "points_facultatifs": _fraction(int(self.facultatifs[i]), SOMME),
            "coefficients": _fraction(int(mean.coefs[i])),
            "moyenne": self.general[i],
        }
        return self._step(moyenne.moyenne_generale, self.general[i], **numbers)

    def _professional(self, i: int) -> Etape:
        mean = self.d.premier.professionnelle
        numbers: Numbers = {
            "points": _points(mean, i),
            "coefficients": _fraction(int(mean.coefs[i])),
            "moyenne": self.professional[i],
        }
        return self._step(moyenne.moyenne_professionnelle, self.professional[i], **numbers)

    def _admission(self, i: int, conditions: Sequence[_Ecrite], decision: Decision) -> Etape:
        return self._step(ADMISSION[self.regime.admission], NAMES[decision.value], conditions=_said(conditions, i))

    # --- Épreuves de contrôle ---------------------------------------------------------------------------------------

    def _control(self, i: int) -> Iterator[Etape]:
        allowed = bool(self.d.controle.autorise[i])
        yield self._step(
            ACCES[self.regime.acces], "autorise" if allowed else "non_autorise", conditions=_said(self.acces, i)
        )
        if allowed:
            yield self._step(CHOIX[self.regime.choix], self.choosable[i], nombre_oraux=self.regime.nombre_oraux)
        if allowed and self.d.oraux is not None and not self._has_sat_none(i):
            blocs = [self._replaced(bloc, i) for bloc in self.blocs if bloc.oral[i] >= 0]
            gain = _fraction(sum(int(bloc.gain[i]) for bloc in self.blocs), SOMME)
            absent = self._codes(self.d.oraux[i] < SANS_ORAL, self._targets())
            rule = REMPLACEMENT[self.regime.remplacement]
            numbers: Numbers = {"blocs": blocs, "absences": absent, **self._missing(i)}
            numbers |= {"points_gagnes": gain, "moyenne": self.final[i]}
            yield self._step(rule, self.final[i], **numbers)

    def _has_sat_none(self, i: int) -> bool:
        """Say whether a candidate waits for orals of which he has sat none: nothing is replaced yet."""
        waits = self.d.second.decision[i] == Decision.EN_ATTENTE_CONTROLE
        return bool(waits and self.d.oraux is not None and (self.d.oraux[i] == SANS_ORAL).all())

    def _missing(self, i: int) -> Numbers:
        """Count the orals owed of which the files say nothing: still to be sat, or not sat at all."""
        missing = self.d.manquants
        if missing is None or not missing.nombre[i]:
            return {}
        number = int(missing.nombre[i])
        return {"oraux_non_passes": number} if missing.clos else {"oraux_attendus": number}

    def _replaced(self, bloc: _Bloc, i: int) -> Replaced:
        coefs = bloc.coefs[i]
        before = int((self.notes[i] * coefs).sum())
        return {
            "oral": bloc.named,
            "note": _fraction(int(bloc.oral[i])),
            "unites": self._codes(coefs > 0, self.codes),
            "coefficients": _fraction(int(coefs.sum())),
            "points_avant": _fraction(before, SOMME),
            "points_apres": _fraction(before + int(bloc.gain[i]), SOMME),
        }

    def _targets(self) -> Sequence[str]:
        return DOMAINES if self.regime.oral_par == "domaine" else self.codes

    def _blocs(self) -> Iterator[_Bloc]:
        """Give the blocks that orals may replace; the gain of each is that of the rule, given its oral alone."""
        releve, reglement = self.d.groupe.releve, self.d.groupe.reglement
        places: list[tuple[Bools, Ints]] = []
        if self.regime.oral_par == "domaine":
            for column, domaine in zip(np.eye(len(DOMAINES), dtype=bool), DOMAINES, strict=True):
                places.append((column, self.coefs * remplacables_en_2021(releve, reglement, domaine, self.regime)))
        elif self.regime.oral_par == "unite":
            free = self.coefs * ~est_conservee(releve, self.regime.lectures)
            places += [(bloc, free * bloc) for bloc in blocs_remplaces(reglement, self.regime.lectures)]
        n = len(self.notes)
        oraux = self.d.oraux if self.d.oraux is not None else np.full((n, len(self._targets())), SANS_ORAL)
        rule = REMPLACEMENT[self.regime.remplacement]
        for column, coefs in places:
            gain = rule(np.where(column, oraux, SANS_ORAL), releve, reglement, self.regime)
            yield _Bloc(
                tuple(self._codes(column, self._targets())),
                coefs,
                oraux[:, column].max(axis=1),
                np.where(self.d.controle.autorise, gain, 0),
            )

    @staticmethod
    def _codes(which: Bools, codes: Sequence[str]) -> list[str]:
        return [code for code, yes in zip(codes, which.tolist(), strict=True) if yes]

    # --- What would have changed the outcome -------------------------------------------------------------------------

    def _distance(self, i: int, decision: Decision) -> Distance:
        """Say how far the decision was from another, in points × coefficients, and what single mark would do."""
        if self.regime.admission != "moyenne" or decision in (Decision.ELIMINE, Decision.SANS_DECISION_FINALE):
            return {}
        mean = self.d.second.finale
        coefs = Fraction(int(mean.coefs[i]), CENTIEMES)
        bar = Fraction(self.bareme.seuil_admission, CENTIEMES)
        if self.regime.lectures.arrondi == "au_centieme":
            bar -= Fraction(1, 2 * CENTIEMES)
        missing = bar * coefs - Fraction(int(mean.somme[i]), SOMME)
        if decision in (Decision.ADMIS, Decision.ADMIS_APRES_CONTROLE):
            return {"points_d_avance": str(-missing)}
        distance: Distance = {"points_manquants": str(missing)}
        if decision is Decision.EN_ATTENTE_CONTROLE:
            return distance | self._enough_at_the_orals(i, missing)
        marks = zip(self.codes, self.d.groupe.releve.statuts[i].tolist(), self.notes[i], self.coefs[i], strict=True)
        counted = [(code, int(note), int(coef)) for code, statut, note, coef in marks if statut in COUNTED]
        return distance | {"une_note_suffisait": self._enough(counted, missing, lambda note, _: note)}

    def _enough_at_the_orals(self, i: int, missing: Fraction) -> Distance:
        by_domain = self.regime.oral_par == "domaine"
        open_to_him = np.ones(len(DOMAINES), dtype=bool) if by_domain else self.d.controle.choisissables[i]
        if self.d.oraux is not None:
            open_to_him = open_to_him & (self.d.oraux[i] == SANS_ORAL)
        targets = set(self._codes(open_to_him, self._targets()))
        blocs = [b for b in self.blocs if set(b.targets) & targets and b.coefs[i].any()]
        # What an oral already sat has gained is in the points that another one has to better.
        counted = [
            (b.named, int((self.notes[i] * b.coefs[i]).sum()) + int(b.gain[i]), int(b.coefs[i].sum())) for b in blocs
        ]
        enough = self._enough(counted, missing, lambda points, coef: Fraction(points, coef))
        highest = self.bareme.note_maximale
        gains = sorted((highest * coef - points for _, points, coef in counted), reverse=True)
        left = self.regime.nombre_oraux if self.d.manquants is None else int(self.d.manquants.nombre[i])
        best = Fraction(sum(gains[:left]), SOMME)
        return {"un_oral_suffit": enough, "atteignable": best >= missing}

    def _enough(
        self,
        counted: Sequence[tuple[str, int, int]],
        missing: Fraction,
        mark: Callable[[int, int], int | Fraction],
    ) -> list[Enough]:
        """Give the mark that would do, for each unit or block where 20 or less does."""
        highest = Fraction(self.bareme.note_maximale, CENTIEMES)
        wanted = [
            (name, Fraction(mark(value, coef)) / CENTIEMES + missing * CENTIEMES / coef)
            for name, value, coef in counted
        ]
        return [{"unite": name, "note": str(needed)} for name, needed in wanted if needed <= highest]


def _written(conditions: Conditions) -> list[_Ecrite]:
    return [(condition, condition.ecrire()) for condition in conditions.posees]


def _said(conditions: Sequence[_Ecrite], i: int) -> list[Compared]:
    return [
        {"mesure": c.mesure, "valeur": values[i], "sens": c.sens, "seuil": c.borne, "tenue": bool(c.tenue[i])}
        for c, values in conditions
    ]


def _yes(holds: bool | np.bool_, name: str) -> str:
    return name if holds else ""


def _points(mean: Moyenne, i: int) -> str:
    return _fraction(int(mean.somme[i]), SOMME)
