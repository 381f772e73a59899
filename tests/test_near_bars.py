"""Is a jury that lifts means to a bar seen in a file, is a clean file left alone, and is lifting told as lawful?"""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import bts_sim as bts
from bts_sim.cohort.as_files import tables
from bts_sim.cohort.describe import lent, load_cohort
from bts_sim.cohort.donors import Lending
from bts_sim.cohort.simulate import simulate
from bts_sim.droit.points import Moyenne
from bts_sim.errors import InputError
from bts_sim.stats.lattice import LEAST_KNOWN, near_bar

pytestmark = pytest.mark.filterwarnings("ignore::bts_sim.notices.BtsSimWarning")
PAGE = Path(__file__).parent.parent / "docs" / "fausses_alertes.md"


def files(n: int, jury: float) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return candidates of two specialties as files, whose jury lifts so many percent of those who touch the bar."""
    described = lent(load_cohort(candidats=n, seed=8, session=2024, specialites=("MCO", "CG")), Lending.NONE)
    given = {"tassement_a_10": 0.0, "points_de_jury": jury}
    return tables(simulate(replace(described, parametres={**described.parametres, **given}), told=False))


def asked(n: int, jury: float) -> bts.Answer:
    who, marks = files(n, jury)
    return bts.study(session=2024, candidates=who, marks=marks).near_bars()


def test_a_bar_is_compared_exactly_and_a_lattice_without_tilt_gives_its_own_share() -> None:
    """Totals 20 and 3: means of the second one are thirds of a hundredth, none of which is 9.5 or 10.5 by rounding."""
    rng = np.random.default_rng(3)
    coefs = np.repeat([2000, 300], 20_000)
    lattice = Moyenne(rng.integers(840, 1160, coefs.size) * coefs + rng.integers(0, 3, coefs.size) * coefs // 3, coefs)
    found = near_bar(lattice.part(np.arange(0, coefs.size, 2)), lattice, 1000)
    assert found.total.tolist() == [0, 300, 2000]
    for rank, total in enumerate((300, 2000), start=1):
        own = [
            Fraction(int(s), int(c)) for s, c in zip(lattice.somme[::2], lattice.coefs[::2], strict=True) if c == total
        ]
        near = [mean for mean in own if 950 <= mean < 1050]
        assert found.near[rank] == len(near) and found.above[rank] == sum(mean >= 1000 for mean in near)
    assert found.near[0] == found.near[1:].sum() and found.expected[0] == pytest.approx(found.expected[1:].sum())
    # The file is half of the lattice: what is expected is what is there, within its luck.
    assert (abs(found.above - found.expected) < 3 * np.sqrt(found.variance)).all() and (found.p > 0.001).all()
    # As many are moved from just below the bar to it: nothing is likely any more.
    just_below = (lattice.somme >= 960 * coefs) & (lattice.somme < 1000 * coefs)
    lifted = Moyenne(np.where(just_below & (rng.random(coefs.size) < 0.5), 1000 * coefs, lattice.somme), coefs)
    assert (near_bar(lifted, lattice, 1000).p < 1e-6).all() and (
        near_bar(lifted, lattice, 1000).near == near_bar(lattice, lattice, 1000).near
    ).all()
    # A total that the lattice does not know, or hardly, has no row.
    few = lattice.part(np.append(np.flatnonzero(coefs == 2000), np.flatnonzero(coefs == 300)[: LEAST_KNOWN // 4]))
    assert near_bar(lattice, few, 1000).total.tolist() == [0, 2000]


def test_a_jury_that_lifts_to_ten_is_seen_there_and_nowhere_else_and_it_is_said_to_be_its_right() -> None:
    answer = asked(2500, 60)
    whole = answer.table[answer.table["total_des_coefficients"].isna()].set_index("barre")
    assert whole["temoin"].to_dict() == {7: True, 8: False, 9: True, 10: False, 11: True, 12: True}
    at_10 = {
        name: float(whole[name].to_dict()[10]) for name in ("p", "bas", "attendus", "haut", "au_dessus", "proches")
    }
    assert whole["alerte"].to_dict()[10] and at_10["p"] < 0.001 and not whole["alerte"].loc[[11, 12]].any()
    assert at_10["bas"] < at_10["attendus"] < at_10["haut"] < at_10["au_dessus"] < at_10["proches"]
    by_total = answer.table[answer.table["barre"].eq(10) & answer.table["total_des_coefficients"].notna()]
    assert by_total["proches"].sum() <= at_10["proches"] and (by_total["proches"] >= 5).all()
    assert "à 10, " in answer.words and "plus que les" in answer.words
    assert "more than the" in replace(answer, lang="en").words
    assert "Le jury délibère souverainement" in str(answer.chart("bars").to_dict()["title"])
    assert "témoin : pas une barre" in str(answer.chart("bars_table"))


def test_few_candidates_and_simulated_ones_are_refused_with_what_to_do() -> None:
    with pytest.raises(InputError, match=r"moins de 500 candidats.*réunir dans les fichiers"):
        asked(400, 0)
    with pytest.raises(InputError, match=r"simulés.*ouvrir l'étude sur des fichiers"):
        bts.study(session=2024, size=500).near_bars()


def test_false_alarms_were_counted_on_a_thousand_clean_files_and_are_five_in_a_hundred() -> None:
    pages = [one for one in PAGE.read_text(encoding="utf-8").splitlines() if one.startswith("| propres, toutes")]
    counted = [[cell.split(" % de ") for cell in row.strip(" |").split(" | ")[3:]] for row in pages]
    (_, of_a_thousand, _), (*larger, _) = counted
    # Files of a thousand often have too few candidates beside 8; larger ones do not.
    assert [int(files_told) for _, files_told in (of_a_thousand, *larger)] == [1000] * 3
    for share, files_told in (cell for row in counted for cell in row):
        # So many files tell a share to three standard errors of it; a thousand, to a point and a half of the aim.
        within = 1.5 if int(files_told) >= 1000 else 300 * (0.05 * 0.95 / int(files_told)) ** 0.5
        assert float(share.replace(",", ".")) == pytest.approx(5, abs=within)
