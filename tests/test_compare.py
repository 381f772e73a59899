"""Does `bts-sim compare` keep its contract?"""

import json
import re
from collections.abc import Iterable
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import TypeVar

import pandas as pd
import pytest
from click.testing import CliRunner, Result
from pools import DeadPool

from bts_sim.cli import main
from bts_sim.cohort.abilities import Abilities
from bts_sim.cohort.describe import load_cohort
from bts_sim.cohort.parameter_draws import parameter_draws
from bts_sim.notices import Notice, listening
from bts_sim.progress import heard_by
from bts_sim.runs import processes

T = TypeVar("T")
FIXED = ("--parametres", "fixes")
HEADER = "groupe;modalite;indicateur;regime;reference;valeur;bas;haut;niveau;n;methode;bruit"


def compare(out: Path, *options: str, against: tuple[str, ...] = ("exceptionnel_2021", "permanent_2022")) -> Result:
    asked = [word for regime in against for word in ("--against", regime)]
    return CliRunner().invoke(main, ["compare", "--baseline", "aucun", *asked, "--out", str(out), *options])


def read(out: Path) -> pd.DataFrame:
    numbers = {name: [""] for name in ("valeur", "bas", "haut")}
    return pd.read_csv(out / "impact.csv", sep=";", decimal=",", keep_default_na=False, na_values=numbers)


def test_it_writes_the_rates_the_gaps_and_a_manifest(tmp_path: Path) -> None:
    result = compare(tmp_path / "out", *FIXED, "--candidats", "3000", "--seed", "1")
    assert result.exit_code == 0, result.output
    assert (tmp_path / "out" / "impact.csv").read_text(encoding="utf-8").splitlines()[0] == HEADER
    table = read(tmp_path / "out")
    assert set(table["indicateur"]) == {
        "taux_groupe1",
        "taux_autorise",
        "taux_admis",
        "ecart_taux_admis",
        "ecart_diplomes",
    }
    known = table.dropna(subset=["bas", "haut"])
    assert (known["bas"] <= known["valeur"]).all() and (known["valeur"] <= known["haut"]).all()
    assert set(table.loc[table["indicateur"] == "ecart_taux_admis", "reference"]) == {"aucun"}
    whole = table[table["groupe"] == "ensemble"]
    assert (whole.loc[whole["indicateur"] == "taux_groupe1", "valeur"].sub(74.5).abs() < 0.3).all()
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["cohorte"]["graine"] == 1 and manifest["cohorte"]["candidats"] == 3000
    assert manifest["parametres"] == "fixes" and manifest["tirages"] is manifest["candidats_par_tirage"] is None
    assert str(tmp_path) not in json.dumps(manifest)


def test_it_says_the_diplomas_to_quote_where_a_session_is_predicted(tmp_path: Path) -> None:
    drawn = compare(tmp_path / "drawn", "--par-tirage", "500", against=("permanent_2022",))
    assert drawn.exit_code == 0, drawn.output
    said = "Diplômes de plus à une session que « Sans rattrapage » : Régime permanent (2022) environ"
    flat = drawn.output.replace("\u00a0", " ").replace("\u202f", " ")
    assert len([line for line in flat.splitlines() if line.startswith(said) and line.endswith(").")]) == 1
    # One cohort has an interval that is not to be quoted.
    assert "Diplômes" not in compare(tmp_path / "fixed", *FIXED, "--candidats", "1000").output


def test_the_same_seed_gives_the_same_bytes_and_another_seed_does_not(tmp_path: Path) -> None:
    for name, seed in (("a", "1"), ("b", "1"), ("c", "2")):
        assert compare(tmp_path / name, *FIXED, "--candidats", "2000", "--seed", seed).exit_code == 0
    a, b, c = ((tmp_path / name / "impact.csv").read_bytes() for name in "abc")
    assert a == b != c


def test_a_cohort_file_and_own_specialties_are_used_and_options_win(tmp_path: Path) -> None:
    from bts_sim.droit.textes import TEXTES

    text = (TEXTES / "specialites" / "CI.csv").read_text(encoding="utf-8").replace("CI,Commerce", "XYZ,Commerce")
    (tmp_path / "own.csv").write_text(text, encoding="utf-8")
    cohort = tmp_path / "cohorte.yaml"
    cohort.write_text(
        "session: 2025\ncandidats: 9000\nspecialites: {XYZ: 3, MCO: 1}\ntaux_groupe1: 70\n"
        "voies: {scolaire: 0.5, individuel: 0.5}\nparametres: {avantage_oral: 2}\nfichier_specialites: own.csv\n",
        encoding="utf-8",
    )
    assert compare(tmp_path / "out", *FIXED, "--cohort", str(cohort), "--candidats", "2000").exit_code == 0
    table = read(tmp_path / "out")
    sizes = table[table["groupe"] == "specialite"].drop_duplicates("modalite").set_index("modalite")["n"]
    assert sizes.sum() == 2000 and 1350 < sizes["XYZ"] < 1650
    first = table[(table["groupe"] == "ensemble") & (table["indicateur"] == "taux_groupe1")]
    assert first["valeur"].iloc[0] == pytest.approx(70, abs=0.3)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--session", "2020"), "contrôle continu"),
        (("--candidats", "0"), "candidats"),
        (("--cohort", "rien.yaml"), "fichier introuvable"),
        (("--against", "permanent_2022"), "donné deux fois"),
        (("--against", "permanent"), "vouliez-vous dire « permanent_2022 »"),
        (("--parametres", "fixe"), "vouliez-vous dire « fixes »"),
        (("--par-tirage", "0"), "--par-tirage"),
        (("--par-tirage", "20000001"), "--par-tirage : « 20000001 » : hors bornes"),
        (
            ("--replicates", "20"),
            "--replicates : « 20 » : faut-il tirer les oraux d'un seul groupe, aux paramètres par défaut, ou tirer les "
            "paramètres, où les oraux sont sommés exactement ? Remède : ajouter --parametres fixes pour tirer les "
            "oraux, ou retirer --replicates pour tirer les paramètres.",
        ),
        (
            (*FIXED, "--par-tirage", "300"),
            "--par-tirage : « 300 » : faut-il un seul groupe, aux paramètres par défaut, ou un groupe à chaque tirage "
            "des paramètres ? Remède : --candidats 300 pour un seul groupe, ou --parametres tires pour les tirages.",
        ),
    ],
)
def test_bad_input_is_refused_and_nothing_is_written(tmp_path: Path, options: tuple[str, ...], said: str) -> None:
    result = compare(tmp_path / "out", *options)
    assert result.exit_code == 2
    assert said in result.output and "Traceback" not in result.output
    assert not (tmp_path / "out").exists()


def test_an_analysts_own_regime_is_compared(tmp_path: Path) -> None:
    from bts_sim.droit.textes import TEXTES

    text = (TEXTES / "regimes" / "permanent_2022.yaml").read_text(encoding="utf-8")
    own = tmp_path / "plancher.yaml"
    own.write_text(text.replace("nom: permanent_2022", "nom: plancher_7").replace("general: 8", "general: 7"), "utf-8")
    result = compare(tmp_path / "out", *FIXED, "--candidats", "3000", against=("permanent_2022", str(own)))
    assert result.exit_code == 0, result.output
    table = read(tmp_path / "out").query("groupe == 'ensemble' and indicateur == 'taux_autorise'").set_index("regime")
    assert table.loc["plancher_7", "valeur"] > table.loc["permanent_2022", "valeur"]


def test_groups_by_distance_are_those_of_the_reference_and_hold_everybody_it_judges() -> None:
    import bts_sim as bts
    from bts_sim.droit.distance import band_names
    from bts_sim.droit.jury import Decision
    from bts_sim.stats.distance import distances

    study = bts.study(size=4000, baseline="permanent_2022", regimes="aucun")
    simulated, reference = study.people.simulated, study.baseline
    bands, seen = distances(simulated, reference).words(), simulated.under(reference)
    judged = ~pd.Series(seen.decision()).isin([Decision.ELIMINE, Decision.SANS_DECISION_FINALE]).to_numpy()
    assert ((bands != "") == judged).all()
    names = band_names(simulated.cohorte.bareme)
    assert names[0] == "moins de 8" and names[4] == "de 10 à moins de 10,5" and names[-1] == "11 et plus"
    # Exactly 10 is in the band that 10 opens; nobody in the bands from 10 up is refused.
    assert seen.admis_groupe1[pd.Series(bands).isin(names[4:])].all()
    assert not seen.admis_groupe1[pd.Series(bands).isin(names[:4])].any()
    table = study.rates(parameters="fixed").table
    part = table[(table["groupe"] == "distance") & (table["regime"] == "aucun")]
    sizes = part.drop_duplicates("modalite").set_index("modalite")["n"]
    assert sizes.index.tolist() == [name for name in names if (bands == name).any()]
    assert sizes.sum() == judged.sum()


# --- Under draws of the parameters ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of the default comparison, on small draws."""
    out = tmp_path_factory.mktemp("drawn") / "out"
    result = compare(out, "--par-tirage", "100", "--seed", "1")
    assert result.exit_code == 0, result.output
    return out


def test_parameters_are_drawn_by_default_and_every_file_says_so(drawn: Path) -> None:
    said = "présents (France, ceux de 2018 à 6\u202f% près), sur 256 tirages des paramètres de 100 candidats"
    table = read(drawn)
    assert list(table.columns) == HEADER.split(";")
    moving = table["bas"] < table["haut"]
    assert table.loc[moving, "methode"].str.contains(said, regex=False).all() and table["bruit"].notna().all()
    assert table.loc[~moving, "methode"].str.contains("calé|nul par la règle").all()
    manifest = json.loads((drawn / "manifest.json").read_text(encoding="utf-8"))
    asked = [manifest[name] for name in ("parametres", "tirages", "candidats_par_tirage", "tirages_des_oraux")]
    assert asked == ["tires", 256, 100, None]
    assert manifest["cohorte"]["candidats"] == 100 and "calage" not in manifest["cohorte"]


def test_a_draw_has_five_thousand_candidates_by_default_whatever_candidats_is() -> None:
    from bts_sim.cli.compare import _of_each_draw

    heard: list[Notice] = []
    with listening(heard.append):
        assert [_of_each_draw(None, None), _of_each_draw(300, None), _of_each_draw(None, 20_000)] == [5000, 300, 5000]
    assert [(one.file, one.value) for one in heard] == [("--candidats", "20000")]


@pytest.fixture
def few(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of the same comparison on sixteen draws, as every later one of the test."""
    monkeypatch.setattr("bts_sim.stats.intervals.DRAWS", 16)
    result = compare(tmp_path / "few", "--par-tirage", "100", "--seed", "1")
    assert result.exit_code == 0, result.output
    return tmp_path / "few"


def test_candidats_changes_no_interval_under_draws_and_a_notice_says_what_would(few: Path, tmp_path: Path) -> None:
    result = compare(tmp_path / "out", "--par-tirage", "100", "--seed", "1", "--candidats", "3000", "--json")
    assert result.exit_code == 0, result.output
    assert (tmp_path / "out" / "impact.csv").read_bytes() == (few / "impact.csv").read_bytes()
    answer = json.loads(result.stdout)
    counts = [answer["comptes"][name] for name in ("parametres", "tirages", "candidats")]
    assert counts == ["tires", 16, 100]
    (notice,) = answer["remarques"]
    assert notice["file"] == "--candidats" and notice["value"] == "3000"
    assert "ne change rien" in notice["words"] and "--parametres fixes" in notice["words"]


def test_a_quantity_has_one_value_on_the_command_line_and_from_python(few: Path) -> None:
    import bts_sim as bts
    from bts_sim.stats.words import in_words

    regimes = "exceptionnel_2021,permanent_2022"
    study = bts.study(seed=1, baseline="aucun", regimes=regimes, draws=16, draw_size=100)
    origin = study.people.described.present.origin
    pd.testing.assert_frame_equal(in_words(study.rates().table, origin=origin), read(few), check_dtype=False)


def test_the_interval_of_drawn_parameters_is_wider_than_that_of_fixed_ones() -> None:
    import bts_sim as bts

    study = bts.study(size=1000, regimes="permanent_2022", draws=64, draw_size=1000)
    tables = (study.rates(parameters=word).table.set_index(["groupe", "indicateur"]) for word in ("tires", "fixes"))
    drawn, fixed = (table.loc[("ensemble", "ecart_taux_admis")] for table in tables)
    assert drawn["haut"] - drawn["bas"] > 1.2 * (fixed["haut"] - fixed["bas"]) > 0


class Counted:
    """A listener of progress that keeps what each loop is of, its length, and how many elements came."""

    def __init__(self) -> None:
        self.loops: list[tuple[str, int | None, int]] = []

    def loop(self, elements: Iterable[T], what: str, total: int | None) -> Iterable[T]:
        kept = list(elements)
        self.loops.append((what, total, len(kept)))
        return kept

    def milestone(self, what: str, stage: str, done: float) -> None: ...


def test_two_processes_give_the_table_of_one_and_their_progress_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    from bts_sim.cohort.describe import load_cohort
    from bts_sim.droit.regimes import load_regimes
    from bts_sim.questions.rates.by_draw import rates_by_draw

    monkeypatch.setattr("bts_sim.cohort.compiled.switch.find_spec", lambda name: None)
    first, *others = load_regimes("aucun", "permanent_2022")
    seen = Counted()
    with heard_by(seen):
        one, two = (rates_by_draw(load_cohort(candidats=300), first, others, 20, workers) for workers in (1, 2))
    assert seen.loops == [("Tirages", 20, 20)] * 2
    pd.testing.assert_frame_equal(one, two, check_exact=True)


def test_processes_are_as_many_as_processors_and_one_for_little_work() -> None:
    from bts_sim.questions.rates.by_draw import useful_workers

    assert [useful_workers(2, 256 * 5000), useful_workers(1, 256 * 5000), useful_workers(64, 256 * 5000)] == [2, 1, 3]
    assert [useful_workers(2, 256 * 100), useful_workers(2, 1)] == [1, 1]


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (BrokenProcessPool(), 1, "sont tués par le système (8 parts des tirages restent). Remède : des tirages plus"),
        (KeyboardInterrupt(), 130, "Interrompu."),
    ],
)
def test_processes_that_end_badly_leave_nothing(
    error: BaseException, code: int, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bts_sim.stats.intervals.DRAWS", 64)
    # The compiled engine shares its draws among threads.
    monkeypatch.setattr("bts_sim.cohort.compiled.switch.find_spec", lambda name: None)
    monkeypatch.setattr(processes, "processors", lambda: 2)
    monkeypatch.setattr(processes, "pool", lambda workers: DeadPool(error))
    monkeypatch.setattr(processes.multiprocessing, "active_children", list)
    result = compare(tmp_path / "out", "--par-tirage", "20000")
    assert result.exit_code == code and said in result.output and "Traceback" not in result.output
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("text", ["voies: {scolaire: 0.5, individuel: 0.5}\n", "parametres: {ecart_type_note: 2.4}\n"])
def test_draws_that_do_not_fit_a_cohort_give_their_place_to_the_next_ones(
    tmp_path: Path, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bts_sim.stats.intervals.DRAWS", 64)
    cohort = tmp_path / "cohorte.yaml"
    cohort.write_text(text + "specialites: {CI: 3, MCO: 1}\n", encoding="utf-8")
    result = compare(tmp_path / "out", "--cohort", str(cohort), "--par-tirage", "100")
    assert result.exit_code == 0, result.output
    assert re.search(r"\d+ des \d+ premiers tirages des paramètres laissés de côté", result.output)
    drawn = parameter_draws(load_cohort(cohort), 64)
    assert len(drawn) == 64 and drawn[-1].numero >= 64
    for one in drawn:
        Abilities.of(one.cohorte)


def test_a_cohort_that_no_draw_fits_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for door in ("several", "describe"):
        never = f"bts_sim.cohort.{door}.variance_of_effects"
        monkeypatch.setattr(never, lambda *_: pytest.fail("the people of a draw, whom nothing is left to"))
    cohort = tmp_path / "cohorte.yaml"
    cohort.write_text("parametres: {ecart_type_correcteur: 2.8}\n", encoding="utf-8")
    result = compare(tmp_path / "out", "--cohort", str(cohort))
    assert result.exit_code == 2 and "paramètres incompatibles" in result.output and "Traceback" not in result.output


def test_the_same_command_makes_the_same_bytes_again(drawn: Path) -> None:
    result = CliRunner().invoke(main, ["verify", str(drawn), "--redo"])
    # The installation is another thing, which a checkout under change is not certified for.
    assert "refait : la commande refaite ici donne les mêmes résultats" in result.output
