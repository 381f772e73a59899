"""Do the documents of a session say what was decided, to whom it may be said, and nothing else, whatever the names?"""

import csv
import re
import shutil
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from browser import open_page
from cohorts import bts_sim, lire
from test_readings import scenario

from bts_sim.candidates.documents.deadlines import Durees
from bts_sim.candidates.documents.names import names_by_number
from bts_sim.candidates.documents.order import number_key
from bts_sim.candidates.documents.pages import pages
from bts_sim.candidates.documents.pages.pages import DOCUMENTS, MENTION
from bts_sim.candidates.documents.pages.text import court, readable_page
from bts_sim.candidates.explain import explain
from bts_sim.candidates.grade import grade
from bts_sim.cli.documents import NAMES
from bts_sim.droit.recit import StoryPart, story_lines
from bts_sim.droit.textes import load_bareme, mots

ROOT = Path(__file__).parent.parent
#: What docs/documents_de_session.md shows: every status, every decision, specialties of several sizes, invented names.
EXAMPLE = ROOT / "docs" / "exemples_documents"
ENTRIES = ["--candidats", EXAMPLE / "candidats.csv", "--notes", EXAMPLE / "notes.csv", "--session", 2024]
ORAUX = ["--oraux", EXAMPLE / "oraux.csv"]
OVER = [*ORAUX, "--oraux-complets"]
COMMAND = [*ENTRIES, *OVER, "--documents", "--academie", "nancy-metz", "--date-edition", "2024-07-08"]
CENT = "docs/exemples_documents : relancer la commande de docs/documents_de_session.md"


def produire(out: Path, *arguments: object, code: int = 0) -> Any:
    done = bts_sim("grade", *arguments, "--out", out)
    assert done.exit_code == code, done.stderr or done.exception
    return done


def octets(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("[!.]*") if path.is_file()}


def textes(folder: Path) -> dict[str, str]:
    return {name: data.decode() for name, data in octets(folder).items() if name.endswith(".html")}


class Page(HTMLParser):
    """Tags in order, with what is needed of their attributes, and the text of each cell or block by its tag."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self.open: list[tuple[str, list[str]]] = []
        self.blocks: list[tuple[str, str]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in ("meta", "col", "br"):
            self.open.append((tag, []))

    def handle_endtag(self, tag: str) -> None:
        name, words = self.open.pop()
        assert name == tag
        self.blocks.append((tag, " ".join("".join(words).split())))
        if self.open:
            self.open[-1][1].extend(words)

    def handle_data(self, data: str) -> None:
        if self.open:
            self.open[-1][1].append(data)

    def of(self, tag: str) -> list[str]:
        return [words for name, words in self.blocks if name == tag]


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("exemple")
    produire(out, *COMMAND)
    return out


@pytest.fixture(scope="module")
def decisions(done: Path) -> dict[str, dict[str, str]]:
    return {row["candidat"]: row for row in lire(done / "decisions.csv")}


def articles(text: str) -> list[str]:
    return [f"<article{part}".partition("</article>")[0] + "</article>" for part in text.split("<article")[1:]]


def du_candidat(folder: Path, kind: str) -> dict[str, Page]:
    """The page of each candidate, by number."""
    found = {}
    for name, text in textes(folder / "documents").items():
        if name.startswith(kind):
            for article in articles(text):
                number = re.search(r'<bdi class="numero">([^<]*)</bdi>', article)
                assert number is not None
                found[number[1]] = Page(article)
    return found


# --- Said to whom it may be said ------------------------------------------------------------------------------------


def test_the_posted_list_holds_the_admitted_and_nobody_else(done: Path, decisions: dict[str, dict[str, str]]) -> None:
    text = textes(done / "documents")["liste_d_affichage.html"]
    posted = re.findall(r'<bdi class="numero">([^<]*)</bdi>', text)
    admitted = [n for n, row in decisions.items() if row["decision"] in ("admis", "admis_apres_controle")]
    assert sorted(posted) == sorted(admitted) and len(set(posted)) == len(posted)
    after = text[text.index("Admis après contrôle") :]
    later = {n for n, row in decisions.items() if row["decision"] == "admis_apres_controle"}
    assert set(re.findall(r'<bdi class="numero">([^<]*)</bdi>', after.partition("<h2>")[0])) == later
    assert "Aucun admis dans cette spécialité" in text


def test_no_list_bears_a_name_or_a_mark(done: Path) -> None:
    rows = lire(EXAMPLE / "candidats.csv")
    for name in ("liste_d_affichage.html", "liste_des_autorises.html", "index.html"):
        page = Page(textes(done / "documents")[name])
        said = " ".join(words for tag, words in page.blocks if tag == "main")
        assert not [row for row in rows if row["nom"].upper() in said.upper().split() or row["prenom"] in said.split()]
        assert not re.search(r"\d,\d", said)


def test_names_are_on_what_is_handed_to_each_and_nowhere_without_names(done: Path, tmp_path: Path) -> None:
    for kind in ("releves_de_notes", "convocations"):
        assert "ROUSSEAU Noé" in " ".join(du_candidat(done, kind)["0104"].of("dd"))
    produire(tmp_path, *COMMAND, "--no-names")
    surnames = [row["nom"] for row in lire(EXAMPLE / "candidats.csv") if len(row["nom"]) > 4]
    for name, text in textes(tmp_path / "documents").items():
        assert not [one for one in surnames if one.upper() in text.upper()], name
    assert "Aucun nom ne figure" in textes(tmp_path / "documents")["index.html"]


@pytest.mark.parametrize(("header", "expected"), [("NOM", "DUPONT Ève"), ("Nom", "DUPONT Ève"), ("nom_long", "Ève")])
def test_columns_of_names_are_known_in_any_case(header: str, expected: str) -> None:
    import pandas as pd

    table = pd.DataFrame({"candidat": ["1"], header: ["Dupont"], "Prénom": ["Ève"], "adresse": ["rue"]})
    assert names_by_number(table) == {"1": expected}


@pytest.mark.parametrize(
    ("header", "number", "problem"),
    [("nom", "ROBERT-1", "le numéro du candidat contient son nom"), ("Nom;NOM", "0104", "deux colonnes pour le nom")],
)
def test_what_would_publish_a_name_is_refused(header: str, number: str, problem: str, tmp_path: Path) -> None:
    double = ";" in header
    first = f"candidat;specialite;voie;forme;derniere_session;{header}"
    rows = f"{first}\n{number};SAM;scolaire;globale;oui;Robert{';X' * double}\n"
    arguments = small(tmp_path, rows, number)
    done = produire(tmp_path / "out", *arguments, "--documents", code=2)
    assert problem in done.stderr and "Remède" in done.stderr
    assert not (tmp_path / "out").exists()


def small(folder: Path, candidats: str, *numbers: str) -> list[object]:
    """Write files of candidates of SAM, every mark 12; give the options for them."""
    units = ("U1", "U21", "U22", "U3", "U4", "U5", "U6")
    (folder / "candidats.csv").write_text(candidats, encoding="utf-8")
    with (folder / "notes.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(("candidat", "unite", "note", "statut"))
        writer.writerows((number, unit, "12", "") for number in numbers for unit in units)
    return ["--candidats", folder / "candidats.csv", "--notes", folder / "notes.csv", "--session", 2024]


# --- True -----------------------------------------------------------------------------------------------------------


def test_a_releve_says_the_decision_the_means_and_the_account(done: Path, decisions: dict[str, dict[str, str]]) -> None:
    found = du_candidat(done, "releves_de_notes")
    given = (EXAMPLE / f"{n}.csv" for n in ("candidats", "notes", "oraux"))
    told = {e["candidat"]: e for e in explain(grade(*given, session=2024, oraux_complets=True))}
    assert set(found) == set(decisions) == set(told)
    for number, page in found.items():
        row, said = decisions[number], " ".join(page.of("article")).replace("\u202f", " ")
        means = [row[f"moyenne_{which}"] for which in ("generale", "professionnelle")] + [row["moyenne_finale"]] * (
            row["autorise_controle"] == "oui"
        )
        for mean in filter(None, means):
            assert re.sub(r"0{1,2}$", "", mean) in said, (number, mean)
        assert [w for w in page.of("p") if w == mots()["resultats"][row["decision"]]["fr"]]
        assert [m["phrase"] for m in told[number]["motifs"]] == [w.replace("\u202f", " ") for w in page.of("li")]
        steps = [line.said for line in story_lines(told[number]) if line.part is StoryPart.STEP]
        for sentence in steps:
            assert sentence in said, (number, sentence)
        for step in told[number]["etapes"]:
            assert " ; ".join(step["texte"]) in said


def test_every_status_is_in_words(done: Path) -> None:
    found = du_candidat(done, "releves_de_notes")
    words = {
        "0103": "absence injustifiée",
        "0104": "absence justifiée",
        "0105": "dossier non valide",
        "0106": "dispensée",
    }
    words |= {"0107": "report", "0108": "sans note", "0115": "bénéfice"}
    for number, situation in words.items():
        assert situation in found[number].of("td"), number
    # A justified absence is a real zero; an exemption and an absence that is not justified are no mark at all.
    marks = {n: [" | ".join(re.findall(r"<td class=\"n note\">([^<]*)<", a))] for n, a in _rows(done).items()}
    assert marks["0104"][0].startswith("0,00 |") and marks["0106"][0].startswith(" |")


def _rows(done: Path) -> dict[str, str]:
    text = "".join(t for n, t in textes(done / "documents").items() if n.startswith("releves"))
    return {re.findall(r'"numero">([^<]*)<', article)[0]: article for article in articles(text)}


def test_the_list_of_those_allowed_says_what_they_may_choose(done: Path, decisions: dict[str, dict[str, str]]) -> None:
    text = textes(done / "documents")["liste_des_autorises.html"]
    found: dict[str, set[str]] = {}
    for table in text.split("<table")[1:]:
        units = set(re.findall(r"\((U\d+)\)", table.partition("<tbody>")[0]))
        assert f"{min(2, len(units))} unité" in table
        found |= {number: units for number in re.findall(r'"numero">([^<]*)<', table)}
    expected = {
        n: set(row["unites_choisissables"].split(","))
        for n, row in decisions.items()
        if row["autorise_controle"] == "oui"
    }
    assert found == expected
    assert "lundi 1er juillet 2024 à 18h00" in text


def test_a_convocation_says_what_the_calendar_says_and_what_it_does_not(done: Path) -> None:
    found = du_candidat(done, "convocations")
    chosen, undecided = (" ".join(found[number].of("article")).replace("\u202f", " ") for number in ("0109", "0111"))
    assert (
        "Interrogations orales" in chosen and "Culture générale et expression (U1)" in chosen and "(U21)" not in chosen
    )
    assert "mercredi 3 juillet 2024" in chosen and "Lycée Robert Schuman, Metz (0570057C)" in chosen
    assert "heure non fixée par le calendrier donné" in chosen
    assert "20 minutes de préparation, 20 minutes d'interrogation" in chosen
    assert "À choisir : 2 unités, parmi" in undecided and "10 minutes de préparation" in undecided


@pytest.mark.parametrize("session", range(2022, 2027))
def test_a_convocation_says_which_durations_are_inferred(session: int) -> None:
    units = {unit.code: unit for unit in load_bareme(session).reglements["NDRC"].unites}
    language, general = (Durees(session).de(units[code]) for code in ("U2", "U1"))
    assert language.texte.startswith("10 minutes de préparation, 10 minutes d'interrogation")
    assert ("inférence : durée lue pour la session 2024 seulement" in language.texte) == (session != 2024)
    assert ("inférence" in general.texte) == (session > 2024)
    for said in (language, general):
        assert said.source.endswith("cote\u00a0I") == ("inférence" in said.texte)


def test_without_a_calendar_no_date_is_invented(tmp_path: Path) -> None:
    produire(tmp_path, *ENTRIES, "--documents")
    for name in ("liste_des_autorises.html", "convocations/convocation_0001.html"):
        page = Page(textes(tmp_path / "documents")[name])
        said = " ".join(page.of("main"))
        assert "date non fixée : aucun calendrier donné" in said
        assert not re.search(r"\b(juin|juillet) 20\d\d|\d\dh\d\d", said)


def test_a_calendar_that_contradicts_itself_is_not_settled(tmp_path: Path) -> None:
    """2021: two orals by domain, a discipline to choose, no duration that any text gives, an oral dated twice."""
    rows = lire(EXAMPLE / "notes.csv")
    (tmp_path / "candidats.csv").write_text(
        "candidat;specialite;voie;forme;derniere_session\n0401;FED;scolaire;globale;oui\n"
    )
    with (tmp_path / "notes.csv").open("w", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(rows[0])
        writer.writerows(row.values() for row in rows if row["candidat"] == "0401")
    produire(
        tmp_path / "r",
        "--candidats",
        tmp_path / "candidats.csv",
        "--notes",
        tmp_path / "notes.csv",
        "--session",
        2021,
        "--documents",
        "--academie",
        "national",
    )
    said = " ".join(du_candidat(tmp_path / "r", "convocations")["0401"].of("article"))
    assert "qui se contredit" in said and "septembre 2021" in said and "juillet 2021" in said
    assert "compétences professionnelles" in said and "1 discipline" in said
    assert "aucun texte lu ne la donne pour la session 2021" in said


# --- Order, volumes, bytes ------------------------------------------------------------------------------------------


def test_numbers_are_in_the_order_in_which_people_read_them() -> None:
    numbers = ["10", "9", "009", "A2", "A10", "", "9" * 10_000, "٣", "2023-10", "2023-9"]
    found = sorted(numbers, key=number_key)
    assert [n for n in found if n in ("9", "009", "10", "A2", "A10")] == ["009", "9", "10", "A2", "A10"]
    assert found.index("2023-9") < found.index("2023-10")


def test_files_hold_a_few_candidates_each_and_everybody_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, done: Path
) -> None:
    monkeypatch.setattr(pages, "PER_FILE", 4)
    produire(tmp_path, *COMMAND)
    held = [
        re.findall(r'<dd><bdi class="numero">([^<]*)', text)
        for name, text in sorted(textes(tmp_path / "documents").items())
        if name.startswith("releves")
    ]
    assert [len(one) for one in held] == [4] * (len(held) - 1) + [len(held[-1])] and len(held) > 5
    assert [n for one in held for n in one] == list(du_candidat(done, "releves_de_notes"))
    index = textes(tmp_path / "documents")["index.html"]
    links = re.findall(r'href="([^"]*)"', index)
    assert all((tmp_path / "documents" / link).is_file() for link in links)
    assert len(links) == len(textes(tmp_path / "documents")) - 1


def test_the_example_is_what_the_command_writes(done: Path) -> None:
    """The same bytes on any day and on any machine, whatever the order of the rows."""
    assert octets(done / "documents") == octets(EXAMPLE / "documents"), CENT


def test_the_order_of_the_rows_changes_nothing(done: Path, tmp_path: Path) -> None:
    for name in ("candidats", "notes"):
        header, *rows = (EXAMPLE / f"{name}.csv").read_text(encoding="utf-8").splitlines()
        (tmp_path / f"{name}.csv").write_text("\n".join([header, *reversed(rows)]) + "\n", encoding="utf-8")
    inputs = ["--candidats", tmp_path / "candidats.csv", "--notes", tmp_path / "notes.csv"]
    produire(tmp_path / "r", *inputs, *COMMAND[4:])
    assert octets(tmp_path / "r" / "documents") == octets(done / "documents")


def test_only_the_documents_asked_for_are_written(tmp_path: Path) -> None:
    assert set(NAMES) == set(DOCUMENTS)
    produire(tmp_path, *ENTRIES, "--documents", "--seulement", "affichage")
    assert set(octets(tmp_path / "documents")) == {"index.html", "liste_d_affichage.html"}


# --- Hostile text ---------------------------------------------------------------------------------------------------

HOSTILES = (
    "<script>alert(1)</script>",
    "{{7*7}}{% raise %}",
    "\"'><img src=x onerror=alert(1)>",
    "</style></title>&lt;&#x22;",
    "x" * 10_000,
    "javascript:alert(1)//http://example.org/",
)


def test_no_text_becomes_markup(tmp_path: Path) -> None:
    """Names, numbers and specialties are shown; the tags of a page are those of a page of plain ones."""
    for name, words in (("plain", [f"Nom{i}" for i in range(len(HOSTILES))]), ("hostile", HOSTILES)):
        (tmp_path / name).mkdir()
        numbers = [f"{rank} {word}" for rank, word in enumerate(words)]
        with (tmp_path / name / "c.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, delimiter=";")
            writer.writerow(("candidat", "specialite", "voie", "forme", "derniere_session", "prenom"))
            writer.writerows(
                (n, "SAM", "scolaire", "globale", "oui", word) for n, word in zip(numbers, words, strict=True)
            )
        arguments = small(tmp_path / name, (tmp_path / name / "c.csv").read_text(encoding="utf-8"), *numbers)
        produire(tmp_path / name / "r", *arguments, "--documents")
    plain, hostile = (textes(tmp_path / name / "r" / "documents") for name in ("plain", "hostile"))
    assert set(plain) == set(hostile)
    for name in plain:
        # A page of seven candidates holds them in the same places.
        assert Page(plain[name]).tags == Page(hostile[name]).tags, name
        assert "49" not in re.findall(r"<bdi[^>]*>([^<]*)</bdi>", hostile[name])
        assert max(map(len, hostile[name].split("\n"))) < 5_000
    shown = hostile["releves_de_notes/releve_de_notes_0001.html"]
    assert "&lt;script&gt;" in shown and "{{7*7}}" in shown
    opened = open_page(
        tmp_path / "hostile" / "r" / "documents" / "releves_de_notes" / "releve_de_notes_0001.html", tmp_path
    )
    assert not opened.errors and not opened.requests and "<script" not in opened.dom


def test_what_a_page_shows_has_no_trap() -> None:
    """The reader refuses such characters; a page would not show them either."""
    assert pages._templates().from_string("<p>{{ nom }}</p>").render(nom="a\u202e<b>\0") == "<p>a�&lt;b&gt;�</p>"
    assert readable_page("a\0b\u202ec\u2028d\ud800e\x1b[31m") == "a�b�c�d�e�[31m"
    assert readable_page("Éloïse D'Ångström-محمد 👩‍🎓") == "Éloïse D'Ångström-محمد 👩‍🎓"
    long, other = "x" * 10_000, "x" * 9_999 + "y"
    assert len(court(long)) < 70 and court(long) != court(other) and court("court") == "court"


# --- Pages that people can read -------------------------------------------------------------------------------------


def test_pages_are_valid_and_accessible(done: Path) -> None:
    parser = pytest.importorskip("tinyhtml5.parser")
    for name, text in textes(done / "documents").items():
        strict = parser.HTMLParser()
        strict.parse(text)
        assert strict.errors == [], name
        tags = Page(text).tags
        assert ("html", {"lang": "fr"}) in tags and [tag for tag, _ in tags].count("title") == 1
        assert all(attributes.get("scope") for tag, attributes in tags if tag == "th"), name
        assert MENTION in text and text.count(f'<p class="mention">{MENTION}</p>') == len(articles(text))
        assert not {"script", "link", "img", "iframe", "object"} & {tag for tag, _ in tags}
        assert "default-src 'none'" in text and not re.search(r"url\(|@import|=[\"']https?:", text)


def test_letters_stand_out_from_what_is_behind_them() -> None:
    """WCAG 2.2, 1.4.3: at least 4.5 to 1."""
    css = (Path(pages.__file__).parent / "page.css").read_text(encoding="utf-8")
    colours = dict(re.findall(r"--(\w+): (#\w{6})", css))
    watermark = re.search(r"\.filigrane \{ display: block;[^}]* color: (#\w{6})", css)
    assert watermark is not None
    for ink in ("encre", "gris", "bleu"):
        for ground in ("#ffffff", colours["pale"], watermark[1]):
            first, second = sorted((_luminance(colours[ink]), _luminance(ground)))
            assert (second + 0.05) / (first + 0.05) >= 4.5, (ink, ground)


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


# --- PDF ------------------------------------------------------------------------------------------------------------


def _weasyprint() -> Any:
    try:
        import weasyprint
    except (ImportError, OSError) as error:
        pytest.skip(f"WeasyPrint: {error}")
    return weasyprint


def test_a_pdf_is_the_same_twice_and_names_no_day(done: Path, tmp_path: Path) -> None:
    _weasyprint()
    from bts_sim.candidates.documents.pages.pdf import write_pdf

    for name in ("first.pdf", "second.pdf"):
        write_pdf(done / "documents" / "liste_des_autorises.html", tmp_path / name)
    first = (tmp_path / "first.pdf").read_bytes()
    assert first == (tmp_path / "second.pdf").read_bytes() and first.startswith(b"%PDF")
    assert b"CreationDate" not in first and b"ModDate" not in first


def test_a_pdf_fetches_nothing(tmp_path: Path) -> None:
    _weasyprint()
    from bts_sim.candidates.documents.pages.pdf import write_pdf

    (tmp_path / "secret.txt").write_text("ne pas lire")
    attached = f'<link rel="attachment" href="{(tmp_path / "secret.txt").as_uri()}">'
    (tmp_path / "page.html").write_text(f'<html lang="fr"><head><title>t</title>{attached}</head><body>x</body></html>')
    write_pdf(tmp_path / "page.html", tmp_path / "page.pdf")
    assert b"EmbeddedFile" not in (tmp_path / "page.pdf").read_bytes()


def test_the_pdf_lie_beside_their_pages(tmp_path: Path) -> None:
    _weasyprint()
    produire(tmp_path, *ENTRIES, "--documents", "--pdf", "--seulement", "affichage")
    assert (tmp_path / "documents" / "liste_d_affichage.pdf").read_bytes().startswith(b"%PDF")
    assert 'href="liste_d_affichage.pdf"' in textes(tmp_path / "documents")["index.html"]


class Sans:
    """A machine on which WeasyPrint is not installed, or has no Pango to draw with."""

    def __init__(self, error: Exception) -> None:
        self.error = error

    def find_spec(self, name: str, *_: Any) -> None:
        if name == "weasyprint":
            print("-----\nWeasyPrint could not import some external libraries.", file=sys.stderr)
            raise self.error


@pytest.mark.parametrize(
    ("error", "what"), [(ModuleNotFoundError("weasyprint"), "WeasyPrint absent"), (OSError("libpango"), "Pango")]
)
def test_without_weasyprint_the_remedy_comes_before_the_work(
    error: Exception, what: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [name for name in sys.modules if name.partition(".")[0] == "weasyprint"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(sys, "meta_path", [Sans(error), *sys.meta_path])
    done = produire(tmp_path / "out", *ENTRIES, "--documents", "--pdf", code=2)
    assert what in done.stderr and "navigateur" in done.stderr and "brew install pango" in done.stderr
    assert "external libraries" not in done.stderr and not (tmp_path / "out").exists()


# --- One run, whole -------------------------------------------------------------------------------------------------


def test_documents_of_an_earlier_run_go_as_a_whole(tmp_path: Path) -> None:
    produire(tmp_path, *COMMAND)
    produire(tmp_path, *ENTRIES, "--documents", "--seulement", "affichage")
    assert set(octets(tmp_path / "documents")) == {"index.html", "liste_d_affichage.html"}
    assert [path.name for path in tmp_path.rglob(".*/*")] == ["grade.json"]
    produire(tmp_path, *ENTRIES)
    assert not (tmp_path / "documents").exists()


def test_a_run_that_fails_leaves_the_earlier_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    produire(tmp_path, *COMMAND)
    before = octets(tmp_path)

    def full(*_: object, **__: object) -> Iterator[str]:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(pages, "_volumes", full)
    produire(tmp_path, *ENTRIES, "--documents", code=1)
    assert octets(tmp_path) == before


def test_a_folder_of_somebody_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents" / "these.odt").write_bytes(b"dix ans")
    done = produire(tmp_path, *COMMAND, code=2)
    assert "these.odt" in done.stderr and "serait perdu" in done.stderr
    assert not (tmp_path / "decisions.csv").exists()
    produire(tmp_path, *ENTRIES)
    assert (tmp_path / "documents" / "these.odt").read_bytes() == b"dix ans"


def test_a_note_added_among_our_documents_is_not_lost(done: Path, tmp_path: Path) -> None:
    shutil.copytree(done, tmp_path / "r")
    (tmp_path / "r" / "documents" / "releves_de_notes" / "a_verifier.txt").write_text("0104 ?")
    produire(tmp_path / "r", *COMMAND, code=2)
    produire(tmp_path / "r", *ENTRIES)
    assert (tmp_path / "r" / "documents" / "releves_de_notes" / "a_verifier.txt").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--pdf", "--no-names"], "sans effet sans --documents"),
        (["--documents", "--academie", "reims", "--calendrier", "x.yaml"], "deux calendriers"),
        (["--documents", "--lecture", "corps"], "aucun calendrier à lire"),
        (["--documents", "--academie", "nancy"], "nancy-metz"),
        (["--documents", "--calendrier", "national_2021.yaml"], "calendrier d'une autre session que 2024"),
    ],
)
def test_a_wrong_option_is_refused_before_the_work(arguments: list[str], said: str, tmp_path: Path) -> None:
    shipped = ROOT / "bts_sim" / "textes" / "calendriers"
    given = [shipped / one if one.endswith("2021.yaml") else one for one in arguments]
    done = produire(tmp_path / "out", *ENTRIES, *given, code=2)
    assert said in done.stderr and not (tmp_path / "out").exists()


def test_candidates_in_fault_are_on_no_document_and_the_summary_says_so(tmp_path: Path) -> None:
    header, *rows = (EXAMPLE / "notes.csv").read_text(encoding="utf-8").splitlines()
    kept = [row for row in rows if not row.startswith("0101;U1;")]
    (tmp_path / "notes.csv").write_text("\n".join([header, *kept]) + "\n", encoding="utf-8")
    inputs = ["--candidats", EXAMPLE / "candidats.csv", "--notes", tmp_path / "notes.csv", "--session", 2024]
    produire(tmp_path / "r", *inputs, "--documents", "--keep-going", code=1)
    found = textes(tmp_path / "r" / "documents")
    assert "1 candidat en faute" in found["index.html"]
    assert not [name for name, text in found.items() if ">0101<" in text]
    assert (tmp_path / "r" / "fautes.csv").exists()


# --- Little to say ----------------------------------------------------------------------------------------------------

MCO = ("U1", "U21", "U22", "U3", "U41", "U42", "U5", "U6")
AUTORISE = ("7", "8", "9", "7", "11", "10,5", "8", "10,5")
KNOWN, PRO = "connaissances et compétences", "professionnelles"


def juger(folder: Path, marks: dict[str, tuple[str, ...]], *arguments: object, oraux: str = "", code: int = 0) -> Path:
    """Make the documents of candidates of MCO from their marks, `10 BE` being a mark and its status."""
    folder.mkdir(exist_ok=True)
    who = "".join(f"{number};MCO;scolaire;globale;oui\n" for number in marks)
    (folder / "candidats.csv").write_text(f"candidat;specialite;voie;forme;derniere_session\n{who}", encoding="utf-8")
    rows = ["candidat;unite;note;statut"]
    for number, row in marks.items():
        cells = (f"{one};" if one[0].isdigit() and " " not in one else one.replace(" ", ";") for one in row)
        rows += [f"{number};{unit};{cell}" for unit, cell in zip(MCO, cells, strict=True)]
    (folder / "notes.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    given = ["--candidats", folder / "candidats.csv", "--notes", folder / "notes.csv", "--documents", *arguments]
    if oraux:
        (folder / "oraux.csv").write_text(oraux, encoding="utf-8")
        given += ["--oraux", folder / "oraux.csv"]
    produire(folder / "out", *given, code=code)
    return folder / "out"


def listed(out: Path) -> str:
    """The list of those allowed, as text."""
    return " ".join(Page(textes(out / "documents")["liste_des_autorises.html"]).of("main"))


def cells(page: Page) -> list[str]:
    return [words for tag, words in page.blocks if tag in ("th", "td")]


def test_a_releve_says_which_domain_an_oral_was_about_and_who_did_not_come(tmp_path: Path) -> None:
    orals = "candidat;domaine;note\n0001;general;14\n0001;professionnel;AB\n"
    page = du_candidat(juger(tmp_path, {"0001": AUTORISE}, "--session", 2021, oraux=orals), "releves_de_notes")["0001"]
    said = cells(page)
    general, other = (said.index(f"Interrogation sur les {KNOWN} {domain}") for domain in ("générales", PRO))
    # (3 x 7 + 1.5 x 8 + 3 x 7) / 7.5: the marks of CCF are not replaced.
    assert said[general + 1 : general + 4] == ["14,00", "7,20", "oui"]
    assert said[other + 1] == "absent"


def test_an_oral_with_no_mark_to_replace_says_so_and_there_is_no_discipline_to_choose(tmp_path: Path) -> None:
    """Every general unit is dispensed: the general oral of 2021 has nothing to bear on."""
    dispensed = (*[";DI"] * 4, "9", "9,5", "8", "9,5")
    orals = "candidat;domaine;note\n0001;general;14\n0001;professionnel;8\n"
    out = juger(tmp_path, {"0001": dispensed}, "--session", 2021, oraux=orals)
    said = cells(du_candidat(out, "releves_de_notes")["0001"])
    general = said.index(f"Interrogation sur les {KNOWN} générales")
    assert said[general + 1 : general + 4] == ["14,00", "", "aucune note à remplacer"]
    assert "Aucune discipline à choisir : 1 candidat" in listed(out)


def test_who_has_no_unit_left_to_choose_is_told_that_no_oral_is_possible(tmp_path: Path) -> None:
    held = (*["10 BE"] * 4, *["9"] * 4)
    out = juger(tmp_path, {"0001": held}, "--session", 2024, "--regime", "sans_condition_professionnelle")
    said = " ".join(du_candidat(out, "convocations")["0001"].of("article"))
    assert "Aucun oral n'est possible : aucune unité n'est au choix." in said
    assert "Aucune unité à choisir : 1 candidat" in listed(out)


def test_a_reading_of_the_law_is_told_before_the_account_and_limits_what_may_be_chosen(tmp_path: Path) -> None:
    regime = scenario(tmp_path, 2024, langues_au_choix="une_seule")
    # All but the languages are held.
    marks = ("10 BE", "7", "7", "10 BE", "10", "10", "10", "10")
    out = juger(tmp_path, {"0001": marks}, "--session", 2024, "--regime", regime)
    said = " ".join(du_candidat(out, "convocations")["0001"].of("article"))
    assert "À choisir : 1 unité, parmi" in said and "Une langue au plus." in said
    told = " ".join(du_candidat(out, "releves_de_notes")["0001"].of("article"))
    assert told.index("une langue au plus") < told.index("Notes comptées : U1 10")


def test_a_fault_of_an_oral_keeps_that_candidate_out_of_every_document(tmp_path: Path) -> None:
    orals = "candidat;unite;note\n0001;U1;21\n0002;U1;12\n"
    marks = {"0001": AUTORISE, "0002": AUTORISE}
    out = juger(tmp_path, marks, "--session", 2024, "--keep-going", oraux=orals, code=1)
    for name, text in textes(out / "documents").items():
        assert "0001" not in Page(text).of("main")[0], name
    assert list(du_candidat(out, "releves_de_notes")) == list(du_candidat(out, "convocations")) == ["0002"]
    assert "1 candidat en faute" in textes(out / "documents")["index.html"]


def test_a_calendar_that_gives_several_days_fixes_none(tmp_path: Path) -> None:
    from test_calendars import PROPRE

    one_day = "{evenement: oral, quand: 2024-07-03, jour: mercredi, secteurs: [T], centre: A,"
    assert one_day in PROPRE
    calendar = tmp_path / "calendrier.yaml"
    several = PROPRE.replace(one_day, "{evenement: oral, quand: 2024-07-03/2024-07-05, secteurs: [T], centre: A,")
    calendar.write_text(several, encoding="utf-8")
    out = juger(tmp_path, {"0001": AUTORISE}, "--session", 2024, "--calendrier", calendar)
    said = " ".join(du_candidat(out, "convocations")["0001"].of("article"))
    assert "du mercredi 3 juillet 2024 au vendredi 5 juillet 2024 ; jour non fixé par le calendrier donné" in said
