"""Is each wrong idea what its author printed, just below, at and just above its own bar?"""

from dataclasses import replace

import numpy as np
import pytest

from bts_sim.droit.bareme import Bareme, Regime, Reglement, Unite
from bts_sim.droit.points import Moyenne
from bts_sim.droit.regimes import load_regime
from bts_sim.droit.regles import idees_fausses as ideas
from bts_sim.droit.regles.conditions import plus_de
from bts_sim.droit.releve import ABSENT, SANS_ORAL, Releve, Statut
from bts_sim.droit.textes import load_bareme

pytestmark = pytest.mark.quick

BAREME: Bareme = load_bareme(2024)
PERMANENT: Regime = load_regime("permanent_2022")


def unite(code: str, coefficient: int, domaine: str) -> Unite:
    return Unite(code, code, code, coefficient, domaine, "ponctuel_ecrit", "ponctuel_ecrit", True, False, "", "")


#: Two general units (coefficients 1 and 3), two professional ones (2 and 4).
REGLEMENT = Reglement(
    "XX",
    "Essai",
    "",
    "tertiaire",
    (
        unite("G1", 100, "general"),
        unite("G2", 300, "general"),
        unite("P1", 200, "professionnel"),
        unite("P2", 400, "professionnel"),
    ),
    (),
)


def releve(*notes: list[int], statuts: list[list[Statut]] | None = None) -> Releve:
    """Marks in hundredths, one row per candidate, on the four units."""
    marks = np.array(notes, dtype=np.int64)
    n = len(marks)
    kinds = np.array(statuts or [[Statut.NOTE] * 4] * n, dtype=np.uint8)
    none, no = np.zeros((n, 0), dtype=np.int64), np.zeros(n, dtype=bool)
    return Releve(marks, kinds, np.ones((n, 4), dtype=bool), none, none.astype(np.uint8), no, no, no)


def test_strictly_above_leaves_out_who_is_at_the_bar() -> None:
    regime = replace(PERMANENT, seuil_general=815, seuil_professionnel=1015)
    rows = releve([554, 500, 1016, 1016], [555, 500, 1016, 1016], [561, 500, 1015, 1015])
    admis = ideas.acces_strictement_entre_seuils(rows, REGLEMENT, BAREME, regime).tenues
    assert admis.tolist() == [False, True, False]
    means = Moyenne(np.array([815 * 1000, 815 * 1000 + 1]), np.array([1000, 1000]))
    for seuil, above in ((815, [False, True]), (None, [True, True])):
        assert plus_de(ideas.acces_strictement_entre_seuils, "moyenne_d_acces", means, seuil).tenues.tolist() == above


def test_the_general_domain_alone_is_not_the_general_mean() -> None:
    regime = replace(PERMANENT, seuil_general=831, seuil_professionnel=1000)
    rows = releve(
        *([830, 831, 1000, 1000], [831, 831, 1000, 1000], [999, 1000, 1000, 1000], [1000, 1000, 1000, 1000]),
        *([831, 831, 1000, 999], [2000, 400, 1000, 1000]),
    )
    admis = ideas.acces_domaine_general_entre_seuils(rows, REGLEMENT, BAREME, regime).tenues
    assert admis.tolist() == [False, True, True, False, False, False]


def test_a_professional_mean_between_floor_and_admission_with_no_mark_too_low() -> None:
    regime = replace(PERMANENT, seuil_general=815, note_plancher=631)
    rows = releve(
        *([631, 631, 815, 815], [631, 631, 815, 814], [631, 631, 1000, 1000], [631, 631, 1000, 999]),
        *([630, 2000, 815, 815], [0, 2000, 815, 815]),
        statuts=[[Statut.NOTE] * 4] * 5 + [[Statut.DI, Statut.NOTE, Statut.NOTE, Statut.NOTE]],
    )
    admis = ideas.acces_moyenne_professionnelle_entre_seuils(rows, REGLEMENT, BAREME, regime).tenues
    assert admis.tolist() == [True, False, False, True, False, True]
    free = replace(PERMANENT, seuil_general=None, note_plancher=None)
    zeros = releve([0, 0, 0, 0], [0, 0, 1000, 1000])
    assert ideas.acces_moyenne_professionnelle_entre_seuils(zeros, REGLEMENT, BAREME, free).tenues.tolist() == [
        True,
        False,
    ]


def test_one_professional_mark_at_the_bar_is_enough_for_who_is_close() -> None:
    regime = replace(PERMANENT, seuil_general=800, seuil_professionnel=1031)
    rows = releve([800, 900, 1031, 700], [800, 900, 1030, 700], [800, 900, 1031, 600])
    admis = ideas.acces_une_note_professionnelle(rows, REGLEMENT, BAREME, regime).tenues
    assert admis.tolist() == [True, False, False]


@pytest.mark.parametrize(("seuil", "admis"), [(1031, [True, False]), (None, [True, True])])
def test_the_bar_of_one_professional_mark(seuil: int | None, admis: list[bool]) -> None:
    regime = replace(PERMANENT, seuil_general=None, seuil_professionnel=seuil)
    rows = releve([900, 900, 1031, 300], [900, 900, 1030, 300])
    assert ideas.acces_une_note_professionnelle(rows, REGLEMENT, BAREME, regime).tenues.tolist() == admis


def test_a_dispensed_unit_is_no_professional_mark() -> None:
    regime = replace(PERMANENT, seuil_general=None, seuil_professionnel=0)
    statuts = [[Statut.NOTE, Statut.NOTE, Statut.DI, Statut.DI]]
    rows = releve([900, 900, 0, 0], statuts=statuts)
    assert not ideas.acces_une_note_professionnelle(rows, REGLEMENT, BAREME, regime).tenues.any()


def test_an_oral_that_takes_the_place_of_the_mark_can_cost_points() -> None:
    rows = releve(*[[800, 900, 1000, 1000]] * 4)
    oraux = np.full((4, 4), SANS_ORAL)
    oraux[0, 1], oraux[1, 1], oraux[2, 1], oraux[3, 1] = 1000, 700, 0, ABSENT
    gain = ideas.remplacement_substitue(oraux, rows, REGLEMENT, PERMANENT)
    assert gain.tolist() == [100 * 300, -200 * 300, -900 * 300, 0]


def test_only_an_oral_above_the_bar_counts() -> None:
    regime = replace(PERMANENT, seuil_oral=1015)
    rows = releve(*[[800, 900, 1000, 1000]] * 3)
    oraux = np.full((3, 4), SANS_ORAL)
    oraux[:, 1] = 1015, 1016, 899
    assert ideas.remplacement_superieur_a_la_moyenne(oraux, rows, REGLEMENT, regime).tolist() == [0, 116 * 300, 0]
    low = releve([0, 0, 0, 0])
    one = np.array([[SANS_ORAL, 1, SANS_ORAL, SANS_ORAL]])
    free = replace(PERMANENT, seuil_oral=None)
    assert ideas.remplacement_superieur_a_la_moyenne(one, low, REGLEMENT, free).tolist() == [300]


def test_a_total_of_points_at_the_bar() -> None:
    means = Moyenne(np.array([100_000 * 100 - 1, 100_000 * 100, 0]), np.array([1000, 1000, 1000]))
    assert ideas.a_assez_de_points(means, BAREME, replace(PERMANENT, seuil_points=100_000)).tenues.tolist() == [
        False,
        True,
        False,
    ]
    assert ideas.a_assez_de_points(means, BAREME, replace(PERMANENT, seuil_points=None)).tenues.all()
