"""Do the starting files work as they are, explain every key, and spare what is already there?"""

import datetime
import json
import re
import shlex
from pathlib import Path

import pytest
import yaml
from cohorts import bts_sim, lire

from bts_sim.cli.template import GENRES
from bts_sim.cohort.describe import CohortFile, load_cohort
from bts_sim.cohort.parameters import parametres
from bts_sim.droit.calendriers import document
from bts_sim.droit.calendriers.document import read_calendrier
from bts_sim.droit.regimes import ScenarioFile, load_regime, regime_numbers, shipped_regimes, shipped_scenarios
from bts_sim.droit.textes import load_bareme, points_ouverts, sessions
from bts_sim.errors import InputError
from bts_sim.sweep.grid import GridFile, load_grid
from bts_sim.templates import TEMPLATES
from bts_sim.templates.regime import KEYS, LECTURES, VALUES, regime_template

#: Every specialty of every session, one regime of orals and the other.
TOUTES = [(session, code) for session in (2021, 2026) for code in sorted(load_bareme(session).reglements)]


def write(folder: Path, genre: str, *options: object) -> Path:
    path = folder / TEMPLATES[genre].fichier
    run = bts_sim("template", genre, "--out", path, *options)
    assert run.exit_code == 0, run.stderr
    return path


def test_the_command_offers_every_model() -> None:
    assert set(GENRES) == set(TEMPLATES)


@pytest.mark.parametrize(("session", "code"), TOUTES)
def test_the_candidates_of_any_specialty_are_graded_without_fault(session: int, code: str, tmp_path: Path) -> None:
    from bts_sim.candidates.grade import grade

    for genre in ("candidats", "notes", "oraux", "specialites"):
        (tmp_path / TEMPLATES[genre].fichier).write_text(TEMPLATES[genre].texte(session, code), encoding="utf-8")
    files = (tmp_path / "candidats.csv", tmp_path / "notes.csv")
    before = grade(*files, session=session, specialites=tmp_path / "specialites.csv").decisions().set_index("candidat")
    assert before["autorise_controle"]["C2"] == "oui" and before["decision"]["C1"] == "admis"
    after = grade(*files, tmp_path / "oraux.csv", session=session).decisions().set_index("candidat")
    assert after["decision"]["C2"] in ("admis_apres_controle", "refuse") and after["decision"]["C3"] != "admis"


@pytest.mark.parametrize("session", list(sessions()))
def test_yaml_models_of_every_session_are_read_without_fault(session: int, tmp_path: Path) -> None:
    for genre in ("cohorte", "sweep", "calendrier"):
        (tmp_path / TEMPLATES[genre].fichier).write_text(TEMPLATES[genre].texte(session, "NDRC"), encoding="utf-8")
    described = load_cohort(tmp_path / "cohorte.yaml")
    assert described.bareme.session == session and dict(described.specialites) == {"NDRC": 1}
    assert len(load_grid(tmp_path / "grille.yaml")) == 6
    assert read_calendrier(tmp_path / "calendrier.yaml").session == session


def test_the_other_models_are_used_as_they_are(tmp_path: Path) -> None:
    registered, given = write(tmp_path, "inscriptions"), write(tmp_path, "pieces")
    options = ("--academie", "nancy-metz", "--session", 2025, "--out", tmp_path / "i")
    assert bts_sim("check-registration", registered, "--pieces", given, *options).exit_code == 0
    assert {row["constat"] for row in lire(tmp_path / "i" / "inscriptions.csv")} == {"manquant"}
    held = write(tmp_path, "acquis")
    assert (
        bts_sim("acquis", "--acquis", held, "--session", 2024, "--date", "2024-05-13", "--out", tmp_path).exit_code == 0
    )
    assert [row["statut"] for row in lire(tmp_path / "notes_conservees.csv")] == ["BE", "DI"]
    assert bts_sim("calendar", "--fichier", write(tmp_path, "calendrier"), "--lint").exit_code == 0


def test_the_parameters_are_those_of_the_notebook(tmp_path: Path) -> None:
    from bts_sim.report.parameter_cells import read_notebook
    from bts_sim.report.parameters import checked_parameters, gather
    from bts_sim.report.run import find

    notebook = read_notebook(find(["03_regimes"])[0])
    given = gather((), write(tmp_path, "parametres"))
    assert set(given) == set(notebook.defaults)
    (plan,) = checked_parameters([notebook], given)
    assert {name for name in plan if plan[name] != notebook.defaults[name]} == {"specialites"}


def test_the_next_command_names_the_file_that_was_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "ma {session} grille.yaml"
    done = bts_sim("template", "sweep", "--out", path)
    assert shlex.split(done.output.split("Ensuite : ")[1]) == ["bts-sim", "sweep", str(path), "--out", "balayage"]


def test_a_model_for_what_the_law_does_not_cover_is_refused(tmp_path: Path) -> None:
    for options in (("--session", 2012), ("--specialite", "MCOO"), ("--session", 2024, "--specialite", "PI")):
        run = bts_sim("template", "candidats", "--out", tmp_path / "c.csv", *options)
        assert run.exit_code == 2 and not (tmp_path / "c.csv").exists() and "Traceback" not in run.stderr
    assert "vouliez-vous dire « MCO » ?" in bts_sim("template", "candidats", "--specialite", "MCOO").stderr
    run = bts_sim("template", "inscriptions", "--session", 2023, "--out", tmp_path / "i.csv")
    assert run.exit_code == 2 and "nancy-metz 2025" in run.stderr


@pytest.mark.parametrize("call", [("template", "candidats"), ("new-scenario", "essai")])
def test_nothing_is_ever_written_over(call: tuple[str, ...], tmp_path: Path) -> None:
    mine = tmp_path / "mien"
    mine.write_text("une matinée de travail", encoding="utf-8")
    run = bts_sim(*call, "--out", mine)
    assert run.exit_code == 2 and "déjà là" in run.stderr
    assert mine.read_text(encoding="utf-8") == "une matinée de travail"


def test_several_models_are_all_written_or_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "notes.csv").write_text("", encoding="utf-8")
    assert bts_sim("template", "candidats", "notes").exit_code == 2
    assert [path.name for path in tmp_path.iterdir()] == ["notes.csv"]
    assert json.loads(bts_sim("template", "candidats", "oraux", "--json").stdout)["fichiers"] == [
        "candidats.csv",
        "oraux.csv",
    ]


def keys_under_a_comment(text: str) -> set[str]:
    """The keys of a commented file, awake or asleep, that a comment explains; those inside of another one are left."""
    return set(re.findall(r"^# .+\n(?:# )?(\w+):", text, re.MULTILINE))


@pytest.mark.parametrize(("genre", "schema"), [("cohorte", CohortFile), ("sweep", GridFile)])
def test_every_key_of_a_schema_is_explained_and_no_other(genre: str, schema: type) -> None:
    assert keys_under_a_comment(TEMPLATES[genre].texte(2024, "MCO")) == set(schema.model_fields)


def test_a_regime_with_everything_changed_explains_every_key() -> None:
    choices = {key: str(list(points_ouverts()[key]["choix"])[-1]) for key in LECTURES}
    changed = {"seuil_general": "7", **dict.fromkeys(VALUES, "9"), **choices}
    text = regime_template("essai", "permanent_2022", changed, 2024, datetime.date(2026, 1, 1), "essai.yaml")
    # A reform starts from the regime of its session, or names another one: this one holds its rules whole.
    assert keys_under_a_comment(text) == set(ScenarioFile.model_fields) - {"regime"}
    inside = set(re.findall(r"^  # .+\n  (?:# )?(\w+):", text, re.MULTILINE))
    assert inside == set(KEYS)


def test_every_key_and_parameter_stands_in_its_file() -> None:
    for genre, names in (("cohorte", {*CohortFile.model_fields, *parametres()}), ("sweep", set(GridFile.model_fields))):
        awake = "\n".join(line.replace("# ", "", 1) for line in TEMPLATES[genre].texte(2024, "MCO").splitlines())
        assert {name for name in names if f"{name}:" not in awake} == set()


def test_the_calendar_shows_every_key_of_its_schema() -> None:
    text = TEMPLATES["calendrier"].texte(2024, "MCO")
    parts = [one for one in vars(document).values() if isinstance(one, type) and issubclass(one, document.Strict)]
    keys = {key for part in parts for key in part.model_fields}
    assert len(keys) > 30 and {key for key in keys if key not in text} == set()


# --- new-scenario ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("start", [*shipped_regimes(), *shipped_scenarios()])
def test_a_new_regime_is_the_one_that_it_starts_from(start: str, tmp_path: Path) -> None:
    path = tmp_path / "essai.yaml"
    run = bts_sim("new-scenario", "essai", "--depuis", start, "--out", path)
    assert run.exit_code == 0, run.stderr
    written, before = load_regime(str(path)), load_regime(start)
    assert regime_numbers(written) == regime_numbers(before)
    assert (written.lectures, written.valeurs, written.nom) == (before.lectures, before.valeurs, "essai")


@pytest.mark.parametrize(
    ("change", "read"),
    [
        ("seuil_general=7,5", lambda regime: regime.seuil_general == 750),
        ("seuil_general=7.25", lambda regime: regime.seuil_general == 725),
        # YAML counts it in eights.
        ("seuil_oral=010", lambda regime: regime.seuil_oral == 1000),
        ("seuil_professionnel=null", lambda regime: regime.seuil_professionnel is None),
        ("nombre_oraux=3", lambda regime: regime.nombre_oraux == 3),
        ("seuil_admission=9,5", lambda regime: dict(regime.valeurs) == {"seuil_admission": 950}),
        ("arrondi=au_centieme", lambda regime: regime.lectures.arrondi == "au_centieme"),
    ],
)
def test_what_is_asked_differs_and_nothing_else(change: str, read, tmp_path: Path) -> None:
    path = tmp_path / "essai.yaml"
    run = bts_sim("new-scenario", "essai", "--changer", change, "--out", path)
    assert run.exit_code == 0, run.stderr
    written, law = load_regime(str(path)), load_regime("permanent_2022")
    assert read(written)
    changed = {key for key, value in regime_numbers(written).items() if value != regime_numbers(law)[key]}
    assert changed <= {change.partition("=")[0]}
    assert bts_sim("law", "--diff", "permanent_2022", path).exit_code == 0


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (("Ma Réforme",), "comme « ma_reforme »"),
        (("permanent_2022",), "déjà un régime de ce nom"),
        (("essai", "--changer", "seuil_generale=8"), "vouliez-vous dire « seuil_general » ?"),
        (("essai", "--changer", "seuil_general"), "écrire CLÉ=VALEUR"),
        (("essai", "--changer", "seuil_general=21"), "au plus 20"),
        (("essai", "--changer", "acces=ferm"), "vouliez-vous dire « ferme » ?"),
        (("essai", "--changer", "seuil_general={a: b"), "un nombre"),
        (("essai", "--changer", "seuil_general=0x0A"), "un nombre"),
        (("essai", "--changer", "arrondi=dixieme"), "arrondi"),
        (("essai", "--depuis", "permanant_2022"), "vouliez-vous dire « permanent_2022 » ?"),
        (("essai", "--session", "2012"), "sessions couvertes"),
        (("../essai",), "nom refusé"),
    ],
)
def test_a_regime_that_cannot_be_is_refused_and_not_written(
    call: tuple[str, ...], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    run = bts_sim("new-scenario", *call)
    assert run.exit_code == 2 and said in run.stderr and "Traceback" not in run.stderr, run.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_new_regime_names_every_rule_that_there_is(tmp_path: Path) -> None:
    path = tmp_path / "essai.yaml"
    bts_sim("new-scenario", "essai", "--out", path)
    text = path.read_text(encoding="utf-8")
    from bts_sim.droit.textes import libelles

    for key, words in libelles().items():
        assert f"{key}:" in text
        assert all(f"- {rule} :" in text for rule in words.get("regles", {}))
    assert set(yaml.safe_load(text)) <= {*KEYS, "nom", "titre", "raison", "source", "auteur", "date"}
    with pytest.raises(InputError):
        load_regime(str(tmp_path / "absent.yaml"))


# --- formats ----------------------------------------------------------------------------------------------------------

TABLES = [genre for genre, modele in TEMPLATES.items() if modele.fichier.endswith(".csv")]


@pytest.mark.parametrize("genre", TABLES)
@pytest.mark.parametrize("ending", [".xlsx", ".parquet", ".txt", ".tsv", "", ".2024"])
def test_is_a_table_written_in_the_format_that_its_name_asks_for(genre: str, ending: str, tmp_path: Path) -> None:
    from bts_sim.files.read import Columns, read_table
    from bts_sim.templates.formats import check_ending, write_template

    usual = TEMPLATES[genre].fichier
    text = TEMPLATES[genre].texte(TEMPLATES[genre].session, "MCO")
    path, plain = tmp_path / f"a{ending}", tmp_path / "a.csv"
    check_ending(path, usual)
    for one in (path, plain):
        write_template(one, text, usual)
    assert path.read_bytes()[:4] == {".xlsx": b"PK\x03\x04", ".parquet": b"PAR1"}.get(ending, text.encode()[:4])
    columns = tuple(plain.read_text(encoding="utf-8").splitlines()[0].split(";"))
    read = [read_table(one, Columns(columns)) for one in (path, plain)]
    assert [table.fautes for table in read] == [[], []]
    # A number has no decimal sign of its own.
    texts = [table.frame.astype(str).replace(r"^(\d+)\.(\d+)$", r"\1,\2", regex=True) for table in read]
    assert texts[0].equals(texts[1])


@pytest.mark.parametrize("ending", [".ods", ".xls", ".xlsb", ".pdf", ".json", ".zip", ".yaml", ".gz", ".docx", ".XLS"])
def test_is_a_table_under_the_name_of_another_format_refused_with_one_that_is_right(
    ending: str, tmp_path: Path
) -> None:
    run = bts_sim("template", "candidats", "--out", tmp_path / f"c{ending}")
    assert run.exit_code == 2 and "c.csv, c.xlsx" in run.stderr and not list(tmp_path.iterdir())


@pytest.mark.parametrize("ending", [".csv", ".xlsx", ".parquet", ".json", ".ods"])
def test_is_yaml_under_the_name_of_a_table_refused(ending: str, tmp_path: Path) -> None:
    for words in (["template", "cohorte"], ["template", "sweep"], ["new-scenario", "essai"]):
        run = bts_sim(*words, "--out", tmp_path / f"c{ending}")
        assert run.exit_code == 2 and "c.yaml" in run.stderr and not list(tmp_path.iterdir())


def test_does_a_workbook_keep_the_zeros_of_what_is_typed_under_the_example(tmp_path: Path) -> None:
    from openpyxl import load_workbook

    assert bts_sim("template", "notes", "--out", tmp_path / "n.xlsx").exit_code == 0
    sheet = load_workbook(tmp_path / "n.xlsx").active
    assert [sheet.column_dimensions[letter].number_format for letter in "ABCD"] == ["@", "@", "General", "@"]
    assert sheet["C2"].value == 12.5 and sheet["A2"].number_format == "@"
