"""Is the advice on orals of `grade` that of the page of one candidate, given to whoever still has to choose?"""

import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from cohorts import bts_sim, lire
from test_one_candidate import DROIT, NOTES_MCO, candidate
from test_second_group import _of_mco

import bts_sim as bts
from bts_sim.candidates.grade import SHAPE
from bts_sim.candidates.oral_advice import ADVICE_IS_WORTH
from bts_sim.cohort.expected_orals import calibrated_levels, model_of_orals
from bts_sim.questions.one_candidate.candidate import decide_on
from bts_sim.questions.one_candidate.entry import TypedCandidate, read_marks
from bts_sim.questions.one_candidate.tables import ChoiceChance, NeededAtOrals
from bts_sim.questions.one_candidate.verdicts import verdicts


def expected(typed: TypedCandidate, regime: str) -> str:
    """The advice, from what the page of one candidate shows: the jury itself on every pair of marks."""
    one = decide_on(typed, [regime])
    rows = list(ChoiceChance.rows(one.choices))
    if len(rows) < 2:
        return ""
    best = rows[0]
    (needed,) = (row.note for row in NeededAtOrals.rows(one.needed_marks) if row.oraux == best.oraux)
    mark = "aucune" if np.isnan(needed) else f"{np.ceil(2 * needed) / 2:g}".replace(".", ",")
    return f"{best.discipline or ','.join(best.oraux)} : {round(100 * best.probabilite)} % ; {mark}"


def test_each_candidate_is_advised_as_on_his_own_page() -> None:
    people = [TypedCandidate(2024, "MCO", "scolaire", read_marks(NOTES_MCO)), *map(candidate, range(40))]
    told = 0
    for typed in people:
        for regime, verdict in zip(DROIT, verdicts(typed, DROIT), strict=True):
            cell = verdict.row["conseil_oraux"]
            if verdict.authorised:
                assert cell == expected(typed, regime), (typed, regime)
            assert not cell or re.fullmatch(SHAPE["conseil_oraux"].pattern, cell)
            told += bool(cell)
    assert told >= 6


def test_only_who_still_has_to_choose_is_advised() -> None:
    session = _of_mco()
    given = {"candidats": session.candidats, "notes": session.notes, "session": 2024}
    alone = bts.grade(**given).table
    assert alone["conseil_oraux"].tolist() != [""] and alone.columns[-1] == "conseil_oraux"
    sat = pd.DataFrame({"candidat": ["A1"], "unite": ["U1"], "note": ["9"]})
    assert bts.grade(**given, oraux=sat).table["conseil_oraux"].tolist() == [""]
    assert bts.grade(**given, oraux=sat, oraux_complets=True).table["conseil_oraux"].tolist() == [""]
    kept = session.notes.copy()
    kept.loc[kept["unite"].isin(["U1", "U21"]), ["note", "statut"]] = [10, "BE"]
    two = bts.grade(session.candidats, kept, session=2024).table
    assert two["unites_choisissables"].tolist() == ["U22,U3"] and two["conseil_oraux"].tolist() == [""]


def test_the_advice_is_read_with_what_it_is_worth(tmp_path: Path) -> None:
    session = _of_mco()
    session.candidats.assign(lycee="L1").to_csv(tmp_path / "c.csv", sep=";", index=False)
    session.notes.to_csv(tmp_path / "n.csv", sep=";", index=False)
    files = ["--candidats", tmp_path / "c.csv", "--notes", tmp_path / "n.csv", "--session", 2024]
    done = bts_sim("grade", *files, "--documents", "--seulement", "convocations", "--out", tmp_path / "out")
    assert done.exit_code == 0 and ADVICE_IS_WORTH in done.stderr
    (row,) = lire(tmp_path / "out" / "decisions.csv")
    assert list(row)[-2:] == ["lycee", "conseil_oraux"]
    units, chance, mark = re.fullmatch(r"(.*) : (\d+) % ; (.*)", row["conseil_oraux"]).groups()
    (page,) = (tmp_path / "out" / "documents" / "convocations").glob("*.html")
    text = page.read_text(encoding="utf-8")
    assert f"({chance}\u00a0%" in text.replace(f"{chance} %", f"{chance}\u00a0%")
    assert f"{mark} à chaque oral y suffit" in text and "le choix reste libre" in text
    for code in units.split(","):
        assert f"({code})" in text.partition("Conseil")[2].partition("</p>")[0]


@pytest.mark.parametrize("session", [2021, 2024])
def test_the_levels_kept_are_those_of_the_model(session: int) -> None:
    """Otherwise: python tools/oral_levels.py."""
    kept = model_of_orals(session)
    assert (kept["niveau_general"], kept["niveau_professionnel"]) == pytest.approx(calibrated_levels(session), abs=1e-6)
