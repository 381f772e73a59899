"""At which exact marks does the decision on a candidate change, and what is decided on whoever may be made up?"""

import csv
import itertools
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import oracle
import pytest
from cohorts import bts_sim
from test_one_candidate import NOTES_MCO, candidate, une
from test_readings import scenario

import bts_sim as bts
from bts_sim.candidates.grade import grade
from bts_sim.droit.textes import TEXTES
from bts_sim.errors import InputError
from bts_sim.questions.one_candidate.entry import TypedCandidate
from bts_sim.questions.one_candidate.hypothetical import MOST, vary
from bts_sim.questions.one_candidate.ranges import mark_ranges
from bts_sim.questions.one_candidate.tables import MarkRange
from bts_sim.questions.one_candidate.verdicts import Verdict, verdicts

DROIT = ("exceptionnel_2021", "permanent_2022")
UNITS = oracle.lire_specialites(Path(str(TEXTES / "specialites")), 2024)
EPSILON = Fraction(1, 10**9)


def judged(verdict: Verdict, typed: TypedCandidate, swept: MarkRange, mark: Fraction) -> tuple[str, str]:
    """Return what the oracle decides, fraction by fraction, with a mark in the place of one of the candidate."""
    oral = swept.genre == "oral"
    marks = {m.unite: m.note.replace(",", ".") for m in typed.marks} | ({} if oral else {swept.objet: str(mark)})
    lines = [oracle.Ligne(m.unite, marks[m.unite], m.statut, m.mode) for m in typed.marks]
    who = oracle.Candidat("1", typed.specialty, typed.track, typed.form, typed.last_session, lines)
    who.oraux = [(swept.objet, str(mark))] if oral else []
    row = oracle.juger(who, UNITS[typed.specialty], verdict.regime.nom, oral, complets=True)
    return row["decision"], row["autorise_controle"]


def swept(seed: int) -> Iterator[tuple[Verdict, TypedCandidate, list[MarkRange]]]:
    """Yield each mark of a candidate, under both regimes, with its ranges."""
    typed = candidate(seed)
    for verdict in verdicts(typed, DROIT):
        rows = list(MarkRange.rows(mark_ranges([verdict])))
        for genre, objet in dict.fromkeys((row.genre, row.objet) for row in rows):
            yield verdict, typed, [row for row in rows if (row.genre, row.objet) == (genre, objet)]


@pytest.mark.parametrize("seed", range(2))
def test_the_ranges_are_those_of_every_hundredth(seed: int) -> None:
    """One mark of each candidate, the longest to tell: the oracle on all 2,001 of them."""
    verdict, typed, rows = max(swept(seed), key=lambda one: len(one[2]))
    found: dict[int, tuple[str, str]] = {}
    for row in rows:
        hundredths = range(round(100 * row.note_basse), round(100 * row.note_haute) + 1)
        found |= dict.fromkeys(hundredths, (row.decision, row.autorise))
    brute = {i: judged(verdict, typed, rows[0], Fraction(i, 100)) for i in range(2001)}
    assert found == brute


def test_each_range_begins_at_the_exact_mark() -> None:
    """At the fraction the decision is the new one, and a billionth below it is the former one."""
    tried = 0
    for verdict, typed, rows in (one for seed in range(6) for one in swept(seed)):
        assert (rows[0].note_basse, rows[-1].note_haute) == (0, 20)
        for before, row in itertools.pairwise(rows):
            exact = max(map(Fraction, row.bascule.split(" ; ")))
            assert round(100 * before.note_haute) < 100 * exact <= round(100 * row.note_basse)
            assert judged(verdict, typed, row, exact) == (row.decision, row.autorise)
            assert judged(verdict, typed, row, exact - EPSILON) == (before.decision, before.autorise)
            tried += 1
    assert tried > 25


def test_the_marks_found_by_hand_are_found() -> None:
    rows = {(r.regime, r.objet, r.bascule): r for r in MarkRange.rows(mark_ranges(verdicts(une(), DROIT)))}
    # 14,375 in U1 at the oral, 13,875 in U3; 10,15 for the general oral of 2021, 14,875 for the other.
    for regime, target, exact, above in (
        ("permanent_2022", "U1", "115/8", 14.38),
        ("permanent_2022", "U3", "111/8", 13.88),
        ("exceptionnel_2021", "general", "203/20", 10.15),
        ("exceptionnel_2021", "professionnel", "119/8", 14.88),
    ):
        row = rows[regime, target, exact]
        assert (row.genre, row.note_basse, row.mesure, row.seuil) == ("oral", above, "moyenne_generale", "10")
    assert rows["permanent_2022", "U41", "11"].mesure == "moyenne_professionnelle"


@pytest.mark.parametrize("arrondi", ["exact", "au_centieme", "tronque"])
def test_a_reading_that_rounds_moves_the_exact_mark(arrondi: str, tmp_path: Path) -> None:
    """Rounded to the hundredth, a mean of 9.995 is 10; cut off, it is 9.99."""
    regime = "permanent_2022" if arrondi == "exact" else scenario(tmp_path, 2024, arrondi=arrondi)
    rows = [row for row in MarkRange.rows(mark_ranges(verdicts(une(), [regime]))) if row.objet == "U1"]
    (exact,) = (Fraction(row.bascule) for row in rows if (row.genre, row.decision) == ("unite", "admis"))
    weights = {unit.code: unit.coefficient for unit in UNITS["MCO"] if not unit.facultative}
    allowed = Fraction(1, 200) * sum(weights.values()) / weights["U1"] if arrondi == "au_centieme" else 0
    assert exact == Fraction(115, 8) - allowed


def test_every_status_is_decided_or_refused_in_the_words_of_a_file() -> None:
    answer = bts.candidate(2024, "MCO", "scolaire", NOTES_MCO, regimes="permanent_2022")
    told = {(r.unite, r.statut): r for r in answer.tables["statuses"].itertuples()}
    assert len(told) == 8 * 7
    assert [told["U1", s].decision for s in ("", "AB", "NV", "DI", "ABJ")] == [
        *("en_attente_controle", "elimine", "elimine", "en_attente_controle", "refuse"),
    ]
    assert "bénéfice d'une note inférieure à 10" in told["U1", "BE"].refus and told["U1", "BE"].decision == ""
    assert "VAE" in told["U41", "DI"].refus and "forme progressive" in told["U41", "RE"].refus


# --- Candidates made up ----------------------------------------------------------------------------------------------

VARIED = "U1 7..8/0,25 ; U21 8 | 9 BE | AB ; U22 = 9,25 ; U3 7 ; U41 11 | 12 BE ; U42 10,5 ; U5 8 ; U6 10,5"


@pytest.fixture(scope="module")
def answer() -> bts.answer.Answer:
    study = bts.study(session=2024, size=10, regimes=",".join(DROIT))
    return study.hypothetical("MCO", "scolaire,individuel", VARIED)


def test_each_combination_is_decided_on_as_a_file_is(answer: bts.answer.Answer, tmp_path: Path) -> None:
    table = answer.table
    assert len(table) == 2 * 2 * 5 * 3 * 2 and table["candidat"].nunique() == 60
    assert answer.schema.faults(table) == [] and list(table) == answer.schema.names()
    candidats, notes = tmp_path / "c.csv", tmp_path / "n.csv"
    one = table[table["regime"] == "permanent_2022"]
    head = [("candidat", "specialite", "voie", "forme", "derniere_session")]
    rows = [(r.candidat, "MCO", r.voie, r.forme, "oui") for r in one.itertuples()]
    marks = [("candidat", "unite", "note", "statut")]
    for r in one.itertuples():
        for words in r.notes.split(" ; "):
            unite, *said = words.split()
            note = [w for w in said if w[0].isdigit()]
            marks.append((r.candidat, unite, *(note or [""]), *([w for w in said if not w[0].isdigit()] or [""])))
    for path, lines in ((candidats, head + rows), (notes, marks)):
        with path.open("w", newline="", encoding="utf-8") as file:
            csv.writer(file, delimiter=";").writerows(lines)
    graded = grade(candidats, notes, session=2024, regime="permanent_2022", keep_going=True)
    refused = {fault.candidat for fault in graded.fautes}
    assert refused == set(one[one["refus"] != ""]["candidat"]) and len(refused) == 20
    for row in graded.table.itertuples():
        mine = one.set_index("candidat").loc[row.candidat]
        for name in ("decision_groupe1", "autorise_controle", "decision", "motifs", "moyenne_generale_exacte"):
            assert mine[name] == getattr(row, name)


def test_who_cannot_exist_is_told_why_and_counts_for_nothing(answer: bts.answer.Answer) -> None:
    told = answer.table[answer.table["refus"] != ""]
    assert set(told["decision"]) == {""} and told["refus"].str.contains("bénéfice d'une note inférieure à 10").all()
    assert "40 candidats hypothétiques qui peuvent exister" in answer.words
    assert {name for name in answer.views} == {"counts", "table"} and len(answer.chart("counts").frame) == 12


@pytest.mark.parametrize(
    ("marks", "tracks", "said"),
    [
        ("U1 9..7", ["scolaire"], "plage vide"),
        ("U1 7..9/0", ["scolaire"], "plage vide"),
        ("U1 7,001..9", ["scolaire"], "deux décimales"),
        ("U1 7 ; U1 8", ["scolaire"], "unité donnée deux fois"),
        ("", ["scolaire"], "aucune note"),
        ("U1 8", ["scolair"], "vouliez-vous dire « scolaire » ?"),
        ("U1 0..20/0,01 ; U3 0..20/0,01", ["scolaire"], f"plus que {MOST}"),
    ],
)
def test_what_cannot_be_read_is_refused_with_an_example(marks: str, tracks: list[str], said: str) -> None:
    with pytest.raises(InputError, match=said.replace("?", r"\?")):
        vary(marks, tracks, ["globale"], 2024)


def test_the_commands_print_and_write_the_same(tmp_path: Path) -> None:
    path = tmp_path / "hypotheses.csv"
    told = ("vary", "--specialite", "MCO", "--voie", "scolaire,individuel", "--notes", VARIED)
    assert "refusé à la lecture du dossier" in bts_sim(*told).stdout
    assert bts_sim(*told, "--out", path).exit_code == 0
    with path.open(encoding="utf-8") as file:
        assert len(list(csv.reader(file, delimiter=";"))) == 121
    again = bts_sim(*told, "--out", path)
    assert again.exit_code == 2 and "déjà là" in again.stderr
    assert bts_sim("template", "candidats", "--out", tmp_path / "candidats.csv").exit_code == 0
    assert bts_sim("template", "notes", "--out", tmp_path / "notes.csv").exit_code == 0
    files = ("--candidats", tmp_path / "candidats.csv", "--notes", tmp_path / "notes.csv")
    printed = bts_sim("explain", "C2", *files, "--session", 2024, "--ranges").stdout
    assert "moyenne professionnelle 10" in printed and "37/4" in printed
