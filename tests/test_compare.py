"""Does `bts-sim compare` keep its contract?"""

import json
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner, Result

from bts_sim.cli import main

HEADER = "groupe;modalite;indicateur;regime;reference;valeur;bas;haut;niveau;n;methode"


def compare(out: Path, *options: str, against: tuple[str, ...] = ("exceptionnel_2021", "permanent_2022")) -> Result:
    asked = [word for regime in against for word in ("--against", regime)]
    return CliRunner().invoke(main, ["compare", "--baseline", "aucun", *asked, "--out", str(out), *options])


def read(out: Path) -> pd.DataFrame:
    return pd.read_csv(out / "impact.csv", sep=";", decimal=",", keep_default_na=False)


def test_it_writes_the_rates_the_gaps_and_a_manifest(tmp_path: Path) -> None:
    result = compare(tmp_path / "out", "--candidats", "3000", "--seed", "1")
    assert result.exit_code == 0, result.output
    assert (tmp_path / "out" / "impact.csv").read_text(encoding="utf-8").splitlines()[0] == HEADER
    table = read(tmp_path / "out")
    assert set(table["indicateur"]) == {"taux_groupe1", "taux_autorise", "taux_admis", "ecart_taux_admis"}
    known = pd.read_csv(tmp_path / "out" / "impact.csv", sep=";", decimal=",").dropna(subset=["bas", "haut"])
    assert (known["bas"] <= known["valeur"]).all() and (known["valeur"] <= known["haut"]).all()
    assert set(table.loc[table["indicateur"] == "ecart_taux_admis", "reference"]) == {"aucun"}
    whole = table[table["groupe"] == "ensemble"]
    assert (whole.loc[whole["indicateur"] == "taux_groupe1", "valeur"].sub(74.5).abs() < 0.3).all()
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["cohorte"]["graine"] == 1 and manifest["cohorte"]["candidats"] == 3000
    assert str(tmp_path) not in json.dumps(manifest)


def test_the_same_seed_gives_the_same_bytes_and_another_seed_does_not(tmp_path: Path) -> None:
    for name, seed in (("a", "1"), ("b", "1"), ("c", "2")):
        assert compare(tmp_path / name, "--candidats", "2000", "--seed", seed).exit_code == 0
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
    assert compare(tmp_path / "out", "--cohort", str(cohort), "--candidats", "2000").exit_code == 0
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
    result = compare(tmp_path / "out", "--candidats", "3000", against=("permanent_2022", str(own)))
    assert result.exit_code == 0, result.output
    table = read(tmp_path / "out").query("groupe == 'ensemble' and indicateur == 'taux_autorise'").set_index("regime")
    assert table.loc["plancher_7", "valeur"] > table.loc["permanent_2022", "valeur"]


def test_groups_by_distance_are_those_of_the_reference_and_hold_everybody_it_judges() -> None:
    import bts_sim as bts
    from bts_sim.droit.jury import Decision
    from bts_sim.stats.distance import band_names, distances

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
