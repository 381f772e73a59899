"""Does every file and every answer hold what its JSON schema says, and does a wrong one not?"""

import csv
import datetime
import functools
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

import jsonschema
import nbformat
import pandas as pd
import pytest
import yaml
from cohorts import bts_sim
from helpers import ROOT, outil

from bts_sim.cli import SECTIONS, main
from bts_sim.cli.schemas import SCHEMAS
from bts_sim.cli.schemas.answers import COMMANDS
from bts_sim.cli.template import GENRES
from bts_sim.droit.textes import TEXTES
from bts_sim.errors import Fault
from bts_sim.questions.rates.tables import SHAPE as IMPACT, Impact
from bts_sim.runs.written import FAULTS
from bts_sim.schema import of_file
from bts_sim.stats.intervals import Result
from bts_sim.templates import TEMPLATES

schemas = outil("schemas")
PARAMETERS = 'session = 2024\ncandidats = 1000\nregimes = "aucun"'
SHOW = (
    "from bts_sim.display.results import Results, result\nResults([result('Candidats', candidats, 'candidats')], 'fr')"
)
GRID = (
    "regimes: [aucun, permanent_2022]\ntirages: 2\npar_tirage: 100\nspecialites: [MCO, SNIR]\n"
    "parametres: {avantage_oral: [1]}\n"
)


# --- Checking ---------------------------------------------------------------------------------------------------------


@functools.cache
def validator(name: str) -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(SCHEMAS[name].schema(), format_checker=jsonschema.FormatChecker())


def check(name: str, value: object) -> None:
    """Raise ValidationError unless a value is as the schema of this name has it."""
    validator(name).validate(value)


def keys(schema: Mapping[str, Any]) -> dict[str, Any]:
    """The schema of each column, whatever the form of the table."""
    found: dict[str, Any] = {}
    for one in (schema, *schema.get("anyOf", ())):
        found |= one.get("properties", {})
    return found


def types(schema: Mapping[str, Any]) -> set[str]:
    said = schema.get("type", [])
    own = {said} if isinstance(said, str) else set(said)
    return own.union(*(types(one) for one in schema.get("anyOf", ())))


def cell(text: str, schema: Mapping[str, Any]) -> object:
    """A cell as the page of schemas has it: a number in a column of numbers, null where that is empty."""
    if not types(schema) & {"number", "integer"}:
        return text
    if not text:
        return None
    try:
        return int(text) if "integer" in types(schema) else float(text.replace(",", "."))
    except ValueError:
        return text


def rows(path: Path, name: str) -> list[dict[str, object]]:
    known = keys(SCHEMAS[name].schema())
    with path.open(encoding="utf-8", newline="") as file:
        return [{n: cell(t, known.get(n, {})) for n, t in row.items()} for row in csv.DictReader(file, delimiter=";")]


def plain(value: Any) -> Any:
    """What YAML read, as JSON has it: a date is a text."""
    if isinstance(value, dict):
        return {str(name): plain(one) for name, one in value.items()}
    if isinstance(value, list):
        return [plain(one) for one in value]
    return value.isoformat() if isinstance(value, datetime.date) else value


def contents(path: Path, name: str) -> Iterator[object]:
    """What a file holds that one schema is of: the file, or each of its rows."""
    text = "" if path.suffix == ".parquet" else path.read_text(encoding="utf-8")
    if path.suffix == ".csv":
        yield from rows(path, name)
    elif path.suffix == ".jsonl":
        yield from map(json.loads, text.splitlines())
    elif path.suffix == ".parquet":
        known = keys(SCHEMAS[name].schema())
        for row in json.loads(pd.read_parquet(path).to_json(orient="records")):
            yield {n: cell("", known.get(n, {})) if value is None else value for n, value in row.items()}
    else:
        yield plain(yaml.safe_load(text)) if path.suffix == ".yaml" else json.loads(text)


def check_file(path: Path, name: str) -> int:
    """Check all that a file holds; return how much that is."""
    found = list(contents(path, name))
    for one in found:
        check(name, one)
    return len(found)


# --- Files that people give -------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def given(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with every starting file in it, and a regime."""
    folder = tmp_path_factory.mktemp("given")
    before = Path.cwd()
    os.chdir(folder)
    try:
        assert bts_sim("template", *GENRES).exit_code == 0
        assert bts_sim("new-scenario", "mien", "--depuis", "permanent_2022").exit_code == 0
        changed = ("--changer", "arrondi=au_centieme", "--changer", "seuil_admission=9,5")
        assert bts_sim("new-scenario", "autre", *changed).exit_code == 0
    finally:
        os.chdir(before)
    return folder


@pytest.mark.parametrize("genre", GENRES)
def test_a_starting_file_is_as_its_schema_says(genre: str, given: Path) -> None:
    assert check_file(given / TEMPLATES[genre].fichier, genre) > 0


def test_regimes_and_calendars_that_come_with_the_project_are_as_their_schemas_say(given: Path) -> None:
    texts = Path(str(TEXTES))
    own = [given / "mien.yaml", given / "autre.yaml"]
    for path in (*own, *(texts / "regimes").glob("*.yaml"), *(texts / "scenarios").rglob("*.yaml")):
        check_file(path, "regime")
    for path in (texts / "calendriers").glob("*_[0-9]*.yaml"):
        check_file(path, "calendrier")


def test_examples_of_documents_are_as_their_schemas_say() -> None:
    for name in ("candidats", "notes", "oraux"):
        assert check_file(ROOT / "docs" / "exemples_documents" / f"{name}.csv", name) > 0


@pytest.mark.parametrize("name", ["candidats", "notes", "oraux", "acquis", "inscriptions", "specialites", "pieces"])
def test_a_table_without_a_column_that_counts_is_refused(name: str, given: Path) -> None:
    row = rows(given / TEMPLATES[name].fichier, name)[0]
    schema = SCHEMAS[name].schema()
    required = schema.get("required") or schema["anyOf"][0]["required"]
    for column in required:
        with pytest.raises(jsonschema.ValidationError):
            check(name, {key: value for key, value in row.items() if key != column})


@pytest.mark.parametrize(
    ("name", "column", "value"),
    [
        ("candidats", "voie", "scolarie"),
        ("candidats", "derniere_session", "peut-être"),
        ("candidats", "candidat", ""),
        ("notes", "statut", "ABS"),
        ("notes", "note", 20.5),
        ("notes", "note", "douze"),
        ("oraux", "note", "absent"),
        ("acquis", "origine", "examen"),
        ("acquis", "niveau_diplome", 9),
        ("inscriptions", "categorie", "élève"),
        ("specialites", "mode_scolaire", "ecrit"),
        ("specialites", "coefficient", 0),
    ],
)
def test_a_cell_that_the_command_refuses_is_refused(name: str, column: str, value: object, given: Path) -> None:
    row = rows(given / TEMPLATES[name].fichier, name)[0]
    check(name, row)
    with pytest.raises(jsonschema.ValidationError):
        check(name, row | {column: value})


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("cohorte", {"candidats": 0}),
        ("cohorte", {"femmes": {"production": 43}}),
        ("cohorte", {"sesion": 2024}),
        ("sweep", {"regimes": ["aucun"]}),
        ("regime", {"nom": "x"}),
        ("parametres", {"candidats": 3}),
        ("calendrier", {"academie": "reims"}),
    ],
)
def test_a_wrong_yaml_file_is_refused(name: str, wrong: object) -> None:
    with pytest.raises(jsonschema.ValidationError):
        check(name, wrong)


def test_a_regime_with_an_unknown_rule_or_reading_is_refused(given: Path) -> None:
    (whole,) = contents(given / "mien.yaml", "regime")
    (reform,) = contents(given / "autre.yaml", "regime")
    assert isinstance(whole, dict) and isinstance(reform, dict)
    for wrong in (whole | {"acces": "moyene"}, reform | {"lectures": {"arrondi": "au_dixieme"}}):
        with pytest.raises(jsonschema.ValidationError):
            check("regime", wrong)


# --- Files that commands write, and what they answer ------------------------------------------------------------------


def asked(*call: object, code: int | None = 0) -> dict[str, Any]:
    """Run a command with `--json`, and check its answer against both schemas: its own, and that of all."""
    run = bts_sim(*call, "--json")
    found: dict[str, Any] = json.loads(run.stdout)
    assert code in (None, found["code"]), (call, found["message"])
    if found["commande"] in COMMANDS:
        check(f"reponse_{found['commande'].replace('-', '_')}", found)
    check("reponse", found)
    return found


@pytest.fixture(scope="module")
def made(given: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one folder per command, each with what it writes."""
    out = tmp_path_factory.mktemp("made")
    (out / "candidats.csv").write_text(
        (given / "candidats.csv").read_text(encoding="utf-8") + "C4;MCO;scolaire;globale;oui\n", encoding="utf-8"
    )
    files = ("--candidats", out / "candidats.csv", "--notes", given / "notes.csv", "--session", 2024)
    everything = ("--explain", "--acquis", "2024-07-08", "--publication", "voie", "--sceller", "--keep-going")
    asked("grade", *files, *everything, "--out", out / "grade", code=1)
    sound = ("--candidats", given / "candidats.csv", "--notes", given / "notes.csv", "--oraux", given / "oraux.csv")
    asked("grade", *sound, "--session", 2024, "--explain", "--out", out / "after")
    asked("compare-decisions", out / "grade", out / "after", "--out", out / "compare-decisions")
    asked("cohort", "--candidats", 300, "--out", out / "cohort")
    asked("cohort", "--candidats", 300, "--format", "parquet", "--out", out / "parquet")
    regimes = ("--baseline", "aucun", "--against", "permanent_2022")
    with pytest.MonkeyPatch.context() as fewer:
        fewer.setattr("bts_sim.stats.intervals.DRAWS", 8)
        asked("compare", *regimes, "--par-tirage", 100, "--out", out / "compare")
    (out / "grid.yaml").write_text(GRID, encoding="utf-8")
    asked("sweep", out / "grid.yaml", "--workers", 1, "--out", out / "sweep", code=1)
    asked("calendar", "--lint", "--days", "--out", out / "calendar")
    asked(
        "acquis", "--acquis", given / "acquis.csv", "--session", 2024, "--date", "2024-05-13", "--out", out / "acquis"
    )
    note = ("--academie", "nancy-metz", "--session", 2025)
    asked(
        "check-registration",
        given / "inscriptions.csv",
        "--pieces",
        given / "pieces.csv",
        *note,
        "--out",
        out / "found",
    )
    asked("check-registration", "--academie", "normandie", "--session", 2024, "--lint", "--out", out / "lint")
    session = ("--candidats", given / "candidats.csv", "--notes", given / "notes.csv", "--choix", given / "choix.csv")
    session = ("second-groupe", *session, "--session", 2024, "--academie", "nancy-metz")
    asked(*session, "--out", out / "second")
    (out / "jurys.csv").write_text(
        "".join(one for one in (given / "jurys.csv").open(encoding="utf-8") if "J1" not in one)
    )
    asked(*session, "--jurys", out / "jurys.csv", "--out", out / "short", code=1)
    first = nbformat.v4.new_code_cell(PARAMETERS, metadata={"tags": ["parameters"]})
    cells = [nbformat.v4.new_markdown_cell("# Jouet"), first, nbformat.v4.new_code_cell(SHOW)]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), out / "jouet.ipynb")
    for candidates in (1000, 2000):
        asked("report", out / "jouet.ipynb", "-p", "candidats", candidates, "--out", out / "report")
    asked("compare-runs", *sorted((out / "report").glob("2*")), "--out", out / "runs" / "page.html")
    return out


#: Schema → the files that it is of; a pattern has one file at least.
FILES = {
    "decisions": ("grade/decisions.csv", "after/decisions.csv"),
    "explications": ("grade/explications.jsonl", "after/explications.jsonl"),
    "acquis": ("grade/acquis.csv",),
    "publication": ("grade/publication.csv",),
    "fautes": ("grade/fautes.csv",),
    "manifest_grade": ("grade/manifest.json",),
    "registre": ("grade/.bts-sim/grade.json", "sweep/.bts-sim/sweep.json", "report/.bts-sim/report.json"),
    "choix_a_faire": ("second/choix.csv", "short/choix.csv"),
    "attentes": ("second/attentes.csv", "short/attentes.csv"),
    "horaires": ("second/horaires.csv", "short/horaires.csv"),
    "jurys": ("second/jurys.csv",),
    "centres": ("second/centres.csv", "short/centres.csv"),
    "agendas": ("second/agendas.csv", "short/agendas.csv"),
    "non_places": ("short/non_places.csv",),
    "a_ajouter": ("short/a_ajouter.csv",),
    "changements": ("compare-decisions/changements.csv",),
    "decisions_comparees": ("compare-decisions/decisions_comparees.csv",),
    "comptes": ("compare-decisions/comptes.csv",),
    "candidats": ("cohort/candidats.csv", "parquet/candidats.parquet"),
    "notes": ("cohort/notes.csv", "parquet/notes.parquet", "acquis/notes_conservees.csv"),
    "marges": ("cohort/marges.csv", "parquet/marges.csv"),
    "manifest_cohort": ("cohort/manifest.json", "parquet/manifest.json"),
    "impact": ("compare/impact.csv",),
    "manifest_compare": ("compare/manifest.json",),
    "balayage": ("sweep/resultats/*.parquet",),
    "grille": ("sweep/grille.json",),
    "echec": ("sweep/echecs/*.json",),
    "manifest_sweep": ("sweep/manifest.json",),
    "evenements": ("calendar/calendrier.csv",),
    "jours": ("calendar/jours.csv",),
    "contradictions": ("calendar/contradictions.csv", "lint/contradictions.csv"),
    "notes_conservees": ("acquis/notes_conservees.csv",),
    "constats": ("acquis/constats.csv",),
    "constats_inscriptions": ("found/inscriptions.csv",),
    "resultats": ("report/2*/resultats.csv",),
    "manifest_report": ("report/2*/manifest.json",),
    "resultats_compares": ("runs/page.csv",),
    "cellules_comparees": ("runs/page-tables.csv",),
}


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_a_command_writes_is_as_its_schema_says(name: str, made: Path) -> None:
    for pattern in FILES[name]:
        paths = list(made.glob(pattern))
        assert paths, pattern
        assert sum(check_file(path, name) for path in paths) > 0 or name == "cellules_comparees"


def test_every_file_written_has_a_schema(made: Path) -> None:
    """But pages, charts, calendars of a telephone, notebooks, and files that the test itself wrote."""
    known = {path for patterns in FILES.values() for pattern in patterns for path in made.glob(pattern)}
    without = {".html", ".ics", ".png", ".ipynb", ".svg", ".yaml"}
    left = {path for path in made.rglob("*") if path.is_file() and path.suffix not in without} - known
    registers = set(made.rglob(".bts-sim/*.json"))
    assert {path for path in left if path.parent != made} - registers == set()
    assert sum(check_file(path, "registre") for path in registers) > 10


def test_every_schema_of_a_file_is_tried() -> None:
    assert {*FILES, *GENRES, "regime", *(n for n in SCHEMAS if n.startswith("reponse"))} == set(SCHEMAS)


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("decisions", {"decision": "recalé"}),
        ("decisions", {"moyenne_generale_exacte": "12,5"}),
        ("impact", {"niveau": "quatre-vingt-dix"}),
        ("changements", {"etat": "autre"}),
        ("evenements", {"date": "28/06/2024"}),
    ],
)
def test_a_wrong_cell_of_a_result_is_refused(name: str, wrong: Mapping[str, object], made: Path) -> None:
    (row, *_) = rows(made / FILES[name][0], name)
    with pytest.raises(jsonschema.ValidationError):
        check(name, row | wrong)


CALLS = (
    "explain C2 --candidats {g}/candidats.csv --notes {g}/notes.csv --session 2024",
    "acquis --acquis {g}/acquis.csv --session 2024 --date 2024-05-13",
    "check-registration {g}/inscriptions.csv --academie nancy-metz --session 2025",
    "check-registration --academie normandie --session 2024 --lint",
    "law",
    "law --diff 2021 2022",
    "law --scenarios",
    "law --prepare 2027",
    "sources",
    "calendar",
    "calendar --lint --days",
    "schema",
    "schema decisions",
    "template candidats --out -",
    "completion bash",
    "verify {m}/compare",
    "doctor",
    "compare-decisions {m}/grade {m}/after",
)


@pytest.mark.parametrize("call", CALLS)
def test_an_answer_is_as_its_schema_says(call: str, given: Path, made: Path) -> None:
    # Whether a machine lacks something, and a checkout has changes, is for other tests.
    command = call.split()[0]
    found = asked(*call.format(g=given, m=made).split(), code=None if command in ("doctor", "verify") else 0)
    assert found["commande"] == command and (found["lignes"] or found["texte"])


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_a_refusal_is_as_the_schema_of_the_command_says(command: str) -> None:
    found = asked(command, "--rien-de-tel", code=2)
    assert (found["commande"], len(found["fautes"]), found["comptes"]) == (command, 1, {})


def test_refusals_of_files_and_of_nothing_are_as_the_schema_says(tmp_path: Path) -> None:
    (tmp_path / "c.csv").write_text("candidat;specialite;voie\nA;MCO;x\n", encoding="utf-8")
    files = ("--candidats", tmp_path / "c.csv", "--notes", tmp_path / "c.csv")
    assert asked("grade", *files, "--session", 2024, "--out", tmp_path / "out", code=2)["fautes"]
    assert asked("gradr", code=2)["commande"] == "gradr"


def test_an_answer_with_a_count_or_a_line_of_another_command_is_refused() -> None:
    law = asked("law")
    for wrong in (law | {"comptes": {"candidats": 3}}, law | {"lignes": [{"nom": "x"}]}, law | {"commande": "grade"}):
        with pytest.raises(jsonschema.ValidationError):
            check("reponse_law", wrong)


# --- What is published ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_schema_is_one_and_says_what_every_column_means(name: str) -> None:
    schema = SCHEMAS[name].schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema["title"] and schema["description"]
    if SCHEMAS[name].form in ("CSV", "YAML", "Parquet"):
        parts = (schema, *schema.get("$defs", {}).values())
        assert [key for part in parts for key, one in keys(part).items() if not one.get("description")] == []


def test_the_published_schemas_are_those_of_the_code() -> None:
    """If not: `python tools/schemas.py --write`."""
    assert schemas.stale() == []


def test_a_stale_a_missing_and_a_spare_schema_are_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schemas, "REFERENCE", tmp_path)
    monkeypatch.setattr("sys.argv", ["schemas.py"])
    assert schemas.main() == 1
    schemas.write()
    assert schemas.main() == 0
    (tmp_path / "schemas" / "notes.json").write_text("{}", encoding="utf-8")
    (tmp_path / "schemas" / "autre.json").write_text("{}", encoding="utf-8")
    (tmp_path / "schemas" / "oraux.json").unlink()
    assert schemas.stale() == ["schemas/autre.json", "schemas/notes.json", "schemas/oraux.json"]
    monkeypatch.setattr("sys.argv", ["schemas.py", "--write"])
    assert schemas.main() == 0 and not (tmp_path / "schemas" / "autre.json").exists()


def test_every_command_has_the_schema_of_its_answer() -> None:
    assert set(COMMANDS) == set(main.commands) == {c.name for commands in SECTIONS.values() for c in commands}
    for one in SCHEMAS.values():
        assert {*one.read_by, *one.written_by} <= set(COMMANDS), one.name


def test_a_file_of_results_has_the_columns_of_its_table() -> None:
    assert list(IMPACT) == [*Result.names(), "bruit"]
    for name, column in IMPACT.items():
        of_table, in_file = Impact.declared[name], of_file(column)
        assert (in_file.kind, in_file.optional) == (of_table.kind, of_table.optional), name
    assert IMPACT["indicateur"].codes == Impact.declared["indicateur"].codes


def test_the_file_of_faults_has_the_fields_of_a_fault() -> None:
    assert list(FAULTS) == [field.name for field in fields(Fault)]


def test_the_command_prints_a_schema_and_refuses_an_unknown_name() -> None:
    assert json.loads(bts_sim("schema", "decisions").stdout) == SCHEMAS["decisions"].schema()
    assert all(name in bts_sim("schema").stdout for name in ("candidats", "impact", "reponse_grade"))
    refused = bts_sim("schema", "decision")
    assert refused.exit_code == 2 and "vouliez-vous dire « decisions »" in refused.stderr
