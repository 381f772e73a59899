"""Does a calendar say what its document says, find where it contradicts itself, and give the days that it leaves?"""

from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result
from cohorts import lire as lire_csv
from icalendar import Calendar

from bts_sim.candidates.documents.ical import ics
from bts_sim.cli import main
from bts_sim.display.theme import COLOURS
from bts_sim.droit.calendriers import tables
from bts_sim.droit.calendriers.dates import PARIS, parse_quand
from bts_sim.droit.calendriers.document import Calendrier, calendriers, load_calendrier, read_calendrier
from bts_sim.droit.calendriers.durees import Duree, durees
from bts_sim.droit.calendriers.intervalles import intervalles_de_la_loi
from bts_sim.droit.calendriers.lecture import lire_evenement
from bts_sim.droit.calendriers.linter import GENRES, verifier
from bts_sim.droit.regles import calendrier as regles
from bts_sim.droit.textes import TEXTES, sources
from bts_sim.errors import InputError, LawError
from bts_sim.questions.capacity.charts.calendar import draw_calendar
from bts_sim.questions.capacity.words import say_preparation

#: The annex of the note of Nancy-Metz, typed from it: code; letter; results; last day to choose; oral; town.
ANNEXE = [
    "ME;I;20/06;24/06;04/07;Nancy",
    "SIO;T;24/06;26/06;03/07;Metz",
    "SAM;T;24/06;26/06;03/07;Metz",
    "CCST;T;24/06;26/06;03/07;Metz",
    "SP3S;I;24/06;26/06;04/07;Nancy",
    "CG;T;26/06;28/06;03/07;Metz",
    "GPME;T;26/06;28/06;03/07;Metz",
    "MS;I;27/06;28/06;04/07;Nancy",
    "GTLA;T;27/06;28/06;03/07;Metz",
    "Tourisme;T;27/06;28/06;03/07;Metz",
    "CRSA;I;27/06;28/06;04/07;Nancy",
    "NDRC;T;27/06;28/06;03/07;Metz",
    "SN;I;28/06;01/07;04/07;Nancy",
    "MHR;T;28/06;01/07;03/07;Metz",
    "CI;T;28/06;01/07;03/07;Metz",
    "FED;I;28/06;01/07;04/07;Nancy",
    "MCO;T;28/06;01/07;03/07;Metz",
    "MC;I;01/07;02/07 à 12h;04/07;Nancy",
    "ET;I;01/07;02/07 à 12h;04/07;Nancy",
    "CIRA;I;01/07;02/07 à 12h;04/07;Nancy",
    "GA;I;01/07;02/07 à 12h;04/07;Nancy",
]
#: A calendar without contradiction, of which each test breaks one thing. Sessions, days and places are invented.
PROPRE = """\
academie: essai
session: 2024
titre: Calendrier d'essai
source: nancy-metz-2024
cote: I
releve_le: 2026-11-21
secteurs: {T: tertiaire, I: industriel, SS: sanitaire et social}
centres:
  A: {nom: Lycée A, ville: Metz}
  B: {nom: Lycée B, ville: Nancy}
enonces:
  - {evenement: deliberation_1, quand: 2024-06-18/2024-06-25, lieu: jurys}
  - {evenement: resultats_1, apres: deliberation_1, jours: 1, sens: au_plus_tot, lieu: affichage}
  - {evenement: choix, apres: resultats_1, jours: 1, sens: au_plus_tard, lieu: lendemain}
  - {evenement: convocation, quand: 2024-07-02, jour: mardi, sens: au_plus_tard, lieu: convocation}
  - {evenement: oral, quand: 2024-07-03, jour: mercredi, secteurs: [T], centre: A, lieu: oral tertiaire}
  - {evenement: oral, quand: 2024-07-04, secteurs: [I, SS], centre: B, lieu: oral industriel}
  - {evenement: deliberation_2, quand: 2024-07-05, lieu: second jury}
  - {evenement: resultats_2, quand: 2024-07-08 12h00, lieu: second affichage}
moyennes:
  - {moyenne: generale, de: 8, a: 10, lieu: accès}
  - {moyenne: professionnelle, de: 10, lieu: accès professionnel}
tableau:
  lieu: annexe
  heures: {resultats_1: 12h00, choix: 18h00}
  lignes:
    - {specialite: CG, intitule: Gestion, secteur: T, codes: [CG],
       resultats_1: 2024-06-26, choix: 2024-06-27, oral: 2024-07-03, centre: A}
    - {specialite: ME, intitule: Eau, secteur: I, codes: [ME],
       resultats_1: 2024-06-25, choix: 2024-06-26, oral: 2024-07-04, centre: B}
    - {specialite: SP3S, intitule: Sanitaire et social, secteur: SS,
       resultats_1: 2024-06-25, choix: 2024-06-26, oral: 2024-07-04, centre: B}
"""
SECOND = "  - {evenement: resultats_2, quand: 2024-07-08 12h00, lieu: second affichage}"


def write(dossier: Path, texte: str) -> Path:
    fichier = dossier / "essai.yaml"
    fichier.write_text(texte, encoding="utf-8")
    return fichier


def trial(dossier: Path, *changes: tuple[str, str]) -> Calendrier:
    """The clean calendar, each change made once."""
    texte = PROPRE
    for avant, apres in changes:
        assert avant in texte, avant
        texte = texte.replace(avant, apres, 1)
    return read_calendrier(write(dossier, texte))


def commande(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["calendar", *map(str, arguments)])


# --- The documents ----------------------------------------------------------------------------------------------


def test_is_the_annex_held_whole_and_as_written() -> None:
    calendrier = load_calendrier("nancy-metz", 2024)
    held = []
    for ligne in calendrier.lignes:
        choix = lire_evenement(calendrier, "choix", ligne, "annexe").quand
        assert ligne.resultats_1 and ligne.oral and choix and choix.debut.heure
        hour = {18: "", 12: " à 12h"}[choix.debut.heure.hour]
        days = [f"{quand.debut.jour:%d/%m}" for quand in (ligne.resultats_1, choix, ligne.oral)]
        town = calendrier.centres[ligne.centre or ""].ville
        held.append(";".join([ligne.specialite, ligne.secteur or "", days[0], days[1] + hour, days[2], town]))
        assert str(lire_evenement(calendrier, "resultats_2", ligne, "annexe").quand) == "lundi 8 juillet 2024 à 12h00"
    assert held == ANNEXE


def test_are_the_codes_of_the_note_those_of_the_project_where_it_has_them() -> None:
    codes = {ligne.specialite: ligne.codes for ligne in load_calendrier("nancy-metz", 2024).lignes}
    assert codes["SIO"] == ("SIO-SISR", "SIO-SLAM") and codes["MS"] == ("MS-A", "MS-B")
    assert codes["SN"] == ("SN-IR", "SN-EC") and codes["CRSA"] == ("CRSA",)
    assert [name for name, known in codes.items() if not known] == [
        *("CCST", "SP3S", "Tourisme", "MHR", "MC", "ET", "CIRA", "GA")
    ]


@pytest.mark.parametrize(("academie", "session"), calendriers())
def test_does_every_value_have_a_source_that_resolves(academie: str, session: int) -> None:
    agenda = tables.agenda(load_calendrier(academie, session))
    cited = {source for cell in agenda["source"] for source in cell.split(",")}
    assert cited and cited <= set(sources())
    assert set(",".join(agenda["cote"]).split(",")) <= {"A", "A~", "B", "C", "I"}
    whole = yaml.safe_load((TEXTES / "calendriers" / f"{academie}_{session}.yaml").read_text(encoding="utf-8"))
    assert {whole["source"]} | {one["source"] for one in whole.get("enonces", ()) if "source" in one} <= set(sources())


def test_is_every_row_of_the_annex_of_a_specialty_that_the_note_covers() -> None:
    nancy, reims = (load_calendrier(academie, 2024) for academie in ("nancy-metz", "reims"))
    assert nancy.couvre and reims.couvre
    assert set(nancy.couvre.specialites) == {ligne.specialite for ligne in nancy.lignes}
    assert (nancy.couvre.academies, reims.couvre.academies) == (("nancy-metz",), ("reims",))
    assert reims.couvre.specialites == (), "the note names none"


def test_is_what_was_only_reported_of_2021_marked_so() -> None:
    agenda = tables.agenda(load_calendrier("national", 2021)).set_index("evenement")
    assert set(agenda.loc[["ponctuelles", "deliberation_1", "oral"], "cote"]) == {"C"}
    assert tuple(agenda.loc["ponctuelles", ["date", "date_fin"]]) == ("2021-05-10", "2021-05-21")
    # September was announced, July happened: two dates, none chosen.
    assert agenda.loc["oral", "date"] == "" and "septembre" in agenda.loc["oral", "ecarts"]


def test_who_enters_the_choices() -> None:
    nancy, reims = (load_calendrier(academie, 2024).saisie for academie in ("nancy-metz", "reims"))
    assert {one.voies: one.par for one in reims} == {
        "autres": ("etablissement", "candidat"),
        "individuel": ("candidat",),
    }
    assert {one.voies: one.par for one in nancy} == {"autres": ("etablissement",), "individuel": ()}
    assert "la note ne dit pas" in "\n".join(tables.saisie(load_calendrier("nancy-metz", 2024)))


def test_how_long_an_oral_lasts_and_for_which_sessions() -> None:
    found = durees(2024)
    assert (found["hors langues"].preparation, found["hors langues"].interrogation) == (20, 20)
    assert regles.duree_d_un_oral(found["langues"].preparation, found["langues"].interrogation) == 20
    assert {one.source for one in found.values()} <= set(sources())
    with pytest.raises(LawError, match="aucun texte lu n'en donne pour la session 2021"):
        durees(2021)


@pytest.mark.parametrize("session", range(2022, 2027))
def test_a_duration_read_for_another_session_is_graded_an_inference(session: int) -> None:
    found = durees(session)
    graded = {discipline: one.cote for discipline, one in found.items()}
    read = {2022: "A~", 2023: "A~", 2024: "A~"}.get(session, "I")
    other = "B" if session == 2024 else "I"
    assert graded == {"hors langues": other, "langues": other, "culture générale et expression": read}
    for one in found.values():
        text = sources()[one.source]
        governs = text.get("de", session) <= session <= text.get("a", session)
        assert one.cote == "I" or governs
        assert bool(one.lue_pour) == (one.cote == "I")


def test_a_duration_of_no_text_cannot_be_said_to_be_read() -> None:
    row = {"disciplines": "langues", "preparation": 10, "interrogation": 10, "de": 2025, "a": 2025}
    row |= {"source": "normandie-2024", "lieu": "G"}
    with pytest.raises(ValueError, match="de cote I, et elle seule"):
        Duree.model_validate(row | {"cote": "I"})
    with pytest.raises(ValueError, match="de cote I, et elle seule"):
        Duree.model_validate(row | {"cote": "B", "lue_pour": "la session 2024"})


# --- The readings -----------------------------------------------------------------------------------------------


def test_the_annex_wins_and_the_body_may_be_asked_for() -> None:
    calendrier = load_calendrier("nancy-metz", 2024)
    eau = calendrier.lignes[0]
    assert str(lire_evenement(calendrier, "choix", eau, "annexe").quand) == "lundi 24 juin 2024 à 18h00"
    assert str(lire_evenement(calendrier, "choix", eau, "corps").quand) == "vendredi 21 juin 2024"


def test_nothing_is_chosen_between_two_hours_of_one_part() -> None:
    calendrier = load_calendrier("nancy-metz", 2024)
    lu = lire_evenement(calendrier, "resultats_2", None, "corps")
    assert str(lu.quand) == "lundi 8 juillet 2024"
    assert [str(quand)[-5:] for quand in lu.ecarts] == ["12h00", "15h00"]
    assert not lire_evenement(calendrier, "resultats_2", None, "annexe").ecarts


# --- The linter -------------------------------------------------------------------------------------------------


def test_which_contradictions_the_note_of_nancy_metz_holds() -> None:
    found = verifier(load_calendrier("nancy-metz", 2024))
    assert Counter(one.genre for one in found) == {
        "deux_heures": 1,
        "echeance_non_tenue": 12,
        "intervalle": 1,
        "deux_nombres": 1,
        "secteur": 1,
    }
    late = {one.specialite: one.consequence[:2] for one in found if one.genre == "echeance_non_tenue"}
    assert late == dict.fromkeys(["SIO", "SAM", "CCST", "SP3S", "CG", "GPME"], "1 ") | {"ME": "3 "} | dict.fromkeys(
        ["SN", "MHR", "CI", "FED", "MCO"], "2 "
    )
    hours, mean, sector = (
        next(one for one in found if one.genre == g) for g in ("deux_heures", "intervalle", "secteur")
    )
    assert "12h00" in hours.valeur_a and "annexe" in hours.lieu_a and "15h00" in hours.valeur_b
    assert "9,995 est exclue par le document, admise par la loi" in mean.consequence
    assert sector.specialite == "SP3S" and "lettre I" in sector.valeur_a
    number = next(one for one in found if one.genre == "deux_nombres")
    assert "2 interrogations orales" in number.valeur_a and "choix de la matière générale" in number.valeur_b
    assert "Définition" in number.lieu_a and "Publication des résultats du 1er groupe, titre" in number.lieu_b


def test_a_clean_calendar_gives_none(tmp_path: Path) -> None:
    assert verifier(trial(tmp_path)) == []
    assert verifier(load_calendrier("reims", 2024)) == []
    assert Counter(one.genre for one in verifier(load_calendrier("national", 2021))) == {
        "deux_dates": 1,
        "deux_regles": 1,
    }


SAISIE = "moyennes:\n"
NUMBER = (SAISIE, "nombres: [{objet: oraux, nombre: 1, lieu: titre, texte: la matière}]\nmoyennes:\n")
NOMBRES = (SAISIE, NUMBER[1].replace("}]", "}, {objet: oraux, nombre: 2, lieu: corps, texte: deux oraux}]"))
#: Whom the clean calendar is about: not SP3S, of which its table gives dates.
COVERS = "couvre: {academies: [essai], specialites: [CG, ME], lieu: titre}\n"
COUVERTES = (SAISIE, f"{COVERS}{SAISIE}")
ANNONCE = "evenement: resultats_2, quand: 2024-07-08 15h00, lieu: ailleurs"
CASSES = [
    # what is broken, from, to, kind, specialty, what must be said
    ("two hours", SECOND, f"{SECOND}\n  - {{{ANNONCE}}}", "deux_heures", "", "3 heures d'écart"),
    (
        "an hour before the first possible",
        SECOND,
        f"{SECOND}\n  - {{{ANNONCE}, sens: au_plus_tot}}",
        "deux_heures",
        "",
        "15h00",
    ),
    ("two days", SECOND, f"{SECOND}\n  - {{{ANNONCE.replace('08 15h00', '09')}}}", "deux_dates", "", "mardi 9 juillet"),
    (
        "the day of another letter",
        "ME, intitule: Eau, secteur: I",
        "ME, intitule: Eau, secteur: T",
        "deux_dates",
        "ME",
        "oral tertiaire",
    ),
    (
        "the centre of another letter",
        "ME, intitule: Eau, secteur: I",
        "ME, intitule: Eau, secteur: T",
        "deux_centres",
        "ME",
        "Lycée A",
    ),
    ("another centre", "oral: 2024-07-03, centre: A", "oral: 2024-07-03, centre: B", "deux_centres", "CG", "Lycée B"),
    ("the day after", "choix: 2024-06-27", "choix: 2024-06-28", "echeance_non_tenue", "CG", "1 jour de plus"),
    (
        "results before the jury",
        "resultats_1: 2024-06-26",
        "resultats_1: 2024-06-18",
        "echeance_non_tenue",
        "CG",
        "1 jour de moins",
    ),
    ("results before the first jury", "resultats_1: 2024-06-26", "resultats_1: 2024-06-17", "ordre", "CG", "jurys"),
    (
        "a jury after the last results",
        "2024-06-25, lieu: jurys",
        "2024-06-27, lieu: jurys",
        "jury_apres_resultats",
        "",
        "derniers",
    ),
    (
        "oral before the choice",
        "2024-06-27, oral: 2024-07-03",
        "2024-07-03 18h00, oral: 2024-07-03 08h00",
        "ordre",
        "CG",
        "limite de saisie",
    ),
    ("second jury before the oral", "2024-07-05, lieu", "2024-07-03, lieu", "ordre", "ME", "jurys du second groupe"),
    (
        "another rule",
        SECOND,
        f"{SECOND}\n  - {{evenement: choix, apres: resultats_1, jours: 2, sens: au_plus_tard, lieu: x}}",
        "deux_regles",
        "",
        "2 jours",
    ),
    ("9,99", "de: 8, a: 10", "de: 8, a: 9.99, a_compris: true", "intervalle", "", "9,995 est exclue"),
    (
        "10 included",
        "de: 8, a: 10",
        "de: 8, a: 10, a_compris: true",
        "intervalle",
        "",
        "10 est admise par le document, exclue",
    ),
    ("8 excluded", "de: 8, a: 10", "de: 8, de_compris: false, a: 10", "intervalle", "", "8 est exclue"),
    (
        "professional bar",
        "de: 10, lieu: accès p",
        "de: 9.99, lieu: accès p",
        "intervalle",
        "",
        "9,995 est admise par le document",
    ),
    ("weekday", "2024-07-03, jour: mercredi", "2024-07-03, jour: jeudi", "jour_de_semaine", "", "mercredi 3 juillet"),
    (
        "Sunday",
        "resultats_1: 2024-06-25, choix: 2024-06-26",
        "resultats_1: 2024-06-23, choix: 2024-06-24",
        "dimanche",
        "ME",
        "fermés",
    ),
    ("year", "quand: 2024-07-05", "quand: 2025-07-05", "annee", "", "autre session"),
    ("one oral or two", *NOMBRES, "deux_nombres", "", "« la matière »"),
    ("one oral, against the law", *NUMBER, "deux_nombres", "", "loi : "),
    ("a specialty not covered", *COUVERTES, "hors_couverture", "SP3S", "limite de saisie"),
    ("letter", "Sanitaire et social, secteur: SS", "Sanitaire et social, secteur: I", "secteur", "SP3S", "lettre I"),
]


@pytest.mark.parametrize(
    ("avant", "apres", "genre", "specialite", "dit"), [case[1:] for case in CASSES], ids=[c[0] for c in CASSES]
)
def test_is_each_kind_of_contradiction_found(
    tmp_path: Path, avant: str, apres: str, genre: str, specialite: str, dit: str
) -> None:
    found = [
        one for one in verifier(trial(tmp_path, (avant, apres))) if (one.genre, one.specialite) == (genre, specialite)
    ]
    assert any(dit in f"{one.lieu_a} {one.valeur_a} {one.lieu_b} {one.valeur_b} {one.consequence}" for one in found), (
        found
    )
    assert all(one.lieu_a and one.valeur_a and one.lieu_b and one.valeur_b and one.consequence for one in found)


def test_is_no_kind_of_contradiction_left_untried() -> None:
    assert {case[3] for case in CASSES} == set(GENRES)


@pytest.mark.parametrize(
    ("avant", "apres"),
    [
        (SECOND, f"{SECOND}\n  - {{evenement: resultats_2, quand: 2024-07-08, lieu: sans heure}}"),
        (SECOND, f"{SECOND}\n  - {{evenement: resultats_2, quand: 2024-07, lieu: sans jour}}"),
        (
            SECOND,
            f"{SECOND}\n  - {{evenement: resultats_2, quand: 2024-07-08 12h00, sens: au_plus_tot, lieu: à partir de}}",
        ),
        (SECOND, f"{SECOND}\n  - {{evenement: resultats_2, quand: 2024-07-09, sens: au_plus_tard, lieu: avant}}"),
        ("choix: 2024-06-27", "choix: 2024-06-26"),
        ("de: 8, a: 10", "de: 8, a: 10, a_compris: false"),
        (SAISIE, NUMBER[1].replace("nombre: 1", "nombre: 2")),
        (SAISIE, f"{COVERS.replace('CG, ME', 'CG, ME, SP3S')}{SAISIE}"),
        (SAISIE, f"{COVERS.replace('CG, ME', '')}{SAISIE}"),
        ("2024-06-25, lieu: jurys", "2024-06-26, lieu: jurys"),
    ],
)
def test_is_what_may_be_true_together_left_alone(tmp_path: Path, avant: str, apres: str) -> None:
    assert verifier(trial(tmp_path, (avant, apres))) == []


# --- The time that is left --------------------------------------------------------------------------------------


def test_how_many_days_each_specialty_leaves() -> None:
    measured = tables.preparation(load_calendrier("nancy-metz", 2024)).set_index("specialite")
    assert tuple(measured.loc["ME", list(tables.MESURES)]) == (14, 10, 102)
    assert tuple(measured.loc["GA", list(tables.MESURES)]) == (3, 2, 24)
    summary = tables.summary(measured)[["minimum", "mediane", "maximum", "n"]]
    assert summary.to_numpy().tolist() == [[3, 6, 14, 21], [2, 5, 10, 21], [24, 54, 102, 21]]


def test_a_choice_counts_from_its_opening_and_an_oral_of_two_days_from_the_first() -> None:
    measured = tables.preparation(load_calendrier("reims", 2024)).set_index("specialite")
    assert tuple(measured.loc["publiées le 28 juin", list(tables.MESURES)]) == (5, 2, 72)
    assert tuple(measured.loc["publiées le 1er juillet", list(tables.MESURES)]) == (2, 1, 22)


def test_is_a_time_that_nobody_gave_empty_and_not_zero() -> None:
    body = tables.preparation(load_calendrier("nancy-metz", 2024), "corps")
    assert body["heures_choix"].isna().all() and body["jours_choix_oral"].max() == 13
    assert tables.preparation(load_calendrier("national", 2023))["jours_choix_oral"].isna().all()


def test_are_days_and_hours_those_of_the_calendar_and_of_the_clock() -> None:
    assert regles.echeance(date(2024, 2, 28), 1) == date(2024, 2, 29)
    assert regles.jours_de_preparation(date(2024, 6, 28), date(2024, 7, 3)) == 5
    assert regles.jours_apres_le_choix(date(2024, 7, 4), date(2024, 7, 3)) == -1
    # The night of 31 March 2024 has an hour less, that of 27 October an hour more.
    for day, hours in ((30, 23), (29, 24)):
        start = datetime(2024, 3, day, 12, tzinfo=PARIS)
        assert regles.heures_pour_choisir(start, datetime(2024, 3, day + 1, 12, tzinfo=PARIS)) == hours
    october = datetime(2024, 10, 26, 12, tzinfo=PARIS)
    assert regles.heures_pour_choisir(october, datetime(2024, 10, 27, 12, tzinfo=PARIS)) == 25


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2024-07-01", "lundi 1er juillet 2024"),
        ("2024-07-03 08h05", "mercredi 3 juillet 2024 à 08h05"),
        ("2024-02", "du jeudi 1er février 2024 au jeudi 29 février 2024"),
        ("2024-07-03/2024-07-04", "du mercredi 3 juillet 2024 au jeudi 4 juillet 2024"),
    ],
)
def test_how_a_date_is_written(written: str, read: str) -> None:
    assert str(parse_quand(written)) == read


# --- The files --------------------------------------------------------------------------------------------------


def evenements(calendrier: Calendrier) -> dict[str, object]:
    components = Calendar.from_ical(ics(tables.agenda(calendrier))).walk("VEVENT")
    return {str(one["summary"]): one for one in components}


def test_does_a_diary_show_the_hours_of_paris(tmp_path: Path) -> None:
    found = evenements(load_calendrier("nancy-metz", 2024))
    assert found["BTS ME : limite de saisie des choix"].start == datetime(2024, 6, 24, 18, tzinfo=PARIS)
    assert found["BTS GA : limite de saisie des choix"].start == datetime(2024, 7, 2, 10, tzinfo=UTC)
    winter = trial(tmp_path, ("2024-07-08 12h00", "2024-12-09 12h00"))
    assert evenements(winter)["BTS : résultats du second groupe"].start == datetime(2024, 12, 9, 11, tzinfo=UTC)


def test_does_a_day_without_hour_last_the_day_and_a_period_its_last_day() -> None:
    found = evenements(load_calendrier("nancy-metz", 2024))
    oral = found["BTS MCO : épreuves orales"]
    assert (oral.start, oral.end) == (date(2024, 7, 3), date(2024, 7, 4))
    assert oral["location"] == "Lycée Robert Schuman, Metz"
    jury = found["BTS : jurys du premier groupe"]
    assert (jury.start, jury.end) == (date(2024, 6, 18), date(2024, 6, 29))


def test_are_the_bytes_of_the_diary_the_same_every_time() -> None:
    agenda = tables.agenda(load_calendrier("nancy-metz", 2024))
    first = ics(agenda)
    assert first == ics(agenda) and b"\r\n" in first
    components = Calendar.from_ical(first).walk("VEVENT")
    # Three events of their own for each specialty, four that all share.
    assert len({str(one["uid"]) for one in components}) == len(components) == 3 * 21 + 4
    assert {one["dtstamp"].dt for one in components} == {datetime(2026, 11, 21, tzinfo=UTC)}
    # The same event keeps its identifier in another reading, so that a diary moves it and does not double it.
    body = Calendar.from_ical(ics(tables.agenda(load_calendrier("nancy-metz", 2024), "corps"))).walk("VEVENT")
    assert {str(one["uid"]) for one in body} == {str(one["uid"]) for one in components}


def test_does_the_title_of_the_chart_say_the_finding() -> None:
    calendrier = load_calendrier("nancy-metz", 2024)
    agenda, measured = tables.agenda(calendrier), tables.preparation(calendrier)
    assert "de 3 jours (MC, ET, CIRA, GA) à 14 jours (ME)" in say_preparation(measured)
    spec = draw_calendar(agenda, measured).to_dict()
    used = spec["layer"][0]["encoding"]["color"]["scale"]["range"]
    assert not set(used) & set(COLOURS.values()), "a phase has the colour of a regime"
    bars = next(rows for rows in spec["datasets"].values() if {"phase", "end"} <= rows[0].keys() and len(rows) == 63)
    assert {row["specialite"] for row in bars} == {row.split(";")[0] for row in ANNEXE}


def test_the_title_names_no_specialty_where_all_have_the_same_days_and_no_wait_that_is_not_known(
    tmp_path: Path,
) -> None:
    same = trial(
        tmp_path,
        ("resultats_1: 2024-06-26", "resultats_1: 2024-06-25"),
        ("oral: 2024-07-03, centre", "oral: 2024-07-04, centre"),
        ("quand: 2024-07-03, jour: mercredi", "quand: 2024-07-04"),
        (f"{SECOND}\n", ""),
    )
    measured = tables.preparation(same)
    assert set(measured["jours_resultats_oral"]) == {9}
    assert say_preparation(measured) == "Un candidat a 9 jours entre ses résultats et l'oral"
    spec = draw_calendar(tables.agenda(same), measured).to_dict(validate=False)
    bars = next(rows for rows in spec["datasets"].values() if "phase" in rows[0])
    # Nobody says when the second results come: nobody is drawn waiting for them.
    assert {row["phase"] for row in bars} == {"choisir", "se préparer, choix faits"}
    assert len(bars) == 2 * 3


def test_what_the_command_writes(tmp_path: Path) -> None:
    result = commande("--out", tmp_path / "a", "--lint", "--days")
    assert result.exit_code == 0, result.output
    names = ["calendrier.csv", "calendrier.ics", "calendrier.png", "contradictions.csv", "jours.csv"]
    assert sorted(one.name for one in (tmp_path / "a").glob("[!.]*")) == names
    rows = lire_csv(tmp_path / "a" / "calendrier.csv")
    assert tuple(rows[0]) == tuple(tables.Agenda.names()) and len(rows) == 21 * 7
    mco = next(row for row in rows if (row["specialite"], row["evenement"]) == ("MCO", "choix"))
    assert (mco["jour"], mco["date"], mco["heure"], mco["source"]) == (
        "lundi",
        "2024-07-01",
        "18h00",
        "nancy-metz-2024",
    )
    assert len(lire_csv(tmp_path / "a" / "contradictions.csv")) == 16
    commande("--out", tmp_path / "b", "--lint", "--days")
    assert all((tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes() for name in names)


def test_what_the_command_shows() -> None:
    shown = commande()
    assert (
        shown.exit_code == 0
        and "24/06 18h00" in shown.output
        and "Contradictions dans ce document : 16" in shown.output
    )
    assert "couvre : candidats de nancy-metz ; 21 spécialités pilotées" in shown.output
    assert "que le document ne nomme pas" in commande("--academie", "reims").output
    assert "16. un intitulé" in commande("--lint").output
    assert "médiane" in commande("--academie", "reims", "--days").output
    assert "Aucune contradiction" in commande("--academie", "reims", "--lint").output
    assert (
        "ne donne pas de dates par spécialité" in commande("--academie", "national", "--session", 2021, "--days").output
    )


def test_what_the_command_makes_of_a_document_without_dates_by_specialty(tmp_path: Path) -> None:
    options = ("--academie", "national", "--session", 2021)
    shown = commande(*options).output
    assert "jurys du premier groupe : 05/07 – 09/07 [snes-2021, C]" in shown and "spécialité" not in shown
    assert commande(*options, "--out", tmp_path).exit_code == 0
    assert sorted(one.name for one in tmp_path.glob("[!.]*")) == ["calendrier.csv", "calendrier.ics"]


def test_is_a_measure_that_no_specialty_has_left_out_of_the_summary() -> None:
    summary = tables.summary(tables.preparation(load_calendrier("national", 2023)))
    assert summary[["mesure", "minimum", "n"]].to_numpy().tolist() == [["jours_resultats_oral", 2, 1]]


def test_does_a_deadline_of_one_letter_bind_no_other(tmp_path: Path) -> None:
    of_one = ("sens: au_plus_tard, lieu: convocation", "sens: au_plus_tard, secteurs: [T], lieu: convocation")
    calendrier = trial(tmp_path, of_one)
    found = {
        ligne.specialite: lire_evenement(calendrier, "convocation", ligne, "corps").quand for ligne in calendrier.lignes
    }
    assert str(found["CG"]) == "mardi 2 juillet 2024" and found["ME"] is None and found["SP3S"] is None


def test_may_a_document_of_a_session_without_condition_set_its_own_means(tmp_path: Path) -> None:
    """The session of 2021 opened the second group to everybody who had not passed."""
    assert intervalles_de_la_loi(2021) == {} and set(intervalles_de_la_loi(2022)) == {"generale", "professionnelle"}
    other = ("moyenne: generale, de: 8", "moyenne: generale, de: 7")
    assert [one.genre for one in verifier(trial(tmp_path, other))] == ["intervalle"]
    then = PROPRE.replace("2024", "2021").replace("codes: [ME],", "").replace(*other)
    found = verifier(read_calendrier(write(tmp_path, then)))
    assert "intervalle" not in [one.genre for one in found]


# --- Refusals ---------------------------------------------------------------------------------------------------


def test_is_every_fault_of_a_file_named_at_once_with_its_line(tmp_path: Path) -> None:
    texte = PROPRE.replace("choix: 18h00}", "choix: 18.00}").replace("2024-07-05, lieu", "5 juillet, lieu")
    texte = texte.replace("evenement: convocation,", "evenement: convocations,").replace("apres: resultats_1, ", "")
    result = commande("--fichier", write(tmp_path, texte))
    assert result.exit_code == 2
    for line, said in (
        (15, "vouliez-vous dire « convocation »"),
        (14, "donner « quand », ou « apres » et « jours »"),
        (18, "« 5 juillet » : écrire 2024-07-03"),
        (25, "une heure comme 18h00"),
    ):
        assert any(f"essai.yaml:{line} " in one and said in one for one in result.stderr.splitlines()), (line, said)
    assert "4 fautes" in result.stderr


def test_are_names_that_the_file_does_not_define_refused(tmp_path: Path) -> None:
    texte = PROPRE.replace("secteurs: [T], centre: A", "secteurs: [X], centre: Z").replace(
        "codes: [CG]", "codes: [CGG]"
    )
    with pytest.raises(InputError) as refused:
        read_calendrier(write(tmp_path, texte + "    - {specialite: ME}\n"))
    said = str(refused.value)
    assert "essai.yaml:16" in said and "« X »" in said and "« Z »" in said and "vouliez-vous dire « CG »" in said
    assert "essai.yaml:33" in said and "spécialité donnée deux fois" in said


@pytest.mark.parametrize("written", ["2024-13-01", "3 juillet", "2024-07-03 25h00", "2024-07-04/2024-07-03", "a/b/c"])
def test_is_a_date_that_does_not_exist_refused(written: str) -> None:
    with pytest.raises(ValueError, match="«"):
        parse_quand(written)


def test_does_an_unknown_calendar_name_those_there_are(tmp_path: Path) -> None:
    for arguments in (("--academie", "nanci-metz"), ("--session", 2020), ("--fichier", tmp_path / "absent.yaml")):
        result = commande(*arguments, "--out", tmp_path / "out")
        assert result.exit_code == 2 and not (tmp_path / "out").exists()
    assert "nancy-metz 2024, national 2021" in commande("--session", 2020).stderr
    (tmp_path / "out").write_text("avant")
    assert commande("--out", tmp_path / "out").exit_code == 2
