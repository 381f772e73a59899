"""Are the tables that people send read the same, whatever the kind of file; and is a damaged one never half read?"""

import csv
import datetime
import io
import unicodedata
import zipfile
from decimal import Decimal
from pathlib import Path

import pytest
from cohorts import bts_sim
from files.corpus import NOMS_FRANCAIS, SAINS, TYPEES
from files.writing import change, en_csv, en_ods, en_parquet, en_xlsx, en_xlsx_d_excel
from hypothesis import HealthCheck, given, settings, strategies as st
from mutations import lignes_mutees, mutants
from test_grade_contract import CANDIDATES, NOTES, texte

from bts_sim.candidates.grade import grade
from bts_sim.candidates.tables import read_notes
from bts_sim.droit.vocabulaire import STATUTS
from bts_sim.files.placement import Placement, placement
from bts_sim.files.read import Columns, read_table

COLONNES = ("candidat", "unite", "note", "statut")


def poser(dossier: Path, contenu: bytes, nom: str = "notes.bin") -> Path:
    fichier = dossier / nom
    fichier.write_bytes(contenu)
    return fichier


def table(fichier: Path, colonnes: tuple[str, ...] = COLONNES) -> list[dict[str, str]]:
    """The rows as read; no fault may be found."""
    lue = read_table(fichier, Columns(colonnes))
    assert lue.frame is not None and not lue.fautes, lue.fautes
    return lue.frame.astype(object).to_dict("records")


@pytest.fixture(scope="module")
def candidats(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return poser(tmp_path_factory.mktemp("candidats"), texte(CANDIDATES).encode(), "candidats.csv")


def decisions(candidats: Path, notes: Path) -> list[dict[str, object]]:
    return grade(candidats, notes, session=2024).decisions().to_dict("records")


@pytest.fixture(scope="module")
def attendues(candidats: Path) -> list[dict[str, object]]:
    return decisions(candidats, poser(candidats.parent, texte(NOTES).encode(), "notes.csv"))


@pytest.mark.parametrize("quoi", SAINS)
def test_is_a_sound_table_in_strange_dress_read_as_the_plain_one(
    quoi: str, candidats: Path, attendues: list[dict[str, object]], tmp_path: Path
) -> None:
    contenu = SAINS[quoi]
    notes = poser(tmp_path, contenu if isinstance(contenu, bytes) else contenu())
    assert decisions(candidats, notes) == attendues


def test_may_one_workbook_be_given_for_every_table(attendues: list[dict[str, object]], tmp_path: Path) -> None:
    """Each option finds the sheet that bears its header; and the command line takes it too."""
    feuilles = {"Lisez-moi": [["Session 2024"]], "Candidats": CANDIDATES, "Notes": TYPEES}
    feuilles["Oraux"] = [["candidat", "unite", "note"], ["Zoé", "U11", 20.0], ["Zoé", "U12", 9.5]]
    livre = poser(tmp_path, en_xlsx_d_excel(feuilles), "session.xlsx")
    assert decisions(livre, livre) == attendues
    options = ["--candidats", livre, "--notes", livre, "--oraux", livre, "--session", 2024, "--out", tmp_path / "o"]
    resultat = bts_sim("grade", *options)
    assert resultat.exit_code == 0, resultat.stderr
    assert "admis_apres_controle" in (tmp_path / "o" / "decisions.csv").read_text(encoding="utf-8")


def test_are_specialties_registrations_and_acquis_read_from_workbooks_too(tmp_path: Path) -> None:
    from bts_sim.candidates.kept_marks.file import read_acquis
    from bts_sim.candidates.registration.file import read_registrations
    from bts_sim.droit.textes import load_bareme

    chemin = Path(__file__).parents[1] / "bts_sim" / "textes" / "specialites" / "CG.csv"
    lignes = list(csv.reader(io.StringIO(chemin.read_text(encoding="utf-8"))))
    typees = [[float(c) if c.replace(".", "").isdigit() else c for c in ligne] for ligne in lignes]
    siennes = load_bareme(2024, poser(tmp_path, en_xlsx({"CG": typees})))
    assert siennes.reglements["CG"] == load_bareme(2024).reglements["CG"]
    jour = datetime.datetime(2023, 11, 13, 16, 59)  # noqa: DTZ001 (as the notes write it)
    registered = [["candidat", "specialite", "categorie", "forme", "inscrit_le", "heures_formation"]]
    registered += [["0123", "CG", "scolaire", "globale", jour, 1100.5]]
    (inscrit,) = read_registrations(poser(tmp_path, en_xlsx({"I": registered}))).values()
    assert (inscrit.candidat, inscrit.inscrit_le, inscrit.heures_formation) == ("0123", jour, 1100.5)
    acquis = [["candidat", "specialite", "unite", "note", "obtenue_le", "origine", "demande", "forme"]]
    acquis += [["0123", "CG", "U11", 12.25, datetime.date(2022, 7, 5), "epreuve", "oui", "globale"]]
    _, files_read = read_acquis(poser(tmp_path, en_xlsx({"A": acquis})), datetime.date(2023, 1, 1))
    assert [(ligne.note, str(ligne.obtenue_le)) for ligne in files_read.values()] == [(1225, "2022-07-05")]


@pytest.mark.parametrize("write", [en_xlsx, en_xlsx_d_excel, en_ods], ids=lambda f: f.__name__)
def test_is_every_mark_of_a_float_cell_read_exactly(write, tmp_path: Path) -> None:
    lignes: list[list[object]] = [[*COLONNES]] + [["Zoé", "U11", n / 100, ""] for n in range(2001)]
    lue = table(poser(tmp_path, write({"N": lignes})))
    ecrites = [f"{n // 100},{n % 100:02}".rstrip("0").rstrip(",") for n in range(2001)]
    assert [ligne["note"] for ligne in lue] == ecrites


def test_is_every_mark_of_a_parquet_column_read_exactly(tmp_path: Path) -> None:
    import pyarrow as pa

    lignes: list[list[object]] = [[*COLONNES]] + [["Zoé", "U11", n / 100, ""] for n in range(2001)]
    ecrites = [f"{n // 100},{n % 100:02}".rstrip("0").rstrip(",") for n in range(2001)]
    for genre in (pa.float64(), pa.float32()):
        lue = table(poser(tmp_path, en_parquet(lignes, {"note": genre})))
        assert [ligne["note"] for ligne in lue] == ecrites


def test_is_the_index_of_a_row_its_line_in_the_sheet(tmp_path: Path) -> None:
    lignes = [["Session 2024"], [], TYPEES[0], [], TYPEES[1], [], ["Zoé", "U12", 21.0, ""]]
    for write in (en_xlsx, en_ods):
        lue = read_notes(poser(tmp_path, write({"N": lignes})))
        assert lue.frame is not None and list(lue.frame.index) == [5, 7]
        assert [(f.ligne, f.valeur) for f in lue.fautes] == [(7, "21")]


def test_are_words_in_a_cell_of_no_type_never_left_out_in_silence(tmp_path: Path) -> None:
    """Spreadsheets show them; the library takes the cell for an empty one."""
    livre = en_ods({"N": TYPEES})
    with zipfile.ZipFile(io.BytesIO(livre)) as entree:
        contenu = entree.read("content.xml")
    dernier = contenu.rindex(b' office:value-type="string"')
    nu = contenu[:dernier] + contenu[dernier:].replace(b' office:value-type="string"', b"")
    lue = read_table(poser(tmp_path, change(livre, "content.xml", contenu, nu)), Columns(COLONNES))
    assert lue.frame is None and "du texte, sans type" in str(lue.fautes[0])


ZOE = '<table:table-cell office:value-type="string"><text:p>Zoé</text:p></table:table-cell>'
EN_ODS = [
    ("an error", '<table:table-cell office:value-type="string" calcext:value-type="error"/>', "#N/A"),
    (
        "an error that is shown",
        '<table:table-cell office:value-type="string" table:formula="of:=1/0"><text:p>#DIV/0!</text:p>'
        "</table:table-cell>",
        "#DIV/0!",
    ),
    ("a percentage", '<table:table-cell office:value-type="percentage" office:value="0.125"/>', "12,5 %"),
    (
        "a formula worked out",
        '<table:table-cell office:value-type="float" office:value="12.5" table:formula="of:=25/2"/>',
        "12,5",
    ),
]


@pytest.mark.parametrize(("cellule", "lu"), [cas[1:] for cas in EN_ODS], ids=[cas[0] for cas in EN_ODS])
def test_is_each_kind_of_cell_of_an_ods_read_as_it_shows_however_often_it_is_repeated(
    cellule: str, lu: str, tmp_path: Path
) -> None:
    deux = cellule.replace("<table:table-cell", '<table:table-cell table:number-columns-repeated="2"', 1)
    lignes = f'<table:table-row table:number-rows-repeated="2">{ZOE}{deux}</table:table-row>'
    read_values = table(poser(tmp_path, en_ods({"N": [["candidat", "unite", "note"]]}, lignes)), COLONNES[:3])
    assert read_values == [{"candidat": "Zoé", "unite": lu, "note": lu}] * 2


@pytest.mark.parametrize(
    ("valeur", "lu"),
    [
        (datetime.datetime.fromisoformat("2024-06-20"), "2024-06-20"),
        (datetime.datetime.fromisoformat("2024-06-20T16:58:59.999999"), "2024-06-20 16:59"),
        (datetime.datetime.fromisoformat("2024-06-20T16:59:30.400000"), "2024-06-20 16:59:30"),
        (datetime.datetime(2024, 6, 20, tzinfo=datetime.UTC), "2024-06-20 00:00+00:00"),
        (datetime.time(16, 59), "16:59"),
        (datetime.time(16, 59, 30), "16:59:30"),
        (Decimal("12.50"), "12,5"),
        (True, "VRAI"),
    ],
)
def test_is_each_type_of_a_parquet_column_read_as_what_was_meant(valeur: object, lu: str, tmp_path: Path) -> None:
    assert table(poser(tmp_path, en_parquet([[*COLONNES], ["Zoé", "U11", valeur, ""]])))[0]["note"] == lu


#: Beside « Zoé », names of which no encoding but one can be meant; those in doubt are in test_encoding.py.
NAMES = st.sampled_from(NOMS_FRANCAIS).filter(lambda nom: placement(nom) == Placement.GOOD).map("Zoé {}".format)
MARQUES = st.integers(0, 2000)
UNITES = ("U11", "U12", "U2", "U3", "U41", "U42", "U5", "U6")
COHORTES = st.dictionaries(NAMES, st.tuples(*[MARQUES] * len(UNITES)), min_size=1, max_size=4)


@given(
    cohorte=COHORTES,
    separateur=st.sampled_from(";,"),
    decimale=st.sampled_from(",."),
    codage=st.sampled_from(["utf-8", "utf-8-sig", "cp1252"]),
    fin=st.sampled_from(["\n", "\r\n", "\r"]),
    guillemets=st.booleans(),
)
@settings(max_examples=12, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_does_the_kind_of_file_change_no_decision(
    cohorte: dict[str, tuple[int, ...]],
    separateur: str,
    decimale: str,
    codage: str,
    fin: str,
    guillemets: bool,
    tmp_path: Path,
) -> None:
    entete = ["candidat", "specialite", "voie", "forme", "derniere_session"]
    candidats = [entete] + [[nom, "CG", "scolaire", "globale", "oui"] for nom in cohorte]
    marques = [(nom, u, m) for nom, notes in cohorte.items() for u, m in zip(UNITES, notes, strict=True)]
    ecrites = [[*COLONNES]] + [[nom, u, f"{m / 100:.2f}".replace(".", decimale), ""] for nom, u, m in marques]
    typees: list[list[object]] = [[*COLONNES]] + [[nom, u, m / 100, ""] for nom, u, m in marques]
    reference = decisions(
        poser(tmp_path, en_csv(candidats, guillemets=True), "c.csv"), poser(tmp_path, en_csv(ecrites, guillemets=True))
    )
    assert len(reference) == len(cohorte)
    formes = {"sep": separateur, "enc": codage}
    autre = [en_csv(lignes, separateur, codage, fin, guillemets) for lignes in (candidats, ecrites)]
    for c, n in (
        (autre[0], autre[1]),
        (en_xlsx({"C": candidats}), en_xlsx({"N": typees})),
        (en_parquet(candidats), en_parquet(typees)),
        (en_ods({"C": candidats}), en_ods({"N": typees})),
    ):
        assert decisions(poser(tmp_path, c, "c.bin"), poser(tmp_path, n, "n.bin")) == reference, formes


GENRES = {
    "csv": lambda: en_csv(NOTES),
    "csv d'Excel": lambda: en_csv(NOTES, codage="cp1252", fin="\r\n", guillemets=True),
    "xlsx": lambda: en_xlsx({"N": TYPEES}),
    "xlsx d'Excel": lambda: en_xlsx_d_excel({"N": TYPEES}),
    "ods": lambda: en_ods({"N": TYPEES}),
    "parquet": lambda: en_parquet(TYPEES),
}


@pytest.mark.parametrize("genre", GENRES)
def test_is_a_damaged_file_read_or_refused_and_nothing_else(genre: str, tmp_path: Path, capfd) -> None:
    files_read = 0
    for mutant in mutants(GENRES[genre](), graine=7, n=70):
        lue = read_notes(poser(tmp_path, mutant))
        assert lue.fautes or lue.frame is not None
        assert all(str(f).isprintable() for f in lue.fautes)
        files_read += not lue.fautes
    assert 0 < files_read < 70
    assert capfd.readouterr().err == "", "a library spoke to the user"


@pytest.mark.parametrize("separateur", ";,")
def test_is_a_table_changed_by_people_read_as_another_reader_reads_it(separateur: str, tmp_path: Path) -> None:
    """What is accepted is, cell by cell, what Python's own reader of CSV finds below the header."""
    files_read = 0
    for lignes in lignes_mutees(NOTES, graine=3, n=150):
        contenu = en_csv(lignes, separateur)
        lue = read_notes(poser(tmp_path, contenu))
        if lue.fautes or lue.frame is None:
            continue
        files_read += 1
        propres = [[unicodedata.normalize("NFC", c).strip() for c in ligne] for ligne in lignes]
        rang = next(i for i, ligne in enumerate(propres) if set(COLONNES) <= set(ligne))
        places = [propres[rang].index(nom) for nom in COLONNES]
        # A last cell that is left out is an empty one.
        entieres = [[*ligne, *[""] * len(COLONNES)] for ligne in propres[rang + 1 :] if any(ligne)]
        siennes = [[ligne[i].replace("\xa0", " ") for i in places] for ligne in entieres]
        # A status in the column of marks is moved to its own.
        siennes = [[q, u, "", n] if n in STATUTS and not s else [q, u, n, s] for q, u, n, s in siennes]
        assert lue.frame[list(COLONNES)].astype(object).to_numpy().tolist() == siennes
        assert not [ligne for ligne in propres[:rang] if sum(map(bool, ligne)) > 2]
    assert files_read > 10
