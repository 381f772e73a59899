"""Real candidates as a cohort: every question may be asked of them, and their abilities are drawn given their marks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from bts_sim.candidates.grade import Grading
from bts_sim.candidates.groups import groups_given
from bts_sim.cohort.compose import PRODUCTION, SECTORS, Attribute, Margins
from bts_sim.cohort.describe import Cohort
from bts_sim.cohort.held import OF_THE_MODEL, UNSAID, Held, Orals, too_few
from bts_sim.cohort.nation import default_cohort
from bts_sim.cohort.parameters import parametres
from bts_sim.cohort.present import Present, PresentFrom
from bts_sim.droit.bareme import Reglements, TableDesReglements
from bts_sim.droit.jury import Decision
from bts_sim.droit.points import Bools, Ints
from bts_sim.droit.releve import SANS_ORAL, Releve, Statut
from bts_sim.droit.vocabulaire import VOIES
from bts_sim.errors import Fault, InputError
from bts_sim.files.names import folded
from bts_sim.notices import tell

#: Other words for the values of the attributes of the model.
MEANT = {"f": "femme", "feminin": "femme", "h": "homme", "m": "homme", "masculin": "homme"}
#: The attribute that the specialty decides, and the académie, which the model gives no effect by default.
SECTOR, ACADEMY = "secteur", "academie"
#: Values of a column beyond which it tells candidates apart, and makes no group.
MOST_VALUES = 100
#: Decisions that give the diploma.
DIPLOMA = (Decision.ADMIS, Decision.ADMIS_APRES_CONTROLE)


def real_cohort(graded: Grading, seed: int) -> Cohort:
    """Return graded candidates as a cohort to which any regime may be applied.

    Args:
        graded: the candidates, graded under the law of their session, with their orals where these were held.
        seed: seed of the draws of their abilities.

    Raises:
        InputError: nobody is left of whom a question may be asked.
    """
    codes = [code for code in graded.bareme.reglements if code in graded.deliberations]
    decided = [graded.deliberations[code] for code in codes]
    if not decided:
        raise _nobody("candidats")
    groups = [one.groupe for one in decided]
    table = TableDesReglements(tuple(one.reglement for one in groups))
    units, options = table.coefs.shape[1], table.coefs_facultatives.shape[1]
    releve = Releve.joined([one.releve.widened(units, options) for one in groups])
    rows = np.concatenate([one.candidats for one in groups])
    numbers = graded.dossiers.candidats["candidat"].astype(str).to_numpy()[rows]
    kept = np.flatnonzero(_asked(releve, groups[0].fichier))
    if not kept.size:
        raise _nobody(groups[0].fichier)
    # By number: the luck of a candidate does not depend on the order of the rows. Those who keep marks come first:
    # their abilities are tried more often.
    kept = kept[np.lexsort((numbers[kept], ~releve.ont(Statut.BE)[kept].any(axis=1)))]
    rangs = np.repeat(np.arange(len(groups)), [one.candidats.size for one in groups])[kept]
    orals = None
    if any(one.oraux is not None for one in decided):
        marks = np.concatenate([_widened(one.oraux, units) for one in decided if one.oraux is not None])
        final = np.concatenate([one.second.decision for one in decided])
        admitted = np.where(final == Decision.EN_ATTENTE_CONTROLE, UNSAID, np.isin(final, DIPLOMA))
        orals = Orals(graded.regime, marks[kept], admitted[kept])
    frame = graded.dossiers.candidats.iloc[rows[kept]]
    voies = [voie for voie in VOIES if (frame["voie"] == voie).any()]
    production = np.array([one.secteur == PRODUCTION for one in table.reglements])[rangs]
    held = Held(
        reglement=Reglements(table, rangs),
        releve=releve.part(kept),
        voie=_ranks(frame["voie"].astype(str).tolist(), voies),
        voies=voies,
        told=_told(frame, voies, production, groups[0].fichier),
        few=frozenset(np.array(codes)[too_few(np.bincount(rangs, minlength=len(codes)))].tolist()),
        orals=orals,
    )
    sizes = np.bincount(rangs, minlength=len(codes)).tolist()
    counts = {code: size for code, size in zip(codes, sizes, strict=True)}
    return Cohort(
        bareme=graded.bareme,
        candidats=held.size,
        seed=seed,
        specialites={code: size / held.size for code, size in counts.items()},
        asked=Margins(voies={voie: float((frame["voie"] == voie).mean()) for voie in voies}),
        academies={},
        taux_groupe1=None,
        parametres={nom: one.defaut for nom, one in parametres().items()},
        choix_des_oraux=default_cohort()["choix_des_oraux"],
        present=Present(held.size, PresentFrom.FILE),
        counts=counts,
        held=held,
    )


def _nobody(file: str) -> InputError:
    problem, remedy = "aucun candidat n'a de note qui compte", "donner les notes d'un candidat présent au moins"
    return InputError([Fault(file, None, "candidat", "", problem, remedy)])


def _asked(releve: Releve, file: str) -> Bools:
    """Return the candidates of whom a question may be asked, shape (n,); a notice tells how many are left out."""
    waiting = releve.inacheve | releve.suspendu
    here = releve.notees.any(axis=1)
    for left_out, why in (
        (waiting, "forme progressive à finir ou décision suspendue"),
        (~here & ~waiting, "absents à tout l'examen"),
    ):
        if left_out.any():
            tell(file, f"laissés de côté : {why}", column="candidat", value=f"{left_out.sum()} candidats")
    return here & ~waiting


def _widened(marks: Ints, units: int) -> Ints:
    """Return marks at the orals on the columns of the longest règlement; those by domain have two, whatever it is."""
    return np.pad(marks, ((0, 0), (0, max(units - marks.shape[1], 0))), constant_values=SANS_ORAL)


def _ranks(words: Sequence[str], values: Sequence[str]) -> Ints:
    """Return the rank of each word among some values, UNSAID where it is none, shape (n,)."""
    places = {value: rank for rank, value in enumerate(values)}
    return np.array([places.get(word, UNSAID) for word in words], dtype=np.int64)


def _told(frame: pd.DataFrame, voies: Sequence[str], production: Bools, file: str) -> Mapping[str, Attribute]:
    """Return the attributes that make groups, in the order of tables: those of the model first."""
    found = {"voie": Attribute(voies, _ranks(frame["voie"].astype(str).tolist(), voies))}
    columns = {folded(name): name for name in groups_given(frame.columns)}
    academies = _free(frame, columns.pop(ACADEMY, ""), file)
    found |= {} if academies is None else {ACADEMY: academies}
    for name, values in OF_THE_MODEL.items():
        if name in columns:
            found[name] = _of_the_model(frame[columns.pop(name)], values, file)
    columns.pop(SECTOR, None)
    found[SECTOR] = Attribute(SECTORS, production.astype(np.int64))
    others = {name: _free(frame, name, file) for name in columns.values()}
    return found | {name: one for name, one in others.items() if one is not None}


def _of_the_model(column: pd.Series, values: Sequence[str], file: str) -> Attribute:
    """Return an attribute that the model gives an effect; a notice tells the words that are none of its values."""
    plain = [folded(str(word)) for word in column]
    words = [MEANT.get(word, word.replace(" ", "_")) for word in plain]
    codes = _ranks(words, values)
    unread = sorted({word for word, code in zip(plain, codes.tolist(), strict=True) if word and code == UNSAID})
    if unread:
        said = f"valeurs lues comme non dites, faute d'être l'une de : {', '.join(values)}"
        tell(file, said, column=str(column.name), value=", ".join(unread[:3]))
    return Attribute(values, codes)


def _free(frame: pd.DataFrame, name: str, file: str) -> Attribute | None:
    """Return a column of the file as an attribute, or None where it tells candidates apart or says nothing."""
    if not name:
        return None
    words = [str(word) for word in frame[name].astype(object).where(frame[name].notna(), "")]
    values = sorted({word for word in words if word})
    if len(values) > MOST_VALUES:
        tell(file, f"plus de {MOST_VALUES} valeurs : cette colonne ne fait pas de groupes", column=name)
    return Attribute(values, _ranks(words, values)) if 0 < len(values) <= MOST_VALUES else None
