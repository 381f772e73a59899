"""Can a decision be done again from its trace, told in two languages, and does it say what would have changed it?"""

import copy
import functools
import json
import re
from fractions import Fraction
from pathlib import Path

import pytest
from cohorts import Cohort, bts_sim, lire, tirer
from oracle import lire_specialites
from test_readings import UNITES, decider, scenario

from bts_sim.droit.regimes import idees_fausses, shipped_regimes, shipped_scenarios
from bts_sim.droit.rejeu import RejeuError, rejouer
from bts_sim.droit.textes import SANS_TEXTE, TEXTES, mots, points_ouverts, sessions, sources, textes_en_vigueur, valeur

FOLDER = Path(str(TEXTES)) / "specialites"
#: The step that says whether a candidate is eliminated, for an absence or a file that is not valid.
NV = "admission.est_elimine"
READINGS = (
    "arrondi: au_centieme",
    "facultatives_acces: ignorees",
    "facultatives_apres_controle: ignorees",
    "niveau_remplacement: epreuve",
    "niveau_remplacement: langue",
    "report_au_choix: non",
    "absence_a_l_oral: elimination",
    "ponderation_professionnelle: egale",
    "absence_sous_epreuve: zero",
    "absence_facultative: elimine",
    "dossier_facultatif: elimine",
)
READINGS_2021 = (
    "ponderation_domaine: egale",
    "notes_conservees_2021: maintenues",
    "disciplines_2021: toutes",
    "jury_2021: sur_avis",
)


@functools.cache
def drawn(session: int, like: str, n: int) -> Cohort:
    """Return n random candidates, half of them on an edge of a regime: the same for every regime that judges them."""
    return tirer(lire_specialites(FOLDER, session), session, like, n, 11)


def traces(
    dossier: Path, session: int, regime: str, n: int, *, like: str, orals: bool = True, over: bool = False
) -> list[dict]:
    """Grade n random candidates under `regime`, half of them on an edge of the regime `like`; give their traces."""
    options = drawn(session, like, n).write(dossier, orals and like != "aucun", over and like != "aucun")
    options[options.index("--regime") + 1] = regime
    out = dossier / "out"
    run = bts_sim("grade", *options, "--explain", "--keep-going", "--out", out)
    assert run.exit_code in (0, 1), run.stderr
    lines = (out / "explications.jsonl").read_text(encoding="utf-8").splitlines()
    found = [json.loads(line) for line in lines]
    decisions = {row["candidat"]: row["decision"] for row in lire(out / "decisions.csv")}
    assert {trace["candidat"]: trace["decision"] for trace in found} == decisions
    assert len(found) > n / 2
    return found


def replay(found: list[dict]) -> None:
    for trace in found:
        assert rejouer(trace) == trace["decision"], trace["candidat"]


@pytest.mark.parametrize(("orals", "over"), [(False, False), (True, False), (True, True)])
@pytest.mark.parametrize("regime", shipped_regimes())
def test_every_decision_is_found_again_from_its_trace(regime: str, orals: bool, over: bool, tmp_path: Path) -> None:
    replay(traces(tmp_path, 2024, regime, 600, like=regime, orals=orals, over=over))


@pytest.mark.parametrize("name", [*shipped_scenarios(), *idees_fausses()])
def test_also_under_every_reform_that_is_shipped(name: str, tmp_path: Path) -> None:
    replay(traces(tmp_path, 2024, name, 150, like="permanent_2022", orals=False))


@pytest.mark.parametrize(
    ("session", "reading"),
    [*((2024, reading) for reading in READINGS), *((2021, reading) for reading in READINGS_2021)],
)
def test_also_under_every_reading(session: int, reading: str, tmp_path: Path) -> None:
    path = tmp_path / "lecture.yaml"
    entete = "nom: lecture\ntitre: x\nauteur: x\ndate: 2026-11-21\nraison: x\nsource: x\n"
    path.write_text(f"{entete}session: {session}\nlectures: {{{reading}}}\n", encoding="utf-8")
    like = "exceptionnel_2021" if session == 2021 else "permanent_2022"
    found = traces(tmp_path, session, str(path), 200, like=like, over=True)
    assert found[0]["lectures"] == dict([reading.split(": ")])
    replay(found)


def test_a_reading_is_told_as_its_question_and_its_answer_in_both_languages(tmp_path: Path) -> None:
    regime = scenario(tmp_path, 2024, langues_au_choix="une_seule", arrondi="au_centieme")
    decider(tmp_path, 2024, "12 12 12 12 12 12", regime=regime)
    french, english = (story(tmp_path, "--lang", lang, "--regime", regime).splitlines()[1] for lang in ("fr", "en"))
    for name, choice in (("langues_au_choix", "une_seule"), ("arrondi", "au_centieme")):
        point = points_ouverts()[name]
        assert f"{point['question']} {point['choix'][choice]['phrase']}" in french
        assert f"{name} =" not in french + english and point["question"] not in english


@pytest.mark.parametrize(
    ("step", "change"),
    [
        (0, lambda step: step["nombres"]["unites"][0].update(note="20")),
        (3, lambda step: step["nombres"].update(points="200")),
        (3, lambda step: step["nombres"].update(coefficients="20")),
        (4, lambda step: step["nombres"].update(moyenne="11")),
        (5, lambda step: step["nombres"]["conditions"][0].update(tenue=True)),
        (6, lambda step: step.update(resultat="non_autorise")),
        (8, lambda step: step["nombres"]["blocs"][0].update(points_apres="60")),
        (8, lambda step: step["nombres"].update(moyenne="12")),
        (9, lambda step: step.update(resultat="refuse")),
    ],
)
def test_a_trace_that_was_touched_does_not_hold(step: int, change, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    found = one_trace(tmp_path)
    assert rejouer(found) == "admis_apres_controle"
    touched = copy.deepcopy(found)
    change(touched["etapes"][step])
    with pytest.raises(RejeuError):
        rejouer(touched)


def one_trace(dossier: Path) -> dict:
    """8,57 of general mean, 10 of professional mean, and two orals of which one is better."""
    decider(dossier, 2024, "6 8 6 10 10 10", "G1=16 L1=7")
    return told(dossier, "--oraux", dossier / "oraux.csv")


def test_the_texts_are_those_in_force_in_the_session(tmp_path: Path) -> None:
    steps = one_trace(tmp_path)["etapes"]
    cited = {one for step in steps for one in step["source"]}
    assert "d643-22-2022" in cited and "d643-22-2014" not in cited
    assert all(step["texte"] == [sources()[one]["reference"] for one in step["source"]] for step in steps)
    assert textes_en_vigueur(["d643-22-2014", "d643-22-2022"], 2021) == ["d643-22-2014"]
    assert textes_en_vigueur(["d643-22-2014"], 2024) == [SANS_TEXTE]


@pytest.mark.parametrize("session", sessions())
def test_a_trace_cites_no_text_of_another_session(session: int, tmp_path: Path) -> None:
    for regime in shipped_regimes():
        (tmp_path / regime).mkdir()
        found = traces(tmp_path / regime, session, regime, 120, like=regime)
        steps = [step for trace in found for step in trace["etapes"]]
        cited = {one for step in steps for one in step["source"]}
        cited |= {motif["source"] for trace in found for motif in trace["motifs"]}
        for one in cited:
            text = sources()[one]
            assert text.get("de", session) <= session <= text.get("a", session), one
            written = text["date"].year if text["date"] else session
            assert written <= session, one
        if regime == valeur("regime", session):
            # Of its own law, no text is lacking but on files not valid, and on the professional mean of 2021.
            assert all(step["texte"] == [sources()[one]["reference"] for one in step["source"]] for step in steps)
            bare = {step["regle"] for step in steps if SANS_TEXTE in step["source"]}
            assert bare <= {NV, *(["moyenne.moyenne_professionnelle"] if session == 2021 else [])}


def test_a_regime_of_another_session_is_said_to_be_founded_on_the_texts_of_its_own(tmp_path: Path) -> None:
    decider(tmp_path, 2024, "8 8 8 10 10 10")
    steps = told(tmp_path, "--regime", "exceptionnel_2021")["etapes"]
    (access,) = (step for step in steps if step["regle"] == "controle.acces_non_admis")
    assert access["source"] == [SANS_TEXTE]
    assert access["texte"] == [
        "aucun texte de cette session "
        "(régime d'une autre session, fondé sur NOR ESRS2116854D et ministère, communiqué de 2021)"
    ]


@pytest.mark.parametrize("session", sessions())
def test_a_file_declared_not_valid_rests_on_the_notes_of_its_session_or_on_none(session: int, tmp_path: Path) -> None:
    decider(tmp_path, session, "12 12 12 12 12 NV")
    found = told(tmp_path, session=session)
    note = {2024: "nancy-metz-2024", 2025: "nancy-metz-2025"}.get(session, SANS_TEXTE)
    (step,) = (step for step in found["etapes"] if step["regle"] == NV)
    assert step["source"] == [note] and [motif["source"] for motif in found["motifs"]] == [note]


@pytest.mark.parametrize("notes", ["8 8 6 9 9 9.99", "5 5 5 9 9 9", "8 8 8 9 ABJ 10", "2 2 2 2 2 2"])
def test_the_mark_that_would_have_done_gives_10_and_one_hundredth_less_does_not(notes: str, tmp_path: Path) -> None:
    decider(tmp_path, 2024, notes)
    ecart = told(tmp_path)["ecart"]
    given = notes.split()
    for wanted in ecart["une_note_suffisait"]:
        place, needed = UNITES.index(wanted["unite"]), Fraction(wanted["note"]) * 100
        at = -(-needed.numerator // needed.denominator)
        for hundredths, admitted in ((at, True), (at - 1, False)):
            marks = [*given[:place], f"{hundredths / 100:.2f}", *given[place + 1 :]]
            mean = Fraction(decider(tmp_path / "again", 2024, " ".join(marks))["moyenne_generale_exacte"])
            assert (mean >= 10) == admitted
    assert bool(ecart["une_note_suffisait"]) == (notes != "2 2 2 2 2 2")


def test_who_waits_is_told_which_oral_is_enough_and_whether_10_can_be_reached(tmp_path: Path) -> None:
    # 128 points of 140: G1 needs 8 + 12/3, L1 8 + 12/2, L2 8 + 12.
    decider(tmp_path / "a", 2024, "8 8 8 10 10 10")
    waiting = told(tmp_path / "a")["ecart"]
    assert waiting["points_manquants"] == "12" and waiting["atteignable"]
    assert {one["unite"]: one["note"] for one in waiting["un_oral_suffit"]} == {"G1": "12", "L1": "14", "L2": "20"}
    # 112 points; G1 is carried over and closed, and one oral gains at most 2 × 12.
    reform = scenario(tmp_path, 2024, report_au_choix="non")
    reform.write_text(reform.read_text(encoding="utf-8") + "changements: {nombre_oraux: 1}\n", encoding="utf-8")
    decider(tmp_path / "b", 2024, "2RE 8 10 10 10 10", regime=reform)
    far = told(tmp_path / "b", "--regime", reform)["ecart"]
    assert far == {"points_manquants": "28", "un_oral_suffit": [], "atteignable": False}
    assert "hors d'atteinte" in story(tmp_path / "b", "--regime", reform)


def told(dossier: Path, *options: object, session: int = 2024) -> dict:
    files = ["--candidats", dossier / "candidats.csv", "--notes", dossier / "notes.csv"]
    options = ("--session", session, "--specialites", dossier / "x.csv", "--explain", *options)
    run = bts_sim("grade", *files, *options, "--out", dossier / "out")
    assert run.exit_code == 0, run.stderr
    return json.loads((dossier / "out" / "explications.jsonl").read_text(encoding="utf-8"))


# --- In words -------------------------------------------------------------------------------------------------------


def story(dossier: Path, *options: object) -> str:
    files = ["--candidats", dossier / "candidats.csv", "--notes", dossier / "notes.csv"]
    run = bts_sim("explain", "1", *files, "--session", 2024, "--specialites", dossier / "x.csv", *options)
    assert run.exit_code == 0, run.stderr
    return run.stdout


@pytest.mark.parametrize("notes", ["6 8 6 10 10 10", "14 AB DI NV 10 10 12", "8RE 10BE ABJ 9 9 9", "12 12 12 12 12 12"])
def test_both_languages_say_the_same_numbers(notes: str, tmp_path: Path) -> None:
    decider(tmp_path, 2024, notes)
    french, english = story(tmp_path), story(tmp_path, "--lang", "en")
    number = re.compile(r"\d+(?:[.,/]\d+)?")
    assert [n.replace(",", ".") for n in number.findall(french.split("\n- ")[0])] == number.findall(
        english.split("\n- ")[0]
    )
    assert "conformes" in french and "they agree" in english


def test_a_story_names_the_steps_the_texts_and_what_would_have_changed_it(tmp_path: Path) -> None:
    decider(tmp_path, 2024, "6 8 6 10 10 10", "G1=16 L1=7")
    told = story(tmp_path, "--oraux", tmp_path / "oraux.csv")
    for said in (
        "4. Moyenne générale : 120 points, dont 0 facultatifs, divisés par 14, soit 8,5714 (60/7).",
        "moyenne d'accès 8,5714 (60/7), au moins 8 : oui",
        "G1 16, contre 6 en G1, retenu ; L1 7, contre 8 en L1, non retenu ; 30 points gagnés",
        "Textes : D643-22 (2022)",
        "Décision : admis après contrôle.",
        "Points d'avance (note × coefficient) : 10.",
    ):
        assert said in told


@pytest.mark.parametrize(("notes", "oraux", "times"), [("12 12 12 12 12 12", "", 1), ("6 8 6 10 10 10", "G1=16", 2)])
def test_who_is_admitted_at_once_is_told_so_once(notes: str, oraux: str, times: int, tmp_path: Path) -> None:
    decider(tmp_path, 2024, notes, oraux)
    options = ["--oraux", tmp_path / "oraux.csv"] if oraux else []
    said = re.findall(r"^\d+\. (Moyenne générale [\d,]+.*)", story(tmp_path, *options), re.MULTILINE)
    assert len(said) == len(set(said)) == times


def test_every_sentence_has_two_languages_with_the_same_places() -> None:
    def pairs(node: dict) -> list[dict]:
        return [node] if set(node) == {"fr", "en"} else [pair for child in node.values() for pair in pairs(child)]

    found = pairs(dict(mots()))
    assert len(found) > 60
    for pair in found:
        assert sorted(re.findall(r"{\w+}", pair["fr"])) == sorted(re.findall(r"{\w+}", pair["en"]))


def test_an_unknown_candidate_is_refused_and_near_names_are_told(tmp_path: Path) -> None:
    decider(tmp_path, 2024, "6 8 6 10 10 10")
    files = ["--candidats", tmp_path / "candidats.csv", "--notes", tmp_path / "notes.csv"]
    run = bts_sim("explain", "2", *files, "--session", 2024, "--specialites", tmp_path / "x.csv")
    assert run.exit_code == 2 and "candidat inconnu" in run.stderr and "Traceback" not in run.stderr


def test_a_story_as_a_table_has_each_step_beside_its_texts() -> None:
    """The hand-calculated cases of the first notebook, which a reader names by the beginning of their title."""
    from bts_sim.droit.recit import story_lines
    from bts_sim.droit.regimes import load_regime
    from bts_sim.droit.textes import load_bareme
    from bts_sim.errors import LawError
    from bts_sim.questions.one_candidate.examples import decided_examples, explained_example
    from bts_sim.questions.one_candidate.shown import show_story

    bareme, regime = load_bareme(2024), load_regime("permanent_2022")
    title = decided_examples(bareme, [regime])["cas"].iloc[0]
    told = explained_example(title[:12], bareme, regime)
    printed, shown = [str(line) for line in story_lines(told.explanation)], show_story(told).frame
    assert shown["Étape"].tolist() == [line for line in printed if not line.startswith("   ")]
    cited = [line.partition(":")[2].strip(" .") for line in printed if line.startswith("   ")]
    assert len(cited) > 3 and [one for one in shown["Textes"] if one] == cited
    with pytest.raises(LawError, match=r"cas « Zoé » inconnu ; .*;"):
        explained_example("Zoé", bareme, regime)
