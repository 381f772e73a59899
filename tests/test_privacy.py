"""Where does a candidate appear: only in the files that are about candidates, and on the screen only when asked for?"""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest
from browser import without_network
from cohorts import bts_sim
from helpers import ROOT
from test_grade_contract import NOTES, poser, texte
from test_hostile import carnet

from bts_sim.errors import Fault
from bts_sim.files.withheld import without_person

#: One candidate whom nothing else in the world resembles.
NUMBER, NAME, GIVEN_NAME, NAISSANCE = "ZZ91CANARI", "Serinette", "Cuicuite", "29/02/1988"
CANARI = {"numéro": NUMBER, "nom": NAME, "prénom": GIVEN_NAME, "naissance": NAISSANCE}
ENTETE = ["candidat", "specialite", "voie", "forme", "derniere_session", "nom", "prenom", "naissance", "académie"]
CANDIDATES = [
    ENTETE,
    [NUMBER, "CG", "scolaire", "globale", "oui", NAME, GIVEN_NAME, NAISSANCE, "Nancy-Metz"],
    ["Béa", "CG", "individuel", "progressive", "oui", "X", "Y", "01/01/2000", "Besançon"],
    ["Ali", "CG", "apprentissage", "globale", "oui", "X", "Y", "01/01/2001", "Créteil"],
]
MARQUES = [[NUMBER if row[0] == "Zoé" else row[0], *row[1:]] for row in NOTES]
ACQUIS = (
    "candidat;specialite;unite;note;obtenue_le;origine;demande;forme\n{};CG;U3;12,5;2022-07-05;epreuve;oui;globale\n"
)
INSCRIT = "candidat;specialite;categorie;forme;inscrit_le\n{};MCO;formation_continue;progressive;2024-12-20\n"


def canaris(text: str) -> set[str]:
    """Which marks of the canary a text holds, in any case."""
    return {what for what, value in CANARI.items() if value.casefold() in text.casefold()}


def ou(folder: Path) -> dict[str, set[str]]:
    """In which files of a folder the canary is, by their names from there; its name in theirs too."""
    found = {}
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        name = path.relative_to(folder).as_posix()
        assert canaris(name) == set()
        if seen := canaris(path.read_bytes().decode("utf-8", "replace")):
            found[name] = seen
    return found


def juger(folder: Path, *arguments: object, notes: Iterable[list[str]] = MARQUES, candidats=CANDIDATES):
    options = poser(folder, texte(list(candidats)), texte(list(notes)))
    return bts_sim("grade", *options, *arguments, "--out", folder / "out")


TOUT = ("--explain", "--acquis", "2024-07-05", "--publication", "specialite,voie,académie", "--documents", "--sceller")


def test_is_a_candidate_only_in_the_files_about_candidates(tmp_path: Path) -> None:
    run = juger(tmp_path, *TOUT)
    assert run.exit_code == 0, run.stderr
    assert canaris(run.stdout + run.stderr) == set()
    names = {"numéro", "nom", "prénom"}
    assert ou(tmp_path / "out") == {
        "decisions.csv": {"numéro"},
        "explications.jsonl": {"numéro"},
        "documents/index.html": {"numéro"},
        "documents/liste_des_autorises.html": {"numéro"},
        "documents/convocations/convocation_0001.html": names,
        "documents/releves_de_notes/releve_de_notes_0001.html": names,
    }
    written = {path.name for path in (tmp_path / "out").glob("[!.]*")}
    assert {"publication.csv", "manifest.json", "acquis.csv"} <= written, "acquis.csv is about those refused"


def test_is_no_name_in_documents_without_names(tmp_path: Path) -> None:
    assert juger(tmp_path, *TOUT, "--no-names").exit_code == 0
    assert set().union(*ou(tmp_path / "out").values()) == {"numéro"}


def test_is_a_candidate_on_the_screen_only_when_asked_for(tmp_path: Path) -> None:
    assert juger(tmp_path, "--sceller").exit_code == 0
    options = poser(tmp_path, texte(CANDIDATES), texte(MARQUES))
    told = bts_sim("explain", NUMBER, *options)
    assert told.exit_code == 0 and canaris(told.stdout + told.stderr) == {"numéro"}
    assert canaris(bts_sim("explain", "Béa", *options).stdout) == set()
    files = (f"--candidats={tmp_path / 'candidats.csv'}", f"--notes={tmp_path / 'notes.csv'}")
    for words in (("verify", tmp_path / "out"), ("verify", tmp_path / "out", "--redo", *files)):
        run = bts_sim(*words)
        assert run.exit_code in (0, 1) and "intégrité" in run.stdout
        assert canaris(run.stdout + run.stderr) == set()
    shown = bts_sim("grade", "--json", *options, "--out", tmp_path / "out")
    assert shown.exit_code == 0 and canaris(shown.stdout + shown.stderr) == set()


def test_do_acquis_and_registrations_show_their_candidates_and_no_other_file_does(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(ACQUIS.format(NUMBER), encoding="utf-8")
    (tmp_path / "i.csv").write_text(INSCRIT.format(NUMBER), encoding="utf-8")
    acquis = ("acquis", "--acquis", tmp_path / "a.csv", "--session", 2024, "--date", "2024-05-13")
    registered = ("check-registration", tmp_path / "i.csv", "--academie", "nancy-metz", "--session", 2025)
    for words, files in (
        (acquis, {"notes_conservees.csv", "constats.csv"}),
        (registered, {"inscriptions.csv"}),
    ):
        run = bts_sim(*words, "--out", tmp_path / words[0])
        assert run.exit_code == 0, run.stderr
        assert canaris(run.stdout + run.stderr) == set()
        assert set(ou(tmp_path / words[0])) <= files and ou(tmp_path / words[0])


# --- faults -----------------------------------------------------------------------------------------------------------

UN, OTHERS = CANDIDATES[1], CANDIDATES[2:]
SIENNES = [row for row in MARQUES if row[0] == NUMBER]


def avec(*cellules: str, candidat: str = NUMBER) -> list[list[str]]:
    """The candidates, the first cells of the canary's row being others."""
    return [ENTETE, [candidat, *cellules, *UN[1 + len(cellules) :]], *OTHERS]


#: What is wrong with the canary's rows → the candidates and the marks.
FAUTES = {
    "a further column": ([ENTETE, [*UN[:7], f"{NAISSANCE}\u200b", UN[8]], *OTHERS], MARQUES),
    "a shifted row": (avec(NAME, GIVEN_NAME), MARQUES),
    "a ragged row": ([ENTETE, [*UN, "x"], *OTHERS], MARQUES),
    "a candidate twice": ([*CANDIDATES, UN], MARQUES),
    "a candidate without marks": (CANDIDATES, [row for row in MARQUES if row not in SIENNES]),
    "marks without a candidate": ([ENTETE, *OTHERS], MARQUES),
    "a missing unit": (CANDIDATES, [row for row in MARQUES if row[:2] != [NUMBER, "U2"]]),
    "a name for a mark": (CANDIDATES, [*MARQUES[:2], [NUMBER, "U12", NAME, ""], *MARQUES[3:]]),
    "a name for a specialty": (avec(NAME), MARQUES),
    "a number that a spreadsheet changed": (
        [*CANDIDATES, ["0091", *UN[1:]]],
        [*MARQUES, *(["91", *row[1:]] for row in SIENNES)],
    ),
    "a number that holds the name": (
        avec(candidat=f"{NAME}1"),
        [[f"{NAME}1", *row[1:]] if row in SIENNES else row for row in MARQUES],
    ),
    "no header": (CANDIDATES[1:], MARQUES),
}


@pytest.mark.parametrize("quoi", FAUTES)
def test_name_faults_nobody_without_names(quoi: str, tmp_path: Path) -> None:
    """On the screen, in `--json` and in fautes.csv; and the lines, columns and problems are those of the faults."""
    candidats, notes = FAUTES[quoi]
    also = ("--documents",) if quoi == "a number that holds the name" else ()
    named = juger(tmp_path, *also, candidats=candidats, notes=notes)
    hidden = juger(tmp_path, *also, "--no-names", candidats=candidats, notes=notes)
    assert named.exit_code == hidden.exit_code == 2
    assert canaris(named.stderr) or "0091" in named.stderr, "by contract, the value is shown"
    assert canaris(hidden.stderr) == set() and "0091" not in hidden.stderr, hidden.stderr
    place = re.compile(r"^[\w.-]+:\d+(?: : colonne [\w é]+)?", re.MULTILINE)
    assert sorted(place.findall(hidden.stderr)) == sorted(place.findall(named.stderr)) != []
    as_json = juger(tmp_path, *also, "--no-names", "--json", candidats=candidats, notes=notes)
    assert canaris(as_json.stdout + as_json.stderr) == set() and json.loads(as_json.stdout)["code"] == 2
    kept = juger(tmp_path, "--no-names", "--keep-going", "--sceller", *also, candidats=candidats, notes=notes)
    assert canaris(kept.stdout + kept.stderr) == set()
    if kept.exit_code == 1:
        assert "fautes.csv" not in ou(tmp_path / "out") and (tmp_path / "out" / "fautes.csv").is_file()
        assert "manifest.json" not in ou(tmp_path / "out")


#: Command → its files by option, with a fault about the canary in each.
AUTRES_COMMANDES = {
    "acquis --session 2024 --date 2024-05-13": {
        "--acquis": ACQUIS.format(NUMBER) + f"{NUMBER};CG;U2;{NAME};2022-07-05;epreuve;oui;globale\n",
    },
    "check-registration --academie nancy-metz --session 2025": {
        "": INSCRIT.format(NUMBER) + f"{NUMBER};MCO;{NAME};globale;{NAISSANCE}\n",
        "--pieces": f"candidat;piece;deposee_le\n{NUMBER}x;{GIVEN_NAME};hier\n",
    },
    "explain Béa --session 2024": {
        "--candidats": texte([*CANDIDATES, CANDIDATES[1]]),
        "--notes": texte([*MARQUES, [NUMBER, "U12", NAME, ""]]),
    },
    # Who is asked for is not there: no other is named as the one that was meant.
    f"explain {NUMBER}x --session 2024": {"--candidats": texte(CANDIDATES), "--notes": texte(MARQUES)},
}


@pytest.mark.parametrize("commande", AUTRES_COMMANDES)
def test_name_faults_nobody_in_the_other_commands_that_read_candidates(commande: str, tmp_path: Path) -> None:
    words: list[object] = commande.split()
    for rank, (option, text) in enumerate(AUTRES_COMMANDES[commande].items()):
        path = tmp_path / f"{rank}.csv"
        path.write_text(text, encoding="utf-8")
        words += [option, path] if option else [path]
    named, hidden = bts_sim(*words), bts_sim(*words, "--no-names")
    assert named.exit_code == hidden.exit_code == 2
    assert canaris(named.stderr) and canaris(hidden.stderr) == set(), hidden.stderr
    place = re.compile(r"^[\w.-]+(?::\d+)?(?: : colonne \w+)?", re.MULTILINE)
    assert sorted(place.findall(hidden.stderr)) == sorted(place.findall(named.stderr)) != []


def test_are_faults_of_options_and_files_shown_as_they_are() -> None:
    for fault in (
        Fault("--publication", None, "", "nom", "groupe inconnu", "…"),
        Fault("c.csv", None, "", "", "p", "r"),
    ):
        assert without_person(fault) == fault
    quoting = Fault("n.csv", 3, "candidat", "123", "p", "« 0123 » dans l'autre fichier", "123")
    assert without_person(quoting).remede == "« … » dans l'autre fichier"
    shared = Fault("n.csv", 3, "unite", "U1", "candidat 12 : aucune ligne pour U1, ni 123", "r", "12")
    assert without_person(shared) == Fault(
        "n.csv", 3, "unite", "…", "candidat … : aucune ligne pour …, ni 123", "r", "…"
    )


# --- what is seen from outside ----------------------------------------------------------------------------------------

#: Notes every file that a process names, and refuses every way out of the machine; children inherit it.
GUETTEUR = """
import os, sys
LOG = os.open(os.environ["BTS_SIM_JOURNAL"], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
ICI = ("127.", "::1", "localhost", "0.0.0.0")
def guetter(event, arguments):
    if event in ("open", "os.mkdir", "os.rename", "os.link", "os.symlink", "subprocess.Popen"):
        os.write(LOG, f"{event} {arguments!r}\\n".encode("utf-8", "replace"))
    elif event in ("socket.connect", "socket.sendto", "socket.sendmsg", "socket.getaddrinfo", "socket.gethostbyname"):
        where = arguments[1] if event in ("socket.connect", "socket.sendto", "socket.sendmsg") else arguments
        host = where[0] if isinstance(where, tuple) else where
        if isinstance(host, (str, bytes)) and not isinstance(where, (str, bytes)) and not str(host).startswith(ICI):
            os.write(LOG, f"RESEAU {event} {arguments!r}\\n".encode("utf-8", "replace"))
            raise OSError("no network in this test")
sys.addaudithook(guetter)
"""
#: Brings up the loopback of a network of its own, which kernels of notebooks talk over, and runs every command.
CONDUITE = """
import json, sys
if sys.platform == "linux":
    import fcntl, socket, struct
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:
            fcntl.ioctl(one, 0x8914, struct.pack("16sh14x", b"lo", 1))
    except OSError:
        pass
from click.testing import CliRunner
from bts_sim.cli import main
codes = {}
for name, words in json.load(sys.stdin).items():
    run = CliRunner().invoke(main, words)
    codes[name] = [run.exit_code, run.stdout + run.stderr]
print(json.dumps(codes))
"""


def commandes(d: Path) -> dict[str, list[str]]:
    """Every command of the project on small work, in an order in which each has what it reads."""
    options = [str(one) for one in poser(d, texte(CANDIDATES), texte(MARQUES))]
    (d / "a.csv").write_text(ACQUIS.format(NUMBER), encoding="utf-8")
    (d / "i.csv").write_text(INSCRIT.format(NUMBER), encoding="utf-8")
    (d / "g.yaml").write_text(
        "regimes: [aucun, permanent_2022]\ncandidats: [100]\nparametres: fixes\n", encoding="utf-8"
    )
    carnet(d / "essai.ipynb", "n = 1", "n")
    out = {name: str(d / f"out_{name}") for name in ("grade", "compare", "cohort", "sweep", "report", "second")}
    (d / "x.csv").write_text(f"candidat;unite\n{NUMBER};U11\n{NUMBER};U2\n", encoding="utf-8")
    second = ["--choix", str(d / "x.csv"), "--academie", "nancy-metz", "--out", out["second"]]
    return {
        "grade": ["grade", *options, *TOUT, "--pdf", "--out", out["grade"]],
        "verify": ["verify", out["grade"]],
        "compare-decisions": ["compare-decisions", out["grade"], out["grade"]],
        "second-groupe": ["second-groupe", *options, *second],
        "explain": ["explain", NUMBER, *options],
        "vary": ["vary", "--specialite", "CI", "--notes", "U1 7..8 ; U2 9 ; U3 8 ; U4 10 ; U5 11 ; U6 10,5"],
        "compare": [
            *["compare", "--baseline", "aucun", "--against", "permanent_2022"],
            *["--parametres", "fixes", "--candidats", "200", "--out", out["compare"]],
        ],
        "cohort": ["cohort", "--candidats", "50", "--out", out["cohort"]],
        "law": ["law", "--diff", "2021", "2022"],
        "sources": ["sources"],
        "sweep": ["sweep", str(d / "g.yaml"), "--workers", "1", "--out", out["sweep"]],
        "report": ["report", str(d / "essai.ipynb"), "--out", out["report"]],
        "template": ["template", "cohorte", "--out", str(d / "cohorte.yaml")],
        "new-scenario": ["new-scenario", "essai", "--changer", "seuil_general=7", "--out", str(d / "essai.yaml")],
        "calendar": ["calendar", "--lint", "--days"],
        "acquis": ["acquis", "--acquis", str(d / "a.csv"), "--session", "2024", "--date", "2024-05-13"],
        "check-registration": ["check-registration", str(d / "i.csv"), "--academie", "nancy-metz", "--session", "2025"],
        "doctor": ["doctor"],
        "lab": ["lab", str(d / "carnets"), "--sans-ouvrir"],
        "schema": ["schema", "decisions"],
        "completion": ["completion", "bash"],
    }  # fmt: skip


@pytest.fixture(scope="module")
def observe(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, tuple[int, str]], list[str]]:
    """Exit code and words of every command, run without a network, and all that its processes opened."""
    folder = tmp_path_factory.mktemp("observe")
    work, hook = folder / "travail", folder / "guet"
    hook.mkdir()
    (hook / "sitecustomize.py").write_text(GUETTEUR, encoding="utf-8")
    words = commandes(work)
    path = os.pathsep.join([str(hook), str(ROOT), os.environ.get("PYTHONPATH", "")])
    environment = {**os.environ, "PYTHONPATH": path, "BTS_SIM_JOURNAL": str(folder / "journal.txt")}
    run = subprocess.run(
        [*without_network(), sys.executable, "-c", CONDUITE],
        input=json.dumps(words),
        capture_output=True,
        text=True,
        env=environment,
        timeout=300,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    codes = json.loads(run.stdout.splitlines()[-1])
    return codes, (folder / "journal.txt").read_text(encoding="utf-8").splitlines()


def test_asks_no_command_anything_of_the_network(observe) -> None:
    codes, log = observe
    from bts_sim.cli import SECTIONS

    every = {command.name for commands in SECTIONS.values() for command in commands}
    # A checkout with changes of its own certifies nothing, and says so.
    assert codes["verify"][0] == 0 or "installation" in codes["verify"][1]
    # compare-runs reads two folders and makes a page, like verify and report; its page is opened offline elsewhere.
    assert set(codes) == every - {"compare-runs"}
    assert {name: said for name, (code, said) in codes.items() if code and name not in ("doctor", "verify")} == {}
    assert [line for line in log if line.startswith("RESEAU")] == []
    assert len([line for line in log if line.startswith("open")]) > 500, "the look-out saw what was opened"


def test_would_the_look_out_see_a_call_to_the_network(tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(GUETTEUR, encoding="utf-8")
    code = "import urllib.request; urllib.request.urlopen('http://192.0.2.1/')"
    environment = {**os.environ, "PYTHONPATH": str(tmp_path), "BTS_SIM_JOURNAL": str(tmp_path / "j")}
    run = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False)
    assert run.returncode == 1 and "RESEAU" in (tmp_path / "j").read_text(encoding="utf-8")


def test_bears_no_file_however_short_its_life_the_name_of_a_candidate(observe) -> None:
    """Temporary files, locks, folders of the system's: their names are seen by others in lists of a shared disk."""
    codes, log = observe
    assert codes["grade"][0] == 0
    assert any(".bts-sim-" in line for line in log)
    assert [line for line in log if canaris(line)] == []
