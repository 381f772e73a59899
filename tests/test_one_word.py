"""Does each door take the words of the others, and do two words for one thing always do the same?"""

from __future__ import annotations

import itertools
import re
from pathlib import Path
from typing import Any

import click
import pandas as pd
import pytest
from click.shell_completion import ShellComplete
from helpers import ROOT, outil
from pydantic import BaseModel
from test_preamble import namespace, refused

from bts_sim.cli import main
from bts_sim.cohort.describe import CohortFile, load_cohort
from bts_sim.errors import BtsSimError, InputError
from bts_sim.files.yaml_file import read_yaml
from bts_sim.one_word import NOTIONS, Door, aliases, canonical, meant, same, synonyms
from bts_sim.report.parameter_cells import Notebook, read_notebook
from bts_sim.report.parameter_values import Parameters
from bts_sim.report.parameters import checked_parameters, gather
from bts_sim.report.preamble import check_parameters
from bts_sim.sweep.grid import GridFile, load_grid

NOTEBOOKS = [read_notebook(path) for path in sorted((ROOT / "notebooks").glob("*.ipynb"))]
#: What each name may be given, and what it refuses.
GOOD = {"baseline": "aucun", "reference": "aucun", "against": "permanent_2022", "regimes": "permanent_2022"}
GOOD |= {"session": "2023", "specialites": "MCO", "specialite": "MCO", "lang": "en", "cohorte": "", "level": "80"}
GOOD |= {"taux_groupe1": "70", "notes": "U1 7", "oraux": "U1 7"}
GOOD |= {"voie": "scolaire", "forme": "globale", "derniere_session": "oui"}


def message(word: str, other: str, run: Any) -> Any:
    """Return what comes of a door, or its refusal with one word in the place of the other."""
    try:
        return run()
    except (BtsSimError, click.UsageError) as error:
        said = error.format_message() if isinstance(error, click.UsageError) else str(error)
        return re.sub(rf"(?<!\w){re.escape(other)}(?!\w)", word, said)


# --- The table --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("door", ["python", "options", "parameters", "keys"])
def test_a_name_of_a_door_is_one_thing_there_unless_a_file_tells(door: Door) -> None:
    by_name = [(name, notion.file) for notion in NOTIONS for name in set(notion.at(door))]
    allowed = {("marks", False), ("marks", True), ("orals", False), ("orals", True)} if door == "python" else set()
    assert {one for one in by_name if by_name.count(one) > 1} - allowed == set()


def test_every_parameter_key_and_option_of_the_table_is_there() -> None:
    """Names of contracts that are not made yet are the only ones that may be absent."""
    to_come = {"fichier_candidats", "fichier_notes", "fichier_oraux", "fichier-candidats", "fichier-notes"}
    to_come |= {"fichier-oraux"}
    there: dict[Door, set[str]] = {
        "parameters": {*Parameters.model_fields, *(name for notebook in NOTEBOOKS for name in notebook.defaults)},
        "keys": {*CohortFile.model_fields, *GridFile.model_fields},
        "options": {name.strip("-") for command in main.commands.values() for p in command.params for name in p.opts},
    }
    for door, names in there.items():
        assert {name for notion in NOTIONS for name in notion.at(door)} - names - to_come == set()


def test_a_word_means_the_name_of_the_door_and_a_name_itself() -> None:
    assert meant("seed", "parameters", ["graine"]) == meant("graines", "parameters", ["graine"]) == "graine"
    assert meant("par-tirage", "parameters", ["candidats_par_tirage"]) == "candidats_par_tirage"
    assert meant("graine", "keys", ["graines"]) == "graines"
    assert meant("seed", "parameters", ["seed", "graine"]) == "seed"
    assert meant("draws", "keys", ["graine"]) is None
    assert synonyms("candidats", "parameters") == {"candidats", "size"}
    assert "candidats" not in synonyms("candidates", "parameters")


def test_the_page_of_words_is_that_of_the_table() -> None:
    """If not: `python tools/words.py`."""
    words = outil("words")
    assert words.FILE.read_text(encoding="utf-8") == words.render()


# --- The command line -------------------------------------------------------------------------------------------------


def options() -> list[tuple[click.Command, click.Option, click.Option]]:
    """Return every hidden option that is another word, with the one that it stands for."""
    found = []
    for command in main.commands.values():
        by_name = {str(param.name): param for param in command.params if isinstance(param, click.Option)}
        for name, param in by_name.items():
            own = by_name.get(name.split("__")[0])
            if "__" in name and own is not None:
                found.append((command, own, param))
    return found


def parsed(command: click.Command, words: list[str]) -> dict[str, Any]:
    with click.Context(main, info_name="bts-sim") as root:
        context = command.make_context(str(command.name), words, parent=root)
        return {name: value for name, value in context.params.items() if name != "out"}


def test_every_option_of_the_table_has_its_other_words() -> None:
    found = {(command.name, own.opts[0], param.opts[0]) for command, own, param in options()}
    assert {
        ("compare", "--baseline", "--reference"),
        ("compare", "--against", "--regimes"),
        ("compare", "--seed", "--graine"),
        ("compare", "--level", "--niveau"),
        ("compare", "--candidats", "--size"),
        ("compare", "--parametres", "--parameters"),
        ("compare", "--par-tirage", "--draw-size"),
        ("compare", "--cohort", "--cohorte"),
        ("cohort", "--seed", "--graine"),
        ("cohort", "--cohort", "--cohorte"),
        ("cohort", "--candidats", "--size"),
        ("grade", "--candidats", "--candidates"),
        ("grade", "--notes", "--marks"),
        ("grade", "--oraux", "--orals"),
        ("grade", "--specialites", "--specialties"),
        ("template", "--specialite", "--specialty"),
        ("verify", "--entree", "--cohorte"),
    } <= found


@pytest.mark.parametrize(("command", "own", "other"), options(), ids=lambda one: getattr(one, "name", None))
def test_two_words_of_an_option_give_the_same_or_the_same_refusal(
    command: click.Command, own: click.Option, other: click.Option, tmp_path: Path
) -> None:
    rest = [w for p in command.params if p.required and p is not own for w in needed(p, tmp_path)]
    name = own.opts[0].strip("-")
    for value in (GOOD.get(name, "3"), "0,8", "-1", "2024", "nulle part"):
        one, two = (
            message(own.opts[0], other.opts[0], lambda word=word, value=value: parsed(command, [*rest, word, value]))
            for word in (own.opts[0], other.opts[0])
        )
        assert one == two
    assert other.hidden and other.opts[0] not in command.get_help(click.Context(command))


def needed(param: click.Parameter, folder: Path) -> list[str]:
    value = "2024" if param.name == "session" else GOOD.get(str(param.name), str(folder / "x"))
    return [param.opts[0], value] if isinstance(param, click.Option) else [value]


def test_two_words_with_two_values_are_refused_by_name_and_with_one_are_not() -> None:
    words = ["--against", "permanent_2022", "--baseline", "aucun", "--out", "x"]
    (compare,) = [command for command in main.commands.values() if command.name == "compare"]
    refusals = {
        ("--seed", "3", "--graine", "4"): "--seed : « 3 » : la même chose que --graine, qui vaut « 4 »",
        ("--graine", "4", "--seed", "3"): "ne garder que --seed, ou que --graine",
        ("--graine", "4", "--seeds", "3"): "--seeds : « 3 » : la même chose que --graine",
        ("--reference", "acun"): "--baseline : « aucun » : la même chose que --reference, qui vaut « acun »",
        ("--regimes", "plancher_7"): "--against : « permanent_2022 » : la même chose que --regimes",
        ("--niveau", "80", "--level", "90"): "--level : « 90 »",
    }
    for given, said in refusals.items():
        with pytest.raises(InputError) as error:
            parsed(compare, [*words, *given])
        assert said in str(error.value)
    twice = ["--graine", "3", "--seed", "03", "--reference", "aucun", "--regimes", "permanent_2022", "--niveau", "80,0"]
    assert parsed(compare, [*words, *twice, "--level", "80"]) == parsed(
        compare, [*words, "--seed", "3", "--level", "80"]
    )


def test_an_option_with_several_words_of_its_own_takes_the_files_of_all(tmp_path: Path) -> None:
    (verify,) = [command for command in main.commands.values() if command.name == "verify"]
    found = parsed(verify, ["run", "--notes", "a", "--marks", "b", "--cohorte", "c", "--entree", "d"])
    assert {path.name for path in found["entrees"]} == {"a", "b", "c", "d"}


def test_regimes_between_commas_are_as_many_options() -> None:
    (compare,) = [command for command in main.commands.values() if command.name == "compare"]
    given = ["--baseline", "aucun", "--out", "x", "--against"]
    assert parsed(compare, [*given, "a, b"]) == parsed(compare, [*given, "a", "--against", "b"])


def test_tab_offers_the_usual_word_and_the_values_of_every_word() -> None:
    def offered(*words: str) -> set[str]:
        found = ShellComplete(main, {}, "bts-sim", "_BTS_SIM_COMPLETE").get_completions(list(words[:-1]), words[-1])
        return {one.value for one in found}

    assert offered("compare", "--") & {"--seed", "--graine", "--reference"} == {"--seed"}
    assert "exceptionnel_2021" in offered("compare", "--reference", "excep") & offered("compare", "--baseline", "excep")


def test_a_comparison_in_the_words_of_notebooks_has_the_bytes_of_the_other(tmp_path: Path) -> None:
    ours = "--baseline aucun --against un_oral --against permanent_2022 --seed 3 --level 80 --candidats 300"
    ours += " --parametres fixes"
    theirs = "--reference aucun --regimes un_oral,permanent_2022 --graine 3 --niveau 80 --size 300 --parameters fixed"
    for name, words in (("ours", ours), ("theirs", theirs)):
        main.main(["compare", *words.split(), "--out", str(tmp_path / name), "--quiet"], standalone_mode=False)
    written = [
        sorted(path.name for path in (tmp_path / name).iterdir() if path.is_file()) for name in ("ours", "theirs")
    ]
    assert written[0] == written[1] == ["impact.csv", "manifest.json"]
    for name in written[0]:
        assert (tmp_path / "ours" / name).read_bytes() == (tmp_path / "theirs" / name).read_bytes()
    assert b';"80,0";' in (tmp_path / "ours" / "impact.csv").read_bytes()


# --- Notebooks --------------------------------------------------------------------------------------------------------

PAIRS = sorted(
    {(own, word) for notebook in NOTEBOOKS for own in notebook.defaults for word in aliases(own, "parameters")}
)


@pytest.mark.parametrize(("own", "word"), PAIRS)
@pytest.mark.parametrize("value", [None, "0,5", "rien de tel"])
def test_two_words_of_a_parameter_give_the_same_or_the_same_refusal(own: str, word: str, value: str | None) -> None:
    chosen = [one for one in NOTEBOOKS if own in one.defaults and word not in one.defaults]
    given = value or GOOD.get(own, "128")
    one, two = (
        message(f"-p {own}", f"-p {word}", lambda name=name: checked_parameters(chosen, {name: given}))
        for name in (own, word)
    )
    assert one == two


def test_two_words_of_a_parameter_with_two_values_are_refused() -> None:
    with pytest.raises(InputError, match="-p graine : « 4 » : la même chose que seed, qui vaut « 3 »"):
        checked_parameters(NOTEBOOKS, {"seed": "3", "graine": "4"})
    assert checked_parameters(NOTEBOOKS[1:2], {"seed": "3", "graine": 3}) == [{"graine": 3}]


def test_a_near_miss_is_answered_with_a_name_first() -> None:
    for word, near in {"grane": "graine", "sede": "seed", "refrence": "reference", "specialite": "specialites"}.items():
        with pytest.raises(InputError, match=f"vouliez-vous dire « {near} »"):
            checked_parameters(NOTEBOOKS[2:3], {word: "3"})


def test_the_command_line_wins_over_the_file_whatever_the_word(tmp_path: Path) -> None:
    file = tmp_path / "p.yaml"
    file.write_text("graine: 3\nsize: 200\nfichier_candidats: f\n", encoding="utf-8")
    assert gather([("seed", "4")], file) == {"size": 200, "fichier_candidats": "f", "seed": "4"}
    assert gather([("candidats", "4")], file) == {"graine": 3, "fichier_candidats": "f", "candidats": "4"}


def test_a_parameter_of_a_notebook_of_ones_own_is_never_another_word() -> None:
    own, shipped = Notebook(Path("own.ipynb"), {"seed": 1}), Notebook(Path("shipped.ipynb"), {"graine": 2})
    assert checked_parameters([own, shipped], {"seed": "3"}) == [{"seed": 3}, {}]


@pytest.mark.parametrize("word", ["seed", "graines"])
def test_papermill_alone_takes_the_other_words(word: str) -> None:
    own = "candidats = 500\ngraine = 1\n"
    space = namespace(f"{word} = 3", own)
    check_parameters(space)
    assert space["graine"] == 3
    assert "la même chose que graine" in refused(namespace(f"graine = 4\n{word} = 3", own))
    assert "paramètre inconnu" in refused(namespace("against = 'aucun'", own))


# --- Files of a cohort and of a grid ----------------------------------------------------------------------------------

KEYS: list[tuple[type[BaseModel], str, str]] = [
    (schema, own, word)
    for schema in (CohortFile, GridFile)
    for own in schema.model_fields
    for word in aliases(own, "keys")
    if word not in schema.model_fields
]
VALUES = {
    "graine": ("3", "-1"),
    "graines": ("[3]", "[-1]"),
    "specialites": ("{MCO: 1}", "{MCO: -1}"),
    "cohorte": ("a", "[1]"),
}
VALUES |= {
    "par_tirage": ("200", "0"),
    "candidats": ("200", "-1"),
    "session": ("2024", "x"),
    "tirages": ("4", "0"),
    "taux_groupe1": ("70", "120"),
    "taux_admis": ("81", "120"),
    "regime": ("permanent_2022", "7"),
}


@pytest.mark.parametrize(("schema", "own", "word"), KEYS)
@pytest.mark.parametrize("rank", [0, 1])
def test_two_words_of_a_key_give_the_same_or_the_same_refusal(
    schema: type[BaseModel], own: str, word: str, rank: int, tmp_path: Path
) -> None:
    value = VALUES[own][rank]
    if schema is GridFile and own in ("candidats", "taux_groupe1"):
        value = f"[{value}]"
    value = {"{MCO: 1}": "[MCO]", "{MCO: -1}": "3"}.get(value, value) if schema is GridFile else value
    path = tmp_path / "file.yaml"
    found = []
    for name in (own, word):
        path.write_text(f"regimes: [aucun, permanent_2022]\n{name}: {value}\n", encoding="utf-8")
        if schema is CohortFile:
            path.write_text(f"parametres: {{}}\n{name}: {value}\n", encoding="utf-8")
        found.append(message(f"colonne {own}", f"colonne {word}", lambda: read_yaml(path, schema)))
    assert found[0] == found[1] and isinstance(found[0], str) is bool(rank)


def test_two_words_of_a_key_with_two_values_are_refused_with_their_line(tmp_path: Path) -> None:
    path = tmp_path / "cohorte.yaml"
    path.write_text("session: 2024\nseed: 3\ngraine: 4\n", encoding="utf-8")
    with pytest.raises(
        InputError, match=r"cohorte\.yaml:3 : colonne graine : « 4 » : la même chose que seed, qui vaut « 3 »"
    ):
        load_cohort(path)
    path.write_text("session: 2024\nseed: 3\ngraine: 3\nsize: 200\n", encoding="utf-8")
    described = load_cohort(path)
    assert described.summary()["graine"] == 3 and described.summary()["candidats"] == 200


def test_a_key_under_another_word_has_its_line_in_later_refusals(tmp_path: Path) -> None:
    path = tmp_path / "grid.yaml"
    path.write_text("regimes: [aucun, permanent_2022]\nseeds: [1, 1]\ndraws: 5000\n", encoding="utf-8")
    with pytest.raises(InputError) as error:
        load_grid(path)
    assert sorted(fault.ligne or 0 for fault in error.value.fautes) == [2, 3]
    with pytest.raises(InputError, match="vouliez-vous dire « seeds »"):
        path.write_text("regimes: [aucun, permanent_2022]\nseedss: [1, 1]\n", encoding="utf-8")
        load_grid(path)


@pytest.mark.parametrize("given", ["reference: aucun", "baseline: aucun", "against: [aucun]"])
def test_a_grid_says_where_its_baseline_stands(given: str, tmp_path: Path) -> None:
    path = tmp_path / "grid.yaml"
    path.write_text(f"regimes: [aucun, permanent_2022]\n{given}\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"clé inconnue\. Remède : tous sous « regimes », la référence en premier"):
        load_grid(path)


# --- Python -----------------------------------------------------------------------------------------------------------

STUDY = ("candidates", "marks", "orals", "session", "size", "seed", "baseline", "regimes", "level", "lang", "cohort")
STUDY += ("draws", "specialties", "first_group_rate")


def test_python_takes_the_words_of_the_others() -> None:
    french: dict[str, Any] = {"reference": "aucun", "graine": 3, "tirages": 4, "niveau": 80, "candidats": 500}
    french |= {"against": "a,b", "specialites": "MCO", "taux_groupe1": 70, "cohorte": None}
    assert canonical(french, STUDY) == {
        **{"baseline": "aucun", "seed": 3, "draws": 4, "level": 80, "size": 500, "regimes": "a,b"},
        **{"specialties": "MCO", "first_group_rate": 70},
    }
    table = pd.DataFrame({"candidat": [1]})
    assert canonical({"candidats": table, "notes": "n.csv", "oraux": None}, STUDY) == {
        "candidates": table,
        "marks": "n.csv",
    }
    assert canonical({"candidats": "c.csv"}, STUDY) == {"candidates": "c.csv"}
    assert canonical({"candidats": "500"}, STUDY) == {"size": "500"}


def test_python_refuses_two_values_and_answers_a_near_miss() -> None:
    with pytest.raises(InputError, match="graine : « 4 » : la même chose que seed, qui vaut « 3 »"):
        canonical({"graine": 4, "seed": 3}, STUDY)
    assert canonical({"graine": "3", "seed": 3, "against": ["a", "b"], "regimes": "a, b"}, STUDY) == {
        **{"seed": 3, "regimes": "a, b"},
    }
    for word, near in {"sede": "seed", "refrence": "reference", "zzz": "noms connus"}.items():
        with pytest.raises(InputError, match=near):
            canonical({word: 3}, STUDY)


def test_two_values_say_the_same_or_not() -> None:
    table = pd.DataFrame({"a": [1]})
    assert same(table, table) and not same(table, table.copy()) and not same(table, "a")
    assert (
        same(90.0, "90")
        and same(90.0, 90)
        and same(1234567.0, 1234567)
        and same(("a", "b"), "a,b")
        and same(None, None)
    )
    assert not same(90.5, 90) and not same("a", ["a", "b"])
    assert all(same(one, one) for one in itertools.chain([Path("a")], [""]))
