"""Does the second group as work hold: are choices checked, orals placed as they must be, and what is short told?"""

import html
import json
import random
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from browser import open_page
from cohorts import bts_sim, lire
from icalendar import Calendar

import bts_sim as bts
from bts_sim.candidates.documents.session import Request, session_documents
from bts_sim.candidates.second_group.bound import fewest_half_days
from bts_sim.candidates.second_group.check import Promised, broken_constraints
from bts_sim.candidates.second_group.generator import MadeUp, made_up_session
from bts_sim.candidates.second_group.instance import Instance, Length, Person, Place, Presence
from bts_sim.candidates.second_group.juries import table_of_juries
from bts_sim.candidates.second_group.keep import kept_timetable
from bts_sim.candidates.second_group.plan import SecondGroup
from bts_sim.candidates.second_group.solve import timetable_of
from bts_sim.candidates.second_group.timetable_file import table_of_hours
from bts_sim.droit.bareme import Pour
from bts_sim.droit.calendriers.disciplines import disciplines
from bts_sim.droit.indemnites import indemnite_d_un_centre
from bts_sim.rows import records

HOURS = ((8 * 60 + 30, 12 * 60 + 30), (13 * 60 + 30, 17 * 60 + 30))
METZ, NANCY = Place("0570057C", "2024-07-03"), Place("0540041B", "2024-07-04")
PLAIN = made_up_session(40, 5, adjusted=0)
CGE = "culture générale et expression"


@pytest.fixture(scope="module")
def plain() -> SecondGroup:
    """Without any aménagement, hours are those of a grid of ten minutes, and are found at once."""
    return planned(PLAIN)


def planned(session: MadeUp, **more: object) -> SecondGroup:
    given = (session.candidats, session.notes, session.choix)
    return bts.second_group(*given, session=2024, academie="nancy-metz", **more)


@pytest.fixture(scope="module")
def session() -> MadeUp:
    return made_up_session(36, 5, adjusted=10)


@pytest.fixture(scope="module")
def made(session: MadeUp) -> SecondGroup:
    return planned(session)


def promised(made: SecondGroup) -> Promised:
    """What the timetable must keep to, from the tables that were given and the texts, not from the solver."""
    law = bts.law(2024).reglements
    who = made.grading.dossiers.candidats.set_index("candidat").astype(object)
    orals, places = {}, {}
    for row in records(made.choices):
        tertiary = law[row["specialite"]].secteur == "tertiaire"
        places[row["candidat"]] = frozenset([(one.centre, one.date) for one in ((METZ if tertiary else NANCY),)])
        added = [int(who.at[row["candidat"], f"minutes_{kind}"] or 0) for kind in ("preparation", "oral")]
        for code in row["choisies"].split(","):
            (unit,) = (one for one in law[row["specialite"]].unites if one.code == code)
            usual = 10 if unit.langue else 20
            english = unit.langue and "anglais" in unit.intitule.casefold()
            discipline = "anglais" if english else disciplines().de(unit)
            orals[row["candidat"], code] = (discipline, usual + added[0], usual + added[1])
    return Promised(orals, places, frozenset({CGE}))


# --- Timetable --------------------------------------------------------------------------------------------------------


def test_every_oral_is_placed_as_the_tables_promise_with_no_more_juries_than_it_takes(
    session: MadeUp, made: SecondGroup
) -> None:
    rules, figures = promised(made), made.planned.figures
    assert broken_constraints(records(made.timetable), records(made.juries), rules) == []
    assert {(row["candidat"], row["unite"]) for row in records(made.timetable)} == set(rules.orals)
    assert figures.ensemble == figures.candidats == len(session.candidats) and not len(made.not_placed)
    assert figures.au_moins <= figures.demi_journees <= 1.1 * figures.au_moins
    lengthened = {row["candidat"] for row in records(made.grading.dossiers.candidats) if row["minutes_oral"]}
    assert lengthened and lengthened < set(made.timetable["candidat"])
    assert made.days["demi_journees"].sum() == figures.demi_journees and made.days["oraux"].sum() == figures.oraux
    assert dict(zip(made.days["centre"], made.days["indemnite"], strict=True)) == {METZ.centre: 50, NANCY.centre: 50}


def test_the_checker_sees_each_constraint_that_is_broken(made: SecondGroup) -> None:
    rules, orals, juries = promised(made), records(made.timetable), records(made.juries)
    jury = next(one for one in juries if one["discipline"] == CGE)
    mine = [row for row in orals if row["candidat"] == orals[0]["candidat"]]
    same = [row for row in orals if row["jury"] == orals[0]["jury"]]
    wrong = {
        "oral que le candidat n'a pas": [orals[0] | {"unite": "U99"}],
        "placé deux fois": [orals[0], orals[0]],
        "préparation d'une autre durée": [orals[0] | {"preparation": orals[0]["debut"]}],
        "interrogation d'une autre durée": [orals[0] | {"fin": "18:00"}],
        "centre ou un jour": [orals[0] | {"date": "2024-07-05"}],
        "hors de la présence": [orals[0] | {"salle": "ailleurs"}],
        "deux oraux à la fois": [mine[0], mine[1] | {name: mine[0][name] for name in ("preparation", "debut", "fin")}],
        "deux centres": [mine[0], mine[1] | {"centre": "autre"}],
        "deux candidats à la fois": [same[0], same[1] | {"debut": same[0]["debut"], "fin": same[0]["fin"]}],
        "autre discipline": [next(row for row in orals if row["jury"] == jury["jury"]) | {}],
    }
    for words, rows in wrong.items():
        other = [one | {"discipline": "mathématiques"} for one in juries] if "discipline" in words else juries
        assert any(words in one.constraint for one in broken_constraints(rows, other, rules)), words
    held = [row for row in orals if row["jury"] == jury["jury"]]
    closed = [one | {"hors_contrat": "oui"} for one in juries]
    assert "hors contrat" in broken_constraints(held, closed, rules)[0].constraint
    twice = [jury, jury | {"jury": "autre"}, jury | {"salle": "autre"}]
    assert {one.constraint for one in broken_constraints([], twice, rules)} == {
        *("un jury à deux endroits", "deux jurys dans une salle"),
    }


def test_the_same_tables_in_another_order_give_the_same_timetable(plain: SecondGroup) -> None:
    turned = MadeUp(*(table.iloc[::-1].reset_index(drop=True) for table in vars(PLAIN).values()))
    again = planned(turned)
    pd.testing.assert_frame_equal(again.timetable, plain.timetable)
    pd.testing.assert_frame_equal(again.juries, plain.juries)


def test_a_late_change_moves_nobody_else(plain: SecondGroup) -> None:
    choix = PLAIN.choix.copy()
    who = next(row for row in records(plain.choices) if len(row["unites_choisissables"].split(",")) > 2)
    number, others = who["candidat"], set(who["unites_choisissables"].split(",")) - set(who["choisies"].split(","))
    (line, _), left = choix.index[choix["candidat"] == number], min(others)
    choix.loc[line, "unite"] = left
    after = planned(replace(PLAIN, choix=choix), horaires=plain.timetable)
    assert not len(after.not_placed)
    assert (after.planned.figures.moves, after.planned.figures.stay) == (0, len(PLAIN.candidats) - 1)
    rest = [table[table["candidat"] != number] for table in (plain.timetable, after.timetable)]
    pd.testing.assert_frame_equal(rest[0].reset_index(drop=True), rest[1].reset_index(drop=True))
    assert left in set(after.timetable["unite"][after.timetable["candidat"] == number])
    kept = planned(PLAIN, jurys=plain.juries, horaires=plain.timetable)
    pd.testing.assert_frame_equal(kept.timetable, plain.timetable)


@pytest.mark.parametrize(("count", "half_days"), [(11, 1), (12, 2), (22, 2), (23, 3)])
def test_a_half_day_of_four_hours_holds_eleven_orals(count: int, half_days: int) -> None:
    """The first candidate prepares for twenty minutes, and each is heard for twenty."""
    people = [Person(f"{n:02d}", (("U1", Length(CGE, 20, 20)),), (METZ,)) for n in range(count)]
    instance = Instance(people, None, HOURS)
    assert fewest_half_days(instance) == len(timetable_of(instance).used) == half_days


@pytest.mark.parametrize(("people", "euros"), [(10, 0), (11, 50), (50, 50), (51, 80), (100, 80), (101, 150)])
def test_the_allowance_of_a_centre_goes_by_the_candidates_of_the_day(people: int, euros: int) -> None:
    assert indemnite_d_un_centre(2024, people) == euros and indemnite_d_un_centre(2021, people) is None


def test_the_juries_of_a_real_file_are_those_of_its_timetable() -> None:
    """The question on capacity, by centre and day; who registered elsewhere follows the calendar of his académie."""
    few = made_up_session(24, 3, adjusted=0)
    candidats = few.candidats.assign(academie=["nancy-metz"] * 20 + ["reims"] * 4)
    study = bts.study(session=2024, candidates=candidats, marks=few.notes, regimes="permanent_2022", draws=2)
    asked = study.orals(calendars="nancy-metz,reims")
    found = asked.tables["places"]
    here = found[found["calendrier"] == "nancy-metz"]
    assert set(zip(here["centre"], here["jour"], strict=True)) == {(one.centre, one.date) for one in (METZ, NANCY)}
    assert here["oraux"].sum() == 40 and here["candidats"].sum() == 20
    assert (here["demi_journees"].sum() >= here["demi_journees_au_moins"]).all() and set(here["indemnite"]) <= {0, 50}
    elsewhere = found[found["calendrier"] == "reims"]
    assert elsewhere[["centre", "jurys"]].values.tolist() == [["", 0]] and elsewhere["candidats"].isna().all()
    assert METZ.centre in repr(asked.views["places"]()) and "moins de 5" in repr(asked.views["places"]())


# --- What is short ----------------------------------------------------------------------------------------------------


def _all_but(juries: pd.DataFrame, discipline: str, keep: int) -> pd.DataFrame:
    return pd.concat([juries[juries["discipline"] != discipline], juries[juries["discipline"] == discipline][:keep]])


def test_what_is_short_is_told_and_solving_again_with_it_places_everybody(plain: SecondGroup) -> None:
    juries = plain.juries
    closed = juries.assign(hors_contrat="oui")
    cases = {
        "mathématiques": _all_but(juries, "mathématiques", 1),
        "langues vivantes": _all_but(juries, "langues vivantes", 0),
        CGE: closed,
    }
    for discipline, given in cases.items():
        short = planned(PLAIN, jurys=given)
        shortage = short.planned.shortage
        assert set(short.not_placed["discipline"]) == set(short.to_add["discipline"]) == {discipline}
        assert set(short.not_placed["manque"]) == {"jury"}
        assert shortage.confirmed and shortage.total == shortage.fewest
        assert shortage.total == len(juries[juries["discipline"] == discipline]) - (discipline == "mathématiques")
        assert "surtout en " + discipline in shortage.said and "place tous les candidats" in shortage.said


def test_the_command_shows_the_half_days_to_add(tmp_path: Path) -> None:
    session = _of_mco()
    juries = pd.DataFrame(
        [("J1", "culture économique, juridique et managériale", METZ.centre, "S1", METZ.date, "09:00", "12:00")],
        columns=["jury", "discipline", "centre", "salle", "date", "debut", "fin"],
    )
    folder = _written(tmp_path, session.candidats, session.notes, session.choix, juries)
    done = bts_sim("second-groupe", *folder, "--session", 2024, "--academie", "nancy-metz", "--out", tmp_path / "out")
    assert done.exit_code == 1 and "Oraux non placés : 1" in done.stderr, done.stderr
    (row,) = lire(tmp_path / "out" / "a_ajouter.csv")
    assert (row["discipline"], row["centre"], row["date"], row["nombre"]) == (CGE, METZ.centre, METZ.date, "1")
    assert "Il manque 1 demi-journée de jury, surtout en" in done.stderr and row["demi_journee"] in done.stdout


def test_whom_no_calendar_covers_is_not_placed_and_the_command_fails(session: MadeUp, tmp_path: Path) -> None:
    few = session.candidats[:3].assign(academie=["nancy-metz", "paris", "nancy-metz"])
    folder = _written(tmp_path, few, session.notes, session.choix)
    done = bts_sim("second-groupe", *folder, "--session", 2024, "--academie", "nancy-metz", "--out", tmp_path / "out")
    assert done.exit_code == 1, done.stderr
    (row, other) = lire(tmp_path / "out" / "non_places.csv")
    assert row["candidat"] == other["candidat"] == "000002" and row["manque"] == "calendrier"
    assert "aucun calendrier de l'académie Paris" in row["detail"] and "aucun calendrier" in done.stderr
    assert len(lire(tmp_path / "out" / "horaires.csv")) == 4 and not (tmp_path / "out" / "a_ajouter.csv").exists()
    files = {row["candidat"]: row["fichier"] for row in lire(tmp_path / "out" / "agendas.csv")}
    diary = Calendar.from_ical((tmp_path / "out" / files["000001"]).read_bytes())
    hours = [row for row in lire(tmp_path / "out" / "horaires.csv") if row["candidat"] == "000001"]
    begins = sorted(f"{one['dtstart'].dt:%Y-%m-%d %H:%M}" for one in diary.walk("VEVENT"))
    # Paris is two hours ahead of UTC in July.
    assert begins == [f"{row['date']} {int(row['preparation'][:2]) - 2:02d}:{row['preparation'][3:]}" for row in hours]
    pages = list((tmp_path / "out" / "documents").rglob("convocation_*.html"))
    text = "".join(page.read_text(encoding="utf-8") for page in pages)
    for row in hours:
        assert f"<td>{row['preparation'].replace(':', 'h')}</td><td>{row['debut'].replace(':', 'h')}</td>" in text
        assert row["salle"] in text
    assert list((tmp_path / "out" / "journees").glob("*.png"))


def _written(folder: Path, *tables: pd.DataFrame) -> list[object]:
    """Write tables as files, and return the options that give them."""
    kept = set(tables[0]["candidat"])
    words: list[object] = []
    for name, table in zip(("candidats", "notes", "choix", "jurys"), tables, strict=False):
        rows = table[table["candidat"].isin(kept)] if "candidat" in table and name != "choix" else table
        rows = rows[rows["candidat"].isin({*kept, "X9"})] if name == "choix" else rows
        rows.to_csv(folder / f"{name}.csv", sep=";", index=False)
        words += [f"--{name}", folder / f"{name}.csv"]
    return words


def whose(folder: Path) -> list[str]:
    """The candidates of the documents of a folder."""
    text = "".join(path.read_text(encoding="utf-8") for path in folder.glob("*.html"))
    return re.findall(r'<dd><bdi class="numero">(\d+)</bdi>', text)


# --- Results ----------------------------------------------------------------------------------------------------------


def test_a_number_finds_its_result_and_no_page_holds_who_failed(session: MadeUp, tmp_path: Path) -> None:
    """1 admitted, 2 eliminated, 3 and 4 sat (20, then 0), 5 half sat, 6 has not chosen, 7 is placed."""
    few = session.candidats[:7].assign(nom="Dupont-Untel")
    notes = session.notes.astype(object)
    notes.loc[notes["candidat"] == "000001", "note"] = 15
    notes.loc[(notes["candidat"] == "000002") & (notes["unite"] == "U1"), ["note", "statut"]] = ["", "AB"]
    choix = session.choix[~session.choix["candidat"].isin(["000001", "000002", "000006"])]
    sat = choix[choix["candidat"].isin(["000003", "000004", "000005"])].assign(note="20")
    sat.loc[sat["candidat"] != "000003", "note"] = "0"
    sat = sat[~((sat["candidat"] == "000005") & sat["candidat"].duplicated())]
    folder = _written(tmp_path, few, notes, choix)
    sat.to_csv(tmp_path / "oraux.csv", sep=";", index=False)
    out = tmp_path / "out"
    run = ("second-groupe", *folder, "--oraux", tmp_path / "oraux.csv", "--session", 2024, "--academie", "nancy-metz")
    done = bts_sim(*run, "--out", out)
    assert done.exit_code == 0, done.stderr
    pages = {path.stem: path.read_text(encoding="utf-8") for path in (out / "resultats").glob("*.html")}
    told = {name: json.loads(re.search(r'id="donnees">(.*?)</script>', text)[1]) for name, text in pages.items()}
    allowed = {f"00000{n}": "autorise" for n in range(3, 8)}
    assert told == {
        "premier_groupe": {"000001": "admis"} | allowed,
        "second_groupe": {"000001": "admis", "000003": "apres"},
    }
    for text in pages.values():
        assert "Dupont" not in text and "cyclades.education.gouv.fr" in text
        assert not any(code in text for code in few["specialite"]) and "000002" not in text
    rows = {row["candidat"]: row for row in lire(out / "attentes.csv")}
    assert {name: row["attend"] for name, row in rows.items()} == {
        "000005": "oral",
        "000006": "choix",
        "000007": "oral",
    }
    assert {row["resultat"] for row in rows.values()} == {"2024-07-08 12:00"}
    choices = {row["candidat"]: row for row in lire(out / "choix.csv")}
    assert rows["000006"]["jusqu_au"] == choices["000006"]["limite"] != ""
    ends = [row for row in lire(out / "horaires.csv") if row["candidat"] == "000007"]
    assert rows["000007"]["jusqu_au"] == max(f"{row['date']} {row['fin']}" for row in ends)
    for said in ("1 attend un choix d'oraux", "2 attendent un oral ou sa note"):
        assert f"Sans résultat : {said}." in done.stderr
    assert set(whose(out / "documents" / "releves_de_notes")) == {"000003", "000004"}
    assert set(whose(out / "documents" / "convocations")) == {"000005", "000006", "000007"}
    convocations = next((out / "documents" / "convocations").iterdir()).read_text(encoding="utf-8")
    assert "Ces résultats sont publiés à l'adresse https://cyclades.education.gouv.fr" in html.unescape(convocations)
    link, target = tmp_path / "link.html", (out / "resultats" / "premier_groupe.html").as_uri()
    link.write_text(f"<script>location.replace('{target}#0000 03')</script>", encoding="utf-8")
    opened = open_page(link, tmp_path)
    assert opened.errors == [] and "0000 03\u202f: autorisé à se présenter" in opened.dom
    named = [table.assign(candidat=table["candidat"] + "dupont-untel") for table in (few, notes)]
    files = _written(tmp_path, *named)
    done = bts_sim("second-groupe", *files, "--session", 2024, "--academie", "nancy-metz", "--out", tmp_path / "named")
    assert done.exit_code == 2 and "contient son nom" in done.stderr and not (tmp_path / "named").exists()


def test_each_academie_may_give_its_calendar(tmp_path: Path) -> None:
    written = Path("docs/howto/add_a_calendar.md").read_text(encoding="utf-8")
    own = re.search(r":caption: mon_academie_2024.yaml\n\n(.*?)^```$", written, re.MULTILINE | re.DOTALL)[1]
    paths = [tmp_path / "one.yaml", tmp_path / "other.yaml"]
    paths[0].write_text(own, encoding="utf-8")
    paths[1].write_text(own.replace("mon-academie", "ailleurs").replace("0990001A", "0880001B"), encoding="utf-8")
    session = _of_mco()
    both = session.candidats.merge(pd.DataFrame({"academie": ["ailleurs", "mon-academie"]}), how="cross")
    numbers = pd.DataFrame({"candidat": ["A1", "A2"]})
    both["candidat"] = numbers["candidat"]
    notes, choix = (
        table.drop(columns="candidat").merge(numbers, how="cross") for table in (session.notes, session.choix)
    )
    given = {"session": 2024, "academie": "mon-academie"}
    made = bts.second_group(both, notes, choix, calendrier=paths, **given)
    where = made.timetable.drop_duplicates("candidat")[["candidat", "centre"]].values.tolist()
    assert where == [["A1", "0880001B"], ["A2", "0990001A"]]
    paths[1].write_text(own, encoding="utf-8")
    with pytest.raises(bts.BtsSimError, match="deux calendriers de la même académie"):
        bts.second_group(both, notes, choix, calendrier=paths, **given)


# --- Choices ----------------------------------------------------------------------------------------------------------


def test_choices_to_make_are_told_with_their_limit_before_any_is_made(session: MadeUp, tmp_path: Path) -> None:
    few = session.candidats[:4]
    folder = _written(tmp_path, few, session.notes)
    done = bts_sim("second-groupe", *folder, "--session", 2024, "--academie", "nancy-metz", "--out", tmp_path / "out")
    assert done.exit_code == 0 and {path.name for path in (tmp_path / "out").glob("[!.]*")} == {
        *("choix.csv", "attentes.csv", "resultats"),
    }
    rows = lire(tmp_path / "out" / "choix.csv")
    assert [row["candidat"] for row in rows] == few["candidat"].tolist()
    assert {row["etat"] for row in rows} == {"a_choisir"} and not any(row["choisies"] for row in rows)
    assert all(re.fullmatch(r"2024-0[67]-\d\d (12|18):00", row["limite"]) for row in rows)
    assert "Sans choix complet, jusqu'au" in done.stderr


@pytest.mark.parametrize(
    ("moment", "late"), [("2024-07-01 18:00", False), ("2024-07-01 18:01", True), ("01/07/2024", False)]
)
def test_a_choice_after_the_limit_is_refused_and_at_the_limit_is_not(moment: str, late: bool) -> None:
    """MCO, at Nancy-Metz: until 1 July at 18:00; a day without an hour may be before it."""
    session = _of_mco()
    given = replace(session, choix=session.choix.assign(saisi_le=moment))
    if late:
        with pytest.raises(bts.BtsSimError, match="après la limite du 01/07/2024 à 18h00"):
            planned(given)
    else:
        assert planned(given).choices["etat"].tolist() == ["choisi"]


def _of_mco(units: Sequence[str] = ("U1", "U3")) -> MadeUp:
    who = {"candidat": ["A1"], "specialite": "MCO", "voie": "scolaire", "forme": "globale", "derniere_session": "oui"}
    marks = [(unit.code, 8 if unit.domaine == "general" else 10) for unit in bts.law(2024).reglements["MCO"].unites]
    notes = pd.DataFrame(marks, columns=["unite", "note"]).assign(candidat="A1", statut="")
    return MadeUp(pd.DataFrame(who), notes, pd.DataFrame({"candidat": "A1", "unite": list(units)}))


def test_an_oral_with_a_mark_is_chosen_and_no_longer_placed() -> None:
    session = _of_mco()
    sat = pd.DataFrame({"candidat": ["A1"], "unite": ["U1"], "note": ["9"]})
    half = planned(session, oraux=sat)
    assert half.choices[["choisies", "etat"]].values.tolist() == [["U1,U3", "choisi"]]
    assert half.timetable["unite"].tolist() == ["U3"]
    with pytest.raises(bts.BtsSimError, match="déjà passé : U1"):
        planned(_of_mco(("U21", "U3")), oraux=sat)
    done = planned(session, oraux=pd.concat([sat, sat.assign(unite="U3")]))
    assert done.choices["etat"].tolist() == ["passe"] and not len(done.timetable) and not len(done.not_placed)


def test_the_orals_of_2021_are_placed_once_their_days_and_their_length_are_given(tmp_path: Path) -> None:
    """A professional jury hears one specialty; the general oral is of the unit that the file says."""
    codes = ("MCO", "CG")
    who = pd.DataFrame({"candidat": ["A1", "A2"], "specialite": codes, "voie": "scolaire", "forme": "globale"})
    marks = [
        (number, unit.code, 8)
        for number, code in zip(who["candidat"], codes, strict=True)
        for unit in bts.law(2021).reglements[code].unites
    ]
    notes = pd.DataFrame(marks, columns=["candidat", "unite", "note"]).assign(statut="")
    given = (who.assign(derniere_session="oui"), notes)
    law = {"session": 2021, "academie": "lyon"}
    both = pd.DataFrame({"candidat": ["A1", "A1", "A2", "A2"], "domaine": ["general", "professionnel"] * 2})
    bare = bts.second_group(*given, both[:1], **law)
    assert bare.choices[["choisies", "etat"]].values.tolist() == [["general", "incomplet"], ["", "a_choisir"]]
    assert set(bare.not_placed["manque"]) == {"calendrier"}
    units = bare.choices.set_index("candidat")["unites_choisissables"].str.split(",")
    choix = both.assign(unite=[units["A1"][-1], "", "", ""])
    written = Path("docs/howto/add_a_calendar.md").read_text(encoding="utf-8")
    own = re.search(r":caption: mon_academie_2024.yaml\n\n(.*?)^```$", written, re.MULTILINE | re.DOTALL)[1]
    own = own.replace("mon-academie", "lyon").replace("session: 2024", "session: 2021").replace("[MCO]", "[MCO, CG]")
    (tmp_path / "own.yaml").write_text(own, encoding="utf-8")
    there = law | {"calendrier": tmp_path / "own.yaml"}
    assert set(bts.second_group(*given, choix, **there).not_placed["manque"]) == {"duree"}
    lasting = {"preparation_par_domaine": 20, "interrogation_par_domaine": 30}
    made = bts.second_group(*given, choix, **there, **lasting)
    assert not len(made.not_placed) and len(made.timetable) == 4
    held = made.juries.set_index("jury")["discipline"].to_dict()
    orals = {(row["candidat"], row["unite"]): held[row["jury"]] for row in records(made.timetable)}
    (chosen,) = (one for one in bts.law(2021).reglements["MCO"].unites if one.code == units["A1"][-1])
    assert orals["A1", "general"] == ("langues vivantes" if chosen.langue else disciplines().de(chosen))
    assert {orals[who, "professionnel"] for who in ("A1", "A2")} == {f"domaine professionnel {one}" for one in codes}
    with pytest.raises(bts.BtsSimError, match="au choix, pour l'oral général seul"):
        bts.second_group(*given, both.assign(unite=["", units["A1"][0], "", ""]), **there, **lasting)
    with pytest.raises(bts.BtsSimError, match="ce ne sont pas des minutes"):
        bts.second_group(*given, choix, **there, preparation_par_domaine=20)


def test_a_jury_of_languages_holds_one_language() -> None:
    """That of the title of the unit, or of the file of choices where the title says none."""
    session = _of_mco(("U21", "U3"))
    spoken = session.choix.assign(langue=["Espagnol", ""])
    assert "langues vivantes" in set(planned(session).juries["discipline"])
    made = planned(replace(session, choix=spoken))
    assert set(made.juries["discipline"]) == {"espagnol", "culture économique, juridique et managériale"}
    again = planned(replace(session, choix=spoken), jurys=made.juries.replace("espagnol", "langues vivantes"))
    assert again.not_placed[["unite", "discipline"]].values.tolist() == [["U21", "espagnol"]]
    with pytest.raises(bts.BtsSimError, match="langue d'une autre unité"):
        planned(replace(session, choix=spoken.assign(langue=["", "espagnol"])))
    english = next(one for one in bts.law(2024).reglements.values() if any("anglais" in u.intitule for u in one.unites))
    assert disciplines().langue_nommee(next(u for u in english.unites if "anglais" in u.intitule)) == "anglais"


def test_a_reform_of_some_candidates_opens_and_places_the_orals_of_each() -> None:
    """A floor of 7 for the apprentices alone: one who has 7.9 sits, and a pupil of the same marks does not."""
    alone = _of_mco()
    low = alone.notes.assign(note=alone.notes["note"].where(alone.notes["note"] > 8, 5))
    people = pd.concat(
        [alone.candidats.assign(candidat=f"A{n}", voie=v) for n, v in enumerate(("scolaire", "apprentissage"))]
    )
    mine = MadeUp(
        people.reset_index(drop=True),
        pd.concat([low.assign(candidat=f"A{n}") for n in range(2)]),
        alone.choix.assign(candidat="A1"),
    )
    law = bts.regime("permanent_2022")
    some = replace(bts.regime("plancher_7"), nom="sept", pour=Pour({"voie": ("apprentissage",)}, law))
    made = planned(mine, regime=some)
    assert made.choices[["candidat", "etat"]].values.tolist() == [["A1", "choisi"]]
    assert set(made.timetable["candidat"]) == {"A1"} and not len(made.not_placed)
    with pytest.raises(bts.BtsSimError, match="candidat non autorisé"):
        planned(replace(mine, choix=alone.choix.assign(candidat="A0")), regime=some)
    three = replace(bts.regime("trois_oraux"), nom="trois", pour=Pour({"voie": ("apprentissage",)}, law))
    both = pd.concat([alone.notes.assign(candidat=f"A{n}") for n in range(2)])
    graded = bts.grade(people, both, session=2024, regime=three)
    told = session_documents(graded, Request())
    assert [one.choix.nombre for one in told.convocations.documents] == ["2 unités", "3 unités"]
    assert [one.choix.nombre for each in told.autorises for one in each.groupes] == ["2 unités", "3 unités"]


def test_three_orals_a_candidate_are_placed_in_one_half_day_with_the_fewest_juries() -> None:
    """As the tables promise; then one candidate changes his mind, and nobody else moves."""
    three = made_up_session(30, 11, regime="trois_oraux", adjusted=0)
    made = planned(three, regime="trois_oraux")
    assert made.planned is not None and len(made.timetable) == 3 * len(three.candidats)
    assert not broken_constraints(records(made.timetable), records(made.juries), promised(made))
    figures = made.planned.figures
    assert (figures.ensemble, figures.demi_journees) == (30, figures.au_moins)
    choosable = made.choices.set_index("candidat")["unites_choisissables"].str.split(",")
    mine = three.choix.groupby("candidat")["unite"].agg(list)
    changes = next(one for one in mine.index if len(choosable[one]) > len(mine[one]))
    other = next(unite for unite in choosable[changes] if unite not in mine[changes])
    changed = three.choix["candidat"].eq(changes) & three.choix["unite"].eq(mine[changes][0])
    late = replace(three, choix=three.choix.assign(unite=three.choix["unite"].mask(changed, other)))
    kept = planned(late, regime="trois_oraux", horaires=made.timetable)
    assert not broken_constraints(records(kept.timetable), records(kept.juries), promised(kept))
    assert kept.planned is not None and (kept.planned.figures.moves, kept.planned.figures.stay) == (0, 29)


@pytest.mark.parametrize("seed", [4, 12, 15])
def test_any_instance_and_half_of_its_timetable_kept_break_no_constraint(seed: int) -> None:
    """One to three orals a candidate, centres and days that overlap, juries given or made: drawn."""
    luck = random.Random(seed)
    places = [Place(centre, date) for centre in "AB" for date in ("2024-07-03", "2024-07-04")]
    disciplines_drawn = [f"d{rank}" for rank in range(4)]
    people = [
        Person(
            f"{number:06d}",
            tuple(
                (f"U{rank}", Length(luck.choice(disciplines_drawn), luck.choice((10, 20)), luck.choice((10, 20))))
                for rank in range(luck.randint(1, 3))
            ),
            tuple(place for place in places if luck.random() < 0.7) or places[:1],
        )
        for number in range(8)
    ]
    given = [
        Presence(f"J{n}", luck.choice(disciplines_drawn), luck.choice(places), f"S{n}", *luck.choice(HOURS))
        for n in range(8)
    ]
    owed = Promised(
        {(one.candidat, code): vars_of(length) for one in people for code, length in one.orals},
        {one.candidat: frozenset((place.centre, place.date) for place in one.places) for one in people},
        frozenset(),
    )
    for juries in (None, given):
        instance = Instance(people, juries, HOURS)
        found = timetable_of(instance)
        for made in (found, kept_timetable(instance, found.orals[::2])):
            tables = table_of_hours(made.orals), table_of_juries(made.presences if juries is None else juries)
            assert not broken_constraints(*map(records, tables), owed)
            assert len(made.orals) + len(made.left) == len(owed.orals)
            assert juries or not made.left


def vars_of(length: Length) -> tuple[str, int, int]:
    return length.discipline, length.preparation, length.oral


def test_every_fault_of_choices_and_juries_is_told_at_once_and_nothing_is_written(
    session: MadeUp, made: SecondGroup, tmp_path: Path
) -> None:
    candidats = session.candidats[:4].copy()
    notes = session.notes.copy()
    # Admitted at once: not authorised.
    notes.loc[notes["candidat"] == "000004", "note"] = 15
    own = {number: rows["unite"].tolist() for number, rows in session.choix.groupby("candidat")}
    professional = "U5" if "U5" in set(notes["unite"][notes["candidat"] == "000001"]) else "U4"
    wrong = [
        ("000001", own["000001"][0], ""),
        ("000001", own["000001"][0], ""),
        ("000001", professional, ""),
        ("000002", own["000002"][0], "2024-07-09"),
        ("000002", "U999", ""),
        *(
            (("000003", unit, ""))
            for unit in made.choices.set_index("candidat").at["000003", "unites_choisissables"].split(",")[:3]
        ),
        ("000004", own["000004"][0], ""),
        ("X9", "U1", "jamais"),
    ]
    choix = pd.DataFrame(wrong, columns=["candidat", "unite", "saisi_le"])
    juries = pd.DataFrame(
        [
            ("J1", "mathematique", METZ.centre, "S1", METZ.date, "09:00", "12:00"),
            ("J2", CGE, METZ.centre, "S2", METZ.date, "9h00", "12:00"),
            ("J2", CGE, METZ.centre, "S3", METZ.date, "11:59", "13:00"),
            ("J3", CGE, METZ.centre, "S2", METZ.date, "12:00", "13:00"),
            ("J4", CGE, METZ.centre, "S2", METZ.date, "12:30", "14:00"),
            ("J5", CGE, METZ.centre, "S5", "2024-07-14", "09:00", "12:00"),
            ("J6", CGE, "Lycée Robert Schuman", "S6", METZ.date, "09:00", "12:00"),
            ("J7", CGE, METZ.centre, "S7", METZ.date, "12:00", "12:00"),
        ],
        columns=["jury", "discipline", "centre", "salle", "date", "debut", "fin"],
    )
    folder = _written(tmp_path, candidats, notes, choix, juries)
    done = bts_sim("second-groupe", *folder, "--session", 2024, "--academie", "nancy-metz", "--out", tmp_path / "out")
    assert done.exit_code == 2 and not (tmp_path / "out").exists()
    for said in (
        *("choix en double, déjà donné ligne 2", "unité qui ne peut pas être choisie", "après la limite"),
        *("plus de 2 choix pour ce candidat", "candidat non autorisé aux épreuves de contrôle", "candidat inconnu"),
        *("jour illisible", "discipline que personne n'a à passer", "« mathématiques »", "ce jury est ailleurs"),
        *("cette salle est prise", "jour hors du calendrier", "centre qui n'est dans aucun calendrier"),
        *("écrire son code, 0570057C", "le jury part avant d'arriver"),
    ):
        assert said in done.stderr, said
    assert "14 fautes." in done.stderr and "Traceback" not in done.stderr


def test_juries_without_choices_and_impossible_hours_are_refused(made: SecondGroup) -> None:
    session = _of_mco()
    with pytest.raises(bts.BtsSimError, match="sans effet sans --choix"):
        bts.second_group(session.candidats, session.notes, jurys=made.juries, session=2024, academie="nancy-metz")
    for hours in ("9h-12h", "08:00-13:30,14:00-17:00", "12:00-08:00,14:00-17:00"):
        with pytest.raises(bts.BtsSimError, match="--heures"):
            planned(session, heures=hours)
    mixed = replace(bts.regime("exceptionnel_2021"), pour=Pour({"voie": ("scolaire",)}, bts.regime("permanent_2022")))
    with pytest.raises(bts.BtsSimError, match="oraux par unité pour les uns, par domaine pour les autres"):
        planned(session, regime=mixed)
    with pytest.raises(bts.BtsSimError, match="vouliez-vous dire « nancy-metz »"):
        bts.second_group(session.candidats, session.notes, session=2024, academie="nancy")


def test_presences_given_in_the_hours_of_a_person_hold_orals_to_the_minute() -> None:
    """Forty minutes hold one oral of CGE and no second one; a language of the same candidate fits beside it."""
    juries = [
        Presence("J1", CGE, METZ, "S1", 9 * 60 + 1, 9 * 60 + 46),
        Presence("J2", "langues vivantes", METZ, "S2", 9 * 60, 10 * 60 + 10),
    ]
    lengths = (("U1", Length(CGE, 20, 20)), ("U2", Length("langues vivantes", 10, 10)))
    people = [Person("A", lengths, (METZ,)), Person("B", lengths[:1], (METZ,))]
    timetable = timetable_of(Instance(people, juries, HOURS))
    assert len(timetable.orals) == 2 and [(person.candidat, unit) for person, unit, _ in timetable.left] == [
        ("B", "U1")
    ]
