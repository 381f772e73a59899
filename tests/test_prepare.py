"""Does `law --prepare` list every text that governs something, with what it governs and when it was last read?"""

import json
import re
from datetime import date
from pathlib import Path

import pytest
from cohorts import bts_sim

from bts_sim.droit.citation import sources_of
from bts_sim.droit.prochaine_session import citations, points_differes, textes_a_relire
from bts_sim.droit.regles import admission, conservation, controle, moyenne
from bts_sim.droit.textes import TEXTES, load_bareme, motifs, points_ouverts, sessions, sources, valeurs
from bts_sim.errors import LawError

NEXT = sessions()[-1] + 1
LAST = sessions()[-1]


def governed() -> dict[str, dict[str, set[str]]]:
    return {one.source: {kind: set(names) for kind, names in one.regit.items()} for one in textes_a_relire(NEXT)}


def test_every_text_that_a_file_cites_is_listed_with_the_day_of_its_reading() -> None:
    """Found by another way than the project's: the ids that stand after `source:` in any file of the texts."""
    home, cited = Path(str(TEXTES)), set()
    for path in home.rglob("*.yaml"):
        for said in re.findall(r"source: \[?([^\]}\n]+)", path.read_text(encoding="utf-8")):
            cited |= {word.strip() for word in said.split(", cote")[0].split(",")} & set(sources())
    for path in home.rglob("*.csv"):
        cited |= {one for one in sources() if one in re.split(r"[,; ]", path.read_text(encoding="utf-8"))}
    listed = {one.source: one for one in textes_a_relire(NEXT)}
    assert cited and cited <= set(listed)
    assert all(one.regit and one.releve_le == sources()[name]["checked_on"] for name, one in listed.items())


def test_values_rules_readings_reasons_and_specialties_of_the_last_session_stand_under_their_text() -> None:
    found = governed()
    for name, value in valeurs(LAST).items():
        assert name in found[value["source"]]["valeur"]
    for name, point in points_ouverts().items():
        for choice in point["choix"].values():
            assert name in found[choice["source"]]["lecture"]
    for code, motif in motifs().items():
        assert all(code in found[source]["motif"] for source in motif.sources)
    for code, reglement in load_bareme(LAST).reglements.items():
        for unit in reglement.unites:
            assert all(code in found[source]["spécialité"] for source in unit.source.split(" ; "))
    for rule in (admission.est_admis, controle.remplacement_par_unite, moyenne.moyenne_generale):
        name = f"{rule.__module__.split('.')[-1]}.{rule.__name__}"
        assert all(name in found[source]["règle"] for source in sources_of(rule))
    assert {one.name for one in citations() if one.kind == "règle"} >= {
        f"conservation.{name}" for name in ("note_comptee", "est_conservee") if hasattr(conservation, name)
    }


def test_a_text_of_a_session_that_is_over_is_set_apart() -> None:
    closed = {one.source for one in textes_a_relire(NEXT) if one.clos}
    assert {"decret-2021-786", "nancy-metz-2025", "normandie-2024", "d643-22-2014"} <= closed
    assert not closed & {"d643-22-2022", "d643-24", "arrete-2025-11-21"}


def test_the_deferred_points_of_2027_are_listed_with_their_grade() -> None:
    points = points_differes(2027)
    assert [one.point[:9] for one in points] == ["d du 3° d", "e du 12° ", "e du 14° "]
    assert {(one.texte, one.en_vigueur_le, one.cote) for one in points} == {("décret 2022-850", date(2027, 1, 1), "B")}
    assert all("inférence" in one.remarque for one in points)
    assert points_differes(2030) == points


@pytest.mark.parametrize("session", [2020, *sessions()])
def test_a_session_that_is_covered_or_past_is_not_to_prepare(session: int) -> None:
    with pytest.raises(LawError, match=f"session {session}.*donner {NEXT} ou une session suivante"):
        textes_a_relire(session)


def test_the_command_prints_it_and_its_json_holds_the_same() -> None:
    printed = bts_sim("law", "--prepare", NEXT).stdout
    texts = textes_a_relire(NEXT)
    assert all(one.source in printed and one.releve_le.isoformat() in printed for one in texts)
    assert "valeur : seuil_admission" in printed and "d du 3° de" in printed
    lines = json.loads(bts_sim("--json", "law", "--prepare", NEXT).stdout)["lignes"]
    assert [one["source"] for one in lines if "regit" in one] == [one.source for one in texts]
    assert [one["en_vigueur_le"] for one in lines if "point" in one] == ["2027-01-01"] * 3
    assert all(one["releve_le"] and one["cote"] for one in lines if "regit" in one)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((2024,), "elle n'est pas à préparer"),
        (("demain",), "demain"),
        ((NEXT, "--session", 2024), "--prepare se donne seul"),
        ((NEXT, "--scenarios"), "--prepare se donne seul"),
    ],
)
def test_what_cannot_be_prepared_is_refused(arguments: tuple[object, ...], said: str) -> None:
    run = bts_sim("law", "--prepare", *arguments)
    assert run.exit_code == 2 and said in run.stderr
