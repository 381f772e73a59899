"""Are the bytes of the benchmark the law: every mark, status, threshold and reading, against the jury itself?"""

from dataclasses import replace

import numpy as np
import pytest

from benchmarks.octets import decision
from benchmarks.octets.codes import CODES, NOTE_DE, NOTES, STATUT_DE, en_octets
from benchmarks.octets.decision import decider, est_additif, valeurs
from benchmarks.octets.rattrapage import MAXIMUM, Oraux, est_additif_aux_oraux, est_sauve, gains
from bts_sim.droit.bareme import Regime, Reglement
from bts_sim.droit.jury import Decision, ouverture_du_controle, premier_groupe, second_groupe
from bts_sim.droit.regimes import idees_fausses, load_regime, shipped_regimes, shipped_scenarios
from bts_sim.droit.releve import SANS_ORAL, Releve, Statut
from bts_sim.droit.textes import load_bareme

BAREME = load_bareme(2024)
PERMANENT = load_regime("permanent_2022")
#: Readings that bear on the first decision or on access, beside their defaults.
READINGS: tuple[dict[str, str], ...] = (
    {},
    {"facultatives_acces": "ignorees"},
    {"ponderation_professionnelle": "egale"},
    {"absence_facultative": "elimine"},
    {"dossier_facultatif": "elimine"},
    {"troisieme_facultative": "ignoree"},
    {"jury_2021": "sur_avis"},
)


def some_releve(reglement: Reglement, n: int, seed: int, *, alone: bool = False) -> Releve:
    """Return candidates of every status and dossier, with marks by quarters of a point around the thresholds."""
    rng = np.random.default_rng(seed)
    units, others = len(reglement.unites), len(reglement.facultatives)
    shape = n, units + others
    drawn = rng.choice(np.array(Statut), size=shape)
    statuts = np.where(rng.random(shape) < 0.85, Statut.NOTE, drawn).astype(np.uint8)
    # Few marks, and many equal: a mean of exactly 8 or 10 is then common.
    marks = np.clip(1000 + 25 * rng.integers(-12, 13, shape) - 200 * rng.integers(0, 2, (n, 1)), 0, 2000)
    marks = np.where(rng.random((n, 1)) < 0.2, rng.choice([800, 1000, 1200], shape), marks)
    marks *= np.isin(statuts, (Statut.NOTE, Statut.BE, Statut.RE))
    rare = [np.zeros(n, dtype=bool) if alone else rng.random(n) < 0.1 for _ in range(3)]
    return Releve(
        notes=marks[:, :units],
        statuts=statuts[:, :units],
        ponctuelle=rng.random((n, units)) < 0.5,
        notes_facultatives=marks[:, units:],
        statuts_facultatives=statuts[:, units:],
        inacheve=rare[0],
        suspendu=rare[1],
        avis_defavorable=rare[2],
    )


def additive() -> list[Regime]:
    """Return every shipped regime and scenario that the bytes can hold, under each reading that they hold."""
    named = [load_regime(name) for name in (*shipped_regimes(), *shipped_scenarios(), *idees_fausses())]
    every = [replace(one, lectures=replace(one.lectures, **read)) for one in named for read in READINGS]
    return [one for one in every if est_additif(one)]


def test_a_byte_stands_for_one_mark_and_status() -> None:
    assert CODES <= 256
    pairs = list(zip(NOTE_DE.tolist(), STATUT_DE.tolist(), strict=True))
    assert len(set(pairs)) == CODES
    assert len(pairs) == 3 * NOTES.size + len(Statut) - 3


@pytest.mark.parametrize("code", sorted(BAREME.reglements))
def test_bytes_decide_what_the_jury_decides(code: str) -> None:
    reglement = BAREME.reglements[code]
    releve = some_releve(reglement, 4000, seed=len(code))
    octets = en_octets(releve)
    assert octets is not None
    at_the_edge = 0
    for regime in additive():
        bareme = BAREME.sous(regime)
        known = valeurs(reglement, bareme, regime)
        assert known is not None, regime.nom
        premier = premier_groupe(releve, reglement, bareme, regime)
        controle = ouverture_du_controle(premier, releve, reglement, bareme, regime)
        first, autorise = decider(octets, known)
        assert (first == premier.decision).all(), regime.nom
        assert (autorise == controle.autorise).all(), regime.nom
        at_the_edge += int((premier.generale.somme == bareme.seuil_admission * premier.generale.coefs).sum())
    assert at_the_edge > 0


def test_the_thresholds_of_an_analyst_may_be_any_hundredth() -> None:
    reglement = BAREME.reglements["CG"]
    regime = replace(PERMANENT, seuil_general=833, seuil_professionnel=1017)
    releve = some_releve(reglement, 4000, seed=3)
    octets, known = en_octets(releve), valeurs(reglement, BAREME, regime)
    assert octets is not None
    assert known is not None
    premier = premier_groupe(releve, reglement, BAREME, regime)
    expected = ouverture_du_controle(premier, releve, reglement, BAREME, regime).autorise
    assert (decider(octets, known)[1] == expected).all()
    assert expected.any()


@pytest.mark.parametrize("code", sorted(BAREME.reglements))
def test_orals_in_hundredths_save_whom_the_jury_saves(code: str) -> None:
    reglement = BAREME.reglements[code]
    releve = some_releve(reglement, 20000, seed=7, alone=True)
    premier = premier_groupe(releve, reglement, BAREME, PERMANENT)
    controle = ouverture_du_controle(premier, releve, reglement, BAREME, PERMANENT)
    rng = np.random.default_rng(1)
    scores = np.where(controle.choisissables, rng.random(controle.choisissables.shape), -1)
    rows = np.flatnonzero(controle.autorise)
    units = np.argsort(-scores[rows], axis=1)[:, :2]
    notes = rng.integers(0, MAXIMUM + 1, units.shape)
    notes[np.take_along_axis(scores[rows], units, axis=1) < 0] = SANS_ORAL
    oraux = np.full(releve.notes.shape, SANS_ORAL)
    oraux[rows, units[:, 0]] = notes[:, 0]
    # The second oral is the one that brings the mean to exactly 10, where it is a mark.
    one = second_groupe(premier, controle, oraux, releve, reglement, BAREME, PERMANENT).finale.part(rows)
    missing, coef = BAREME.seuil_admission * one.coefs - one.somme, reglement.coefs[units[:, 1]]
    mark = releve.notes[rows, units[:, 1]] + missing // coef
    solved = (notes[:, 1] >= 0) & (missing % coef == 0) & (mark >= 0) & (mark <= MAXIMUM)
    notes[solved, 1] = mark[solved]
    oraux[rows, units[:, 1]] = notes[:, 1]
    second = second_groupe(premier, controle, oraux, releve, reglement, BAREME, PERMANENT)
    final, finale = second.decision, second.finale.part(rows)
    assert (finale.somme == BAREME.seuil_admission * finale.coefs).sum() > 10
    octets, worth = en_octets(releve), gains(reglement, BAREME, PERMANENT)
    assert octets is not None
    assert worth is not None
    saved = est_sauve(octets, Oraux(rows, units.astype(np.int8), notes.astype(np.int16)), worth)
    assert (saved == (final[rows] == Decision.ADMIS_APRES_CONTROLE)).all()
    assert 0 < saved.sum() < rows.size


@pytest.mark.parametrize("code", ["CG", "MCO", "SIO-SLAM"])
def test_an_oral_is_worth_what_the_rule_says_at_every_hundredth(code: str) -> None:
    reglement = BAREME.reglements[code]
    worth = gains(reglement, BAREME, PERMANENT)
    assert worth is not None
    from benchmarks.octets.codes import temoins
    from bts_sim.droit.regles.controle import remplacement_par_unite

    units = len(reglement.unites)
    one = temoins(units, 0)
    own = np.repeat(np.eye(units, dtype=bool), CODES, axis=0)
    for mark in [*range(0, 2001, 37), 999, 1000, 1001, 1999, 2000]:
        expected = remplacement_par_unite(np.where(own, mark, SANS_ORAL), one, reglement, PERMANENT)
        line = np.maximum(worth.top - worth.pente * (MAXIMUM - mark), 0)
        assert (line.ravel() == expected).all()


def test_one_product_brings_the_answers_together() -> None:
    for index in range(16):
        held = sum(1 << bit for i, bit in enumerate(decision.REPONSES) if index >> i & 1)
        product = np.array([held], dtype=np.uint64) * decision.RASSEMBLE
        assert int(product[0]) >> 60 == index


def test_what_has_no_byte_or_is_no_sum_is_left_to_the_rules() -> None:
    reglement = BAREME.reglements["CG"]
    releve = some_releve(reglement, 10, seed=1)
    odd = releve.notes.copy()
    odd[0, 0] = 1001
    assert en_octets(replace(releve, notes=odd)) is None
    for name, value in {"arrondi": "au_centieme", "absence_sous_epreuve": "zero"}.items():
        regime = replace(PERMANENT, lectures=replace(PERMANENT.lectures, **{name: value}))
        assert valeurs(reglement, BAREME, regime) is None
    assert valeurs(reglement, BAREME, load_regime("mille_points")) is None
    assert not est_additif_aux_oraux(load_regime("exceptionnel_2021"))
    other = replace(PERMANENT, lectures=replace(PERMANENT.lectures, niveau_remplacement="epreuve"))
    assert gains(reglement, BAREME, other) is None
