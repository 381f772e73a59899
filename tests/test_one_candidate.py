"""Does the page of one candidate decide as `grade`, ask for the exact marks, refuse in the project's words?"""

import csv
import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from test_readings import scenario

import bts_sim as bts
from bts_sim.candidates.grade import COLONNES, grade
from bts_sim.cohort.chances import NOTES, Oral, gains, loi, points_needed, probability
from bts_sim.display.live import MARKER, SERVER, is_live
from bts_sim.droit.regimes import idees_fausses, shipped_regimes, shipped_scenarios
from bts_sim.droit.textes import load_bareme
from bts_sim.droit.vocabulaire import VOIES, VOIES_GLOBALES
from bts_sim.errors import BtsSimError, InputError
from bts_sim.language import langue, speak, speaking
from bts_sim.questions.one_candidate import cards, choices, entry, orals, switches, words
from bts_sim.questions.one_candidate.answers import CandidateAnswer
from bts_sim.questions.one_candidate.entry import TypedCandidate, TypedMark, read_marks, read_orals
from bts_sim.questions.one_candidate.tables import (
    ChoiceChance,
    MarkRange,
    MarkSwitch,
    ModelValue,
    NeededAtOrals,
    OralFrontier,
    StatusDecision,
    TypedUnit,
)
from bts_sim.questions.one_candidate.verdicts import is_diploma, verdicts
from bts_sim.questions.one_candidate.workshop.commands import parameter_cell, python_call, report_command
from bts_sim.questions.one_candidate.workshop.widgets import Workshop

DROIT = ("exceptionnel_2021", "permanent_2022")
NOTES_MCO = "U1 = 7,5 ; U21 = 8 ; U22 = 9,25 ; U3 = 7 ; U41 = 11 ; U42 = 10,5 ; U5 = 8 ; U6 = 10,5"
#: What a hand may type where a mark is expected.
HOSTILES = (
    "21",
    "-1",
    "9,995",
    "abc",
    "1e3",
    "=1+1",
    "<script>alert(1)</script>",
    '"; rm',
    "12;13",
    "\n",
    "٣",
    "x" * 500,
)


def une(notes: str = NOTES_MCO, oraux: str = "", **other: str) -> TypedCandidate:
    return TypedCandidate(2024, "MCO", "scolaire", read_marks(notes), read_orals(oraux), **other)


def mark(luck: random.Random) -> str:
    whole = luck.choice((luck.randint(0, 2000), luck.randint(600, 1300), 50 * luck.randint(14, 24)))
    return f"{whole / 100:.2f}".replace(".", luck.choice(",."))


def note(luck: random.Random, code: str, progressive: bool) -> TypedMark:
    mode = luck.choice(("", "", "", "ccf", "ponctuel"))
    statut = luck.choices(("", "AB", "ABJ", "NV", "DI", "BE", "RE"), (60, 1, 3, 1, 3, 6, 3))[0]
    if statut == "BE":
        return TypedMark(code, f"{luck.randint(1000, 1500) / 100:.2f}", "BE", mode)
    if statut == "RE" and not progressive:
        statut = ""
    return TypedMark(code, "" if statut in ("AB", "ABJ", "NV", "DI") else mark(luck), statut, mode)


def candidate(seed: int) -> TypedCandidate:
    """Draw a sound candidate: any specialty, voie, form, statuses and modes."""
    luck = random.Random(seed)
    reglements = load_bareme(2024).reglements
    code, voie = luck.choice(sorted(reglements)), luck.choice(VOIES)
    progressive = voie not in VOIES_GLOBALES and luck.random() < 0.4
    units = [u.code for u in reglements[code].unites]
    units += [u.code for u in reglements[code].facultatives if luck.random() < 0.2]
    notes = [note(luck, unit, progressive) for unit in units]
    # No professional unit may be exempt, and three facultatives at most are sat.
    general = {u.code for u in reglements[code].unites if u.domaine == "general"}
    notes = [n if n.statut != "DI" or n.unite in general else TypedMark(n.unite, "10") for n in notes]
    notes = notes[: len(reglements[code].unites) + 3]
    forms = ("progressive", luck.choice(("oui", "non"))) if progressive else ("globale", "oui")
    return TypedCandidate(2024, code, voie, tuple(notes), (), *forms)


def with_orals(typed: TypedCandidate, seed: int) -> TypedCandidate:
    """Let a candidate sit orals that each regime allows."""
    luck, sat = random.Random(seed), []
    for sort in verdicts(typed, DROIT):
        units = list(filter(None, sort.row["unites_choisissables"].split(",")))
        if sort.authorised and sort.regime.oral_par == "unite" and units:
            sat += [(u, luck.choice((mark(luck), "AB"))) for u in luck.sample(units, min(2, len(units)))]
        elif sort.authorised:
            sat += [("general", mark(luck)), ("professionnel", mark(luck))][: luck.randint(0, 2)]
    return TypedCandidate(2024, typed.specialty, typed.track, typed.marks, tuple(sat), typed.form, typed.last_session)


def write(path: Path, header: str, rows: list[tuple[str, ...]]) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file, delimiter=";").writerows([header.split(";"), *rows])
    return path


def test_it_decides_as_grade_does_on_the_same_candidates(tmp_path: Path) -> None:
    """All columns of decisions.csv, whole files of candidates on one side, one candidate at a time on the other."""
    typed = {str(n): with_orals(candidate(n), n) for n in range(56)}
    one = {name: verdicts(person, DROIT) for name, person in typed.items()}
    head = "candidat;specialite;voie;forme;derniere_session"
    people = [(c, s.specialty, s.track, s.form, s.last_session) for c, s in typed.items()]
    marks = [(c, n.unite, n.note, n.statut, n.mode) for c, s in typed.items() for n in s.marks]
    files = write(tmp_path / "c.csv", head, people), write(tmp_path / "n.csv", "candidat;unite;note;statut;mode", marks)
    for at, (regime, what) in enumerate(zip(DROIT, ("domaine", "unite"), strict=True)):
        rows = [(c, target, m) for c, s in typed.items() for target, m in s.orals_by(what)]
        held = write(tmp_path / "o.csv", f"candidat;{what};note", rows)
        for given, kept in ((held, True), (None, False)):
            law = {"session": 2024, "regime": regime, "oraux_complets": kept}
            table = grade(*files, given, **law).decisions().set_index("candidat")
            # What is typed of the orals is all there is; without any typed, he still waits.
            concerned = [c for c, s in typed.items() if bool(s.orals_by(what)) == kept]
            found = pd.DataFrame([{**one[c][at].row, "candidat": c} for c in concerned]).set_index("candidat")
            pd.testing.assert_frame_equal(found[list(COLONNES[1:])], table.loc[concerned, list(COLONNES[1:])])
    decided = {row.row["decision"] for both in one.values() for row in both}
    assert {"admis", "admis_apres_controle", "refuse", "elimine", "sans_decision_finale"} <= decided


FAUTES = {
    "U1 = 21": ("U1", "note hors de 0 à 20"),
    "U1 = 9,995": ("U1", "plus de deux décimales"),
    "U1": ("U1", "note absente"),
    "U1 = 9 BE": ("U1", "bénéfice d'une note inférieure à 10"),
    "U1 = 9 AB": ("U1", "note donnée avec un statut sans note"),
    "U1 = 9 RE": ("U1", "report de note dans la forme globale"),
    "U1 = douze": ("U1", "ce n'est pas une note"),
    "U2 = 9": ("U2", "unité inconnue de la spécialité MCO"),
    "": ("U1", "aucune ligne pour cette unité obligatoire"),
}


@pytest.mark.parametrize(("typed", "said"), FAUTES.items(), ids=list(FAUTES))
def test_a_fault_names_its_unit_in_the_words_of_the_project(typed: str, said: tuple[str, str]) -> None:
    rest = NOTES_MCO.partition(";")[2] if not typed.startswith("U2 ") else NOTES_MCO
    with pytest.raises(InputError) as refused:
        verdicts(une(f"{typed} ; {rest}"), DROIT)
    (fault,) = refused.value.fautes
    assert (fault.fichier, fault.probleme) == said
    assert fault.remede and fault.ligne is None


@pytest.mark.parametrize(
    ("oraux", "place", "problem"),
    [
        ("U5 = 12", "oral, U5", "unité qui ne peut pas être choisie"),
        ("U1 = 12 ; U3 = 21", "oral, U3", "note hors de 0 à 20"),
        ("U1 = 12 ; U3 = 13 ; U21 = 9", "oral, U21", "plus de 2 oraux pour ce candidat"),
    ],
)
def test_a_faulty_oral_is_said_and_leaves_the_rest(oraux: str, place: str, problem: str) -> None:
    before, after = verdicts(une(oraux=oraux), DROIT)
    assert not before.faults and [(f.fichier, f.probleme) for f in after.faults] == [(place, problem)]
    assert after.row["decision"] == "en_attente_controle" and after.deliberation.oraux is None


def orals_of(names: list[str], marks: list[float]) -> str:
    return " ; ".join(f"{name} = {m:.2f}" for name, m in zip(names, marks, strict=True))


def decided(oraux: str, at: int) -> str:
    (sort,) = verdicts(une(oraux=oraux), DROIT[at : at + 1])
    assert not sort.faults
    return sort.row["decision"]


@pytest.mark.parametrize("at", [0, 1], ids=DROIT)
def test_the_mark_needed_is_the_smallest_to_the_hundredth(at: int) -> None:
    """Typed as an oral: it admits, and one hundredth less does not; 20 does not where there is none."""
    rows = orals.needed_at_orals(verdicts(une(), DROIT)[at : at + 1])
    assert len(rows) == (3, 10)[at]
    for row in rows.itertuples():
        names = list(row.oraux)
        if np.isnan(row.note):
            assert decided(orals_of(names, [20.0] * len(names)), at) == "refuse"
            continue
        assert decided(orals_of(names, [row.note] * len(names)), at) == "admis_apres_controle"
        assert decided(orals_of(names, [row.note - 0.01] * len(names)), at) == "refuse"


def test_the_frontier_holds_at_every_point_tried() -> None:
    table = orals.frontier_of_orals(verdicts(une(), DROIT)[1:])
    assert table.groupby(["premier", "second"]).ngroups == 6
    tried = table.iloc[random.Random(3).sample(range(len(table)), 8)]
    for row in tried.itertuples():
        names = [row.premier, row.second]
        if np.isnan(row.note_second):
            assert decided(orals_of(names, [row.note_premier, 20]), 1) == "refuse"
            continue
        assert decided(orals_of(names, [row.note_premier, row.note_second]), 1) == "admis_apres_controle"
        if row.note_second:
            assert decided(orals_of(names, [row.note_premier, row.note_second - 0.01]), 1) == "refuse"


def test_a_better_oral_never_takes_the_diploma_away() -> None:
    """What the search for the smallest mark rests on, under every regime and reform that comes with the project."""
    names = (*shipped_regimes(), *shipped_scenarios(), *idees_fausses())
    tried = 0
    for sort in verdicts(une(), names):
        if not sort.authorised:
            continue
        for column in range(sort.width):
            oraux = sort.no_orals(2001)
            oraux[:, column] = np.arange(2001)
            assert not np.any(np.diff(is_diploma(sort.decisions_after(oraux)).astype(int)) < 0), sort.regime.nom
            tried += 1
    assert tried > 100


def test_what_tips_the_decision_tips_it_there_and_not_a_hundredth_before() -> None:
    before = verdicts(une(), DROIT)[1]
    table = switches.mark_switches([before])
    # The professional mean is 10 exactly: a hundredth less on any professional mark closes the orals.
    assert (table["ecart"].head(4) == -0.01).all() and set(table["unite"].head(4)) == {"U41", "U42", "U5", "U6"}
    first = before.row["decision"], before.row["autorise_controle"]
    for row in table.itertuples():
        step = 0.01 if row.ecart > 0 else -0.01
        for value, expected in ((row.bascule, (row.decision, row.autorise)), (row.bascule - step, first)):
            changed = re.sub(rf"\b{row.unite} = [\d,]+", f"{row.unite} = {value:.2f}", NOTES_MCO)
            found = verdicts(une(changed), DROIT[1:])[0].row
            assert (found["decision"], found["autorise_controle"]) == expected


@pytest.mark.parametrize("at", [0, 1], ids=DROIT)
def test_the_chance_of_a_choice_is_that_of_the_model_of_the_cohorts(at: int) -> None:
    """The jury on every pair of marks, against the sum of gains that cohorts are judged with."""
    sort = verdicts(une(), DROIT)[at]
    model = choices.model_of_orals(2024)
    table, width = choices.chances_of_choices([sort], model), sort.width
    need = points_needed(sort.deliberation.premier, sort.releve, sort.reglement, sort.bareme, sort.regime)
    units, expected = [u.code for u in sort.reglement.unites], choices.expectations(sort, model)
    for row in table.itertuples():
        where = [units.index(row.discipline), len(units) + 1] if at == 0 else list(map(units.index, row.oraux))
        columns = [0, 1] if at == 0 else where
        gained = [
            Oral(gains(c, width, sort.releve, sort.reglement, sort.regime), loi(expected[[w], 0], expected[w, 1]), 0.0)
            for c, w in zip(columns, where, strict=True)
        ]
        assert row.probabilite == pytest.approx(float(probability(need, gained, False)[0]), abs=1e-12)
    assert table["probabilite"].is_monotonic_decreasing and table["probabilite"].iloc[0] > table["probabilite"].iloc[-1]
    assert NOTES[-1] == 2000


def test_marks_as_text_come_back_the_same() -> None:
    notes = read_marks("U1=8,5; U2 : 12 be\nU3 AB ;; U4 = 10.5 ponctuel;U5")
    assert notes == (
        TypedMark("U1", "8,5"),
        TypedMark("U2", "12", "BE"),
        TypedMark("U3", "", "AB"),
        TypedMark("U4", "10.5", "", "ponctuel"),
        TypedMark("U5"),
    )
    assert read_marks(entry.write_marks(notes)) == notes
    assert read_orals(entry.write_orals(read_orals("U1 = 12 ; general=AB"))) == (("U1", "12"), ("general", "AB"))


# --- the workshop -----------------------------------------------------------------------------------------------------


@pytest.fixture
def form() -> Workshop:
    return Workshop(bts.candidate(2024, "MCO", "scolaire", NOTES_MCO).candidate)


@pytest.fixture(autouse=True)
def french() -> Iterator[None]:
    yield
    speak("fr")


def test_every_keystroke_answers_under_both_regimes(form: Workshop) -> None:
    assert form.verdict.value.count("en attente du contrôle") == 2
    form.form.rows["U6"].note.value = "10,49"
    assert form.verdict.value.count("en attente du contrôle") == 1 and "✗ refusé" in form.verdict.value
    form.form.rows["U6"].note.value = "21"
    assert "U6 : colonne note : « 21 » : note hors de 0 à 20. Remède" in form.verdict.value
    assert form.form.rows["U6"].note.style.background and "refusé" not in form.verdict.value
    form.form.rows["U6"].note.value = "10.5"
    form.form.rows["U1"].oral.value = "14,38"
    assert form.verdict.value.count("✓ admis après contrôle") == 1 and "premières notes" not in form.verdict.value
    form.form.rows["U1"].oral.value = "14,37"
    assert "✗ refusé" in form.verdict.value and "n&#x27;est pas saisi" in form.verdict.value
    form.form.rows["U3"].statut.value = "AB"
    assert form.form.rows["U3"].note.value == "" and "éliminé" in form.verdict.value
    assert all(field.description for row in form.form.rows.values() for field in row.typed)


def test_whatever_is_typed_is_answered_and_never_run(form: Workshop) -> None:
    line, orals = form.form.rows["U1"], form.form.orals["general"]
    fields = (line.note, line.oral, orals, form.form.regimes[2])
    for i, text in enumerate(HOSTILES):
        for field in {line.note, fields[i % len(fields)]}:
            kept, field.value = field.value, text
            assert "<script>" not in form.verdict.value + form.text.value and "Traceback" not in form.verdict.value
            field.value = kept
    line.note.value = HOSTILES[6]
    for panel in range(5):
        form.tabs.value = panel
        assert "<script>" not in form.verdict.value + form.text.value
    line.note.value = "7,5"
    for panel in range(5):
        form.tabs.value = panel
        assert "<table" in form.text.value or panel in (0, 4)
    for field, value in ((form.form.track, "individuel"), (form.form.session, 2021)):
        field.value = value
    for code in ("CG", "SN-IR"):
        form.form.specialty.value = code
        assert "à corriger" in form.verdict.value


def test_changing_specialty_keeps_the_marks_of_units_of_the_same_code(form: Workshop) -> None:
    form.form.specialty.value = "NDRC"
    assert form.form.rows["U1"].note.value == "7,5" and "chose" in form.verdict.value


def test_a_reform_of_the_analyst_is_a_third_card(form: Workshop, tmp_path: Path) -> None:
    file = tmp_path / "mien.yaml"
    text = (Path(bts.__file__).parent / "textes" / "scenarios" / "plancher_9.yaml").read_text(encoding="utf-8")
    file.write_text(re.sub(r"(?m)^nom: .*$", "nom: mien", text), encoding="utf-8")
    form.form.regimes[2].value = str(file)
    assert form.verdict.value.count('class="bts-carte"') == 3 and 'data-regime="mien"' in form.verdict.value
    form.form.regimes[2].value = "plancher_99"
    assert "régime inconnu" in form.verdict.value and "vouliez-vous dire" in form.verdict.value


def test_a_program_sees_the_marks_and_a_person_the_form(monkeypatch: pytest.MonkeyPatch) -> None:
    """What nbval compares and what a report prints holds no widget, whose names are drawn by luck."""
    answer = bts.candidate(2024, "MCO", "scolaire", NOTES_MCO)
    monkeypatch.delenv(MARKER, raising=False)
    assert not is_live() and "<table" in answer.workshop()._repr_html_()
    assert is_live({MARKER: "07_one_candidate.ipynb"}) and is_live({SERVER: "voila/0.5"})
    assert not is_live({SERVER: "gunicorn/23"})
    assert "application/vnd.jupyter.widget-view+json" in answer.workshop(True)._repr_mimebundle_()


FRENCH = re.compile(r"[éèêàçûôî«»]|\b(?:les?|des|une?|oral suffit|autorisé)\b|\d,\d")


def test_the_page_of_a_candidate_is_whole_in_english() -> None:
    answer = bts.candidate(2024, "MCO", "scolaire", NOTES_MCO, "U1 = 14", lang="en")
    views = ("side_by_side", "needed_marks", "choices", "hypotheses", "what_would_change")
    said = " ".join(answer.chart(view).frame.to_string() for view in views) + answer.words
    said += str(answer.chart("frontier").to_dict()["title"])
    with speaking("en"):
        said += cards.decision_cards(answer.table) + words.say_hundredth(answer.candidate.switches)
    assert not FRENCH.findall(said)


def test_the_workshop_answers_in_the_language_of_its_answer() -> None:
    """Another one is spoken by the time somebody types: that of the process."""
    with speaking("en"):
        made = Workshop(bts.candidate(2024, "MCO", "scolaire", NOTES_MCO).candidate)
    made.form.rows["U6"].note.value = "10,49"
    assert not FRENCH.findall(made.verdict.value.partition("</style>")[2]) and "✗" in made.verdict.value
    made.form.specialty.value = "NDRC"
    assert "to correct" in made.verdict.value and made.form.rows["U1"].statut.options[0][0] == "mark"
    for panel in range(5):
        made.tabs.value = panel
        assert "corrected" in made.text.value
    assert langue() == "fr"


def test_the_command_of_the_report_holds_what_was_typed() -> None:
    answer = bts.candidate(2024, "MCO", "scolaire", NOTES_MCO, "U1 = 14,38")
    names: dict[str, object] = {}
    exec(parameter_cell(answer.candidate), names)
    given = {name: names[name] for name in ("session", "specialite", "voie", "notes", "oraux", "regimes")}
    pd.testing.assert_frame_equal(bts.candidate(**given).table, answer.table)  # type: ignore[arg-type]
    assert report_command(answer.candidate).startswith("bts-sim report 07_one_candidate -p session 2024")
    # What the form gives in Python is the same candidate, and says no more than it must.
    again = made_again(python_call(answer.candidate))
    pd.testing.assert_frame_equal(again.table, answer.table)
    assert "form=" not in python_call(answer.candidate) and "U1 14,38" in python_call(answer.candidate)


@pytest.mark.parametrize("wrong", [{"session": 2012}, {"specialite": "MCOO"}, {"regimes": "permanent"}])
def test_what_does_not_exist_is_refused_with_what_does(wrong: dict[str, object]) -> None:
    given = {"session": 2024, "specialite": "MCO", "voie": "scolaire", "notes": NOTES_MCO} | wrong
    with pytest.raises(BtsSimError):
        bts.candidate(**given)  # type: ignore[arg-type]


# --- Little to show ---------------------------------------------------------------------------------------------------


def every(mark: str) -> str:
    return " ; ".join(f"{part.split()[0]} = {mark}" for part in NOTES_MCO.split(" ; "))


def answered(notes: str, regimes: str | None = None) -> CandidateAnswer:
    return bts.candidate(2024, "MCO", "scolaire", notes, regimes=regimes)


NO_ORAL = "Sous ces régimes, ce candidat n'a aucun oral à passer."
HELD = "U1 = 10 BE ; U21 = 10 BE ; U22 = 10 BE ; U3 = 10 BE ; U41 = 9 ; U42 = 9 ; U5 = 9 ; U6 = 9"


@pytest.mark.parametrize(
    ("notes", "regimes", "authorised"),
    [
        (every("15"), None, False),
        ("U1 = AB" + every("9")[6:], None, False),
        (HELD, "sans_condition_professionnelle", True),
    ],
    ids=["admitted", "eliminated", "authorised with every general unit held"],
)
def test_who_has_no_oral_is_told_so_and_nothing_is_drawn(notes: str, regimes: str, authorised: bool) -> None:
    answer = answered(notes, regimes)
    assert [sort.authorised for sort in answer.candidate.verdicts] == [authorised] * len(answer.table)
    for view in ("needed_marks", "choices", "frontier"):
        assert answer.chart(view).frame.to_numpy().tolist() == [[NO_ORAL]]


def test_who_may_choose_one_oral_only_has_a_table_and_no_pair_to_draw() -> None:
    table = answered(NOTES_MCO, "un_oral").chart("frontier").frame
    assert table["Oraux"].tolist() == ["U1", "U21", "U22", "U3"]
    assert set(table["Note suffisante à chacun"]) > {"même 20 ne suffit pas"}


def test_two_languages_are_no_pair_where_the_reading_forbids_them(tmp_path: Path) -> None:
    regime = scenario(tmp_path, 2024, langues_au_choix="une_seule")
    free, held = (
        answered(NOTES_MCO, one).chart("needed_marks").frame["Oraux"] for one in ("permanent_2022", str(regime))
    )
    assert set(free) - set(held) == {"U21 + U22"} and len(held) == len(free) - 1


def test_a_diploma_that_no_pair_of_orals_gives_is_said_out_of_reach() -> None:
    """Most marks are in CCF, which the orals of 2021 leave."""
    marks = " ; ".join(f"{part} ccf" for part in every("4").split(" ; ")[1:])
    answer = answered(f"U1 = 4 ponctuel ; {marks}", "exceptionnel_2021")
    assert refused_at_best(answer)
    assert set(answer.chart("needed_marks").frame["Note suffisante à chacun"]) == {"même 20 ne suffit pas"}
    drawn = answer.chart("frontier")
    assert " ".join(drawn.title.text) == "Aucune paire d'oraux ne donne le diplôme, même avec 20 à chacun"


def refused_at_best(answer: CandidateAnswer) -> bool:
    """Whether 20 at both orals is refused, and the candidate may sit them."""
    (sort,) = verdicts(
        TypedCandidate(2024, "MCO", "scolaire", answer.candidate.typed.marks, read_orals(BEST)), DROIT[:1]
    )
    return sort.authorised and sort.row["decision"] == "refuse"


BEST = "general = 20 ; professionnel = 20"


@pytest.mark.parametrize(
    ("notes", "said"),
    [
        (every("15"), "Aucune note seule, de 0 à 20, ne change la décision ni l'accès."),
        (
            "U1 = 0 ; U21 = 0 ; U22 = 9 ; U3 = 9 ; U41 = 10 ; U42 = 10 ; U5 = 10 ; U6 = 10",
            "Un centième ne change rien ; la bascule la plus proche est à +2,50 en U1 (Régime permanent (2022)).",
        ),
        (
            NOTES_MCO,
            "Un seul centième décide : −0,01 en U41 et, Régime permanent (2022), la décision devient ✗ refusé, "
            "non autorisé.",
        ),
    ],
)
def test_one_sentence_says_what_a_hundredth_changes(notes: str, said: str) -> None:
    assert words.say_hundredth(answered(notes).candidate.switches) == said


def test_an_optional_mark_tips_the_decision_too() -> None:
    """A facultative counts above 10: a little short of the diploma, it is what is missing."""
    short = "U1 = 9,5 ; U21 = 9,5 ; U22 = 9,5 ; U3 = 9,5 ; U41 = 10 ; U42 = 10 ; U5 = 10 ; U6 = 10"
    tipping = (
        answered(f"{short} ; UF1 = 10")
        .tables["what_would_change"]
        .set_index(["regime", "unite"])
        .loc[("permanent_2022", "UF1")]
    )
    assert tipping["decision"] == "admis" and tipping["note"] == 10
    for mark, decision in ((tipping["bascule"], "admis"), (tipping["bascule"] - 0.01, "en_attente_controle")):
        assert verdicts(une(f"{short} ; UF1 = {mark:.2f}"), DROIT[1:])[0].row["decision"] == decision


def test_a_fault_of_no_unit_names_its_table() -> None:
    with pytest.raises(InputError) as refused:
        verdicts(TypedCandidate(2024, "MCO", "scolairee", read_marks(NOTES_MCO)), DROIT)
    (fault,) = refused.value.fautes
    assert (fault.fichier, fault.colonne, fault.probleme) == ("candidats", "voie", "valeur inconnue")


# --- on the desk ------------------------------------------------------------------------------------------------------

TABLES = {
    "marks": TypedUnit,
    "needed_marks": NeededAtOrals,
    "frontier": OralFrontier,
    "choices": ChoiceChance,
    "hypotheses": ModelValue,
    "what_would_change": MarkSwitch,
    "ranges": MarkRange,
    "statuses": StatusDecision,
}


@pytest.mark.parametrize("notes", [NOTES_MCO, every("15")])
def test_every_table_is_as_it_is_declared(notes: str) -> None:
    answer = bts.candidate(2024, "MCO", "scolaire", notes, "U5 = 12")
    assert answer.schema.faults(answer.table) == [] and list(answer.table) == answer.schema.names()
    assert list(answer.tables) == list(TABLES) and len(answer.tables) == len(TABLES)
    for name, schema in TABLES.items():
        assert schema.faults(answer.tables[name]) == [] and list(answer.tables[name]) == schema.names()


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_every_view_can_be_made_in_both_languages(lang: str) -> None:
    answer = bts.candidate(2024, "MCO", "scolaire", NOTES_MCO, "U1 = 14", lang=lang)
    for view in answer.views:
        shown = answer.chart(view)
        assert hasattr(shown, "to_dict") or len(shown.frame)
    assert next(iter(answer.views)) == "side_by_side" and answer.words and "workshop" in dir(answer)
    assert answer.tables["frontier"] is answer.tables["frontier"]


def made_again(code: str) -> CandidateAnswer:
    names: dict[str, Any] = {}
    *lines, last = code.splitlines()
    exec("\n".join(lines), names)
    found: CandidateAnswer = eval(last, names)
    return found


def test_a_study_answers_on_one_candidate_of_its_session_under_its_regimes() -> None:
    study = bts.study(session=2024, size=500, regimes="permanent_2022,plancher_9", lang="en")
    answer = study.candidate("MCO", "scolaire", NOTES_MCO, {"U1": 14.38})
    assert (
        answer.table["regime"].tolist() == ["permanent_2022", "plancher_9"]
        and "admitted after control orals" in answer.words
    )
    alone = bts.candidate(2024, "MCO", "scolaire", NOTES_MCO, {"U1": 14.38}, study.regimes)
    pd.testing.assert_frame_equal(answer.table, alone.table)
    pd.testing.assert_frame_equal(made_again(answer.python()).table, answer.table)


def test_real_candidates_open_the_same_question() -> None:
    """It asks for the session alone, which files of candidates have."""
    head = {"candidat": ["1"], "specialite": "MCO", "voie": "scolaire", "forme": "globale", "derniere_session": "oui"}
    marks = pd.DataFrame({"candidat": "1", "unite": ["U1"], "note": [9]})
    study = bts.study(session=2024, candidates=pd.DataFrame(head), marks=marks)
    assert study.candidate("MCO", "scolaire", NOTES_MCO).table["regime"].tolist() == ["permanent_2022"]
    assert len(study.examples().table) == 12 and study.people.session == 2024


def test_the_code_of_a_candidate_makes_him_again() -> None:
    marks = pd.DataFrame({"unite": ["U1", "U21", "U22", "U3", "U41", "U42", "U5", "U6"], "note": 9.5})
    answer = bts.candidate(2024, "mco", "scolaire", marks, lang="en")
    assert answer.python().splitlines()[-1].startswith("bts.candidate(session=2024, specialty='mco'")
    again = made_again(answer.python())
    pd.testing.assert_frame_equal(again.table, answer.table)
    assert again.lang == "en"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, r"session : .*il manque"),
        ({"session": 2024, "specialite": "MCO", "voie": "scolaire"}, r"marks : .*il manque.*U1 8,5"),
        ({"session": 2024, "specialty": "MCO", "specialite": "CG"}, "la même chose que specialty"),
        ({"sesion": 2024}, "« session »"),
        ({"session": 2024, "specialite": "MCO", "voie": "scolaire", "notes": NOTES_MCO, "regimes": []}, "aucun régime"),
        ({"session": 2024, "specialite": "MCO", "voie": "scolaire", "notes": NOTES_MCO, "lang": "de"}, "fr ou en"),
    ],
)
def test_what_is_missing_or_said_twice_is_refused(given: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError, match=said):
        bts.candidate(**given)


def test_a_notebook_of_one_candidate_opens_a_study_of_simulated_ones() -> None:
    """Its marks are of one candidate: those of real ones are files, under other names."""
    given = {
        "session": 2024,
        "specialite": "MCO",
        "voie": "scolaire",
        "notes": NOTES_MCO,
        "oraux": "U1 12",
        "lang": "fr",
    }
    study = bts.study(notebook=given)
    assert study.people.session == 2024 and "marks" not in study.given and "orals" not in study.given


def test_a_study_keeps_the_files_of_its_regimes_for_the_command(tmp_path: Path) -> None:
    file = scenario(tmp_path, 2024, langues_au_choix="une_seule")
    for given in (file, [file], str(file)):
        one = bts.study(session=2024, size=500, regimes=given).candidate("MCO", "scolaire", NOTES_MCO).candidate
        assert one.names == (str(file),) and str(file) in report_command(one) and list(one.own) == [str(file)]
        made = Workshop(one)
        made.form.rows["U6"].note.value = "10,49"
        assert made.verdict.value.count('class="bts-carte"') == 1
    study = bts.study(session=2024, size=500).with_regimes(bts.regime(file), "aucun")
    assert len(study.candidate("MCO", "scolaire", NOTES_MCO).candidate.names) == 2


def test_regimes_of_a_candidate_are_names_files_or_themselves(tmp_path: Path) -> None:
    file, own = scenario(tmp_path, 2024, langues_au_choix="une_seule"), bts.regime("permanent_2022")
    for given in (file, str(file), [file], own, [own, "aucun"], "permanent_2022,aucun"):
        table = bts.candidate(2024, "MCO", "scolaire", NOTES_MCO, regimes=given).table
        assert len(table) == (2 if given in ([own, "aucun"], "permanent_2022,aucun") else 1)


# --- cases worked out by hand -----------------------------------------------------------------------------------------


def test_examples_are_answers_too() -> None:
    study = bts.study(session=2024, size=500)
    cases = study.examples()
    assert cases.schema.faults(cases.table) == [] and len(cases.table) == 24
    assert cases.words == "Aucun des deux régimes n'est toujours le plus généreux"
    assert study.with_regimes("permanent_2022").examples().words.endswith("admis sur 12")
    for lang, columns in (("fr", ["Étape", "Textes"]), ("en", ["Step", "Texts"])):
        one = study.with_lang(lang)
        told = one.example("C", "exceptionnel_2021")
        assert told.schema.faults(told.table) == [] and list(told.chart().frame) == columns and told.words
        assert one.examples().chart().to_dict() and len(one.examples().chart("table").frame) == 24
    with pytest.raises(BtsSimError, match=r"cas « Zoé » inconnu ; .*;"):
        study.example("Zoé")
