"""Does the command line speak French, help, show progress, and survive whatever happens to it?"""

import ast
import gettext
import io
import json
import os
import re
import shlex
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from babel.messages.pofile import read_po
from cohorts import bts_sim, lire
from helpers import ROOT, outil

from bts_sim.cli import SECTIONS, main
from bts_sim.cli.application import COMMUNES
from bts_sim.cli.french import CATALOGUES, DOMAIN
from bts_sim.cli.progress import Bars
from bts_sim.errors import RunError
from bts_sim.progress import heard_by, milestone, watch

COMMANDES = [command for commands in SECTIONS.values() for command in commands]
#: Words of click that only a French catalogue takes away.
ANGLAIS = re.compile(
    r"\b(Usage|Options|default):|\b(Error|Missing|Invalid|No such|Did you|Try|required|Show|must|value)\b"
)
#: Names of parameters and what the test run of an example shortens; the same of a grid.
PETITS = {"--candidats": "300"}
PETITES = {"tirages: 64": "tirages: 8", "par_tirage: 2000": "par_tirage: 300"}


def appel(*arguments: object, cwd: Path | None = None, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """The command line in a process of its own."""
    command = [sys.executable, "-m", "bts_sim", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, cwd=cwd, env={**os.environ, **environment}, check=False)


@pytest.fixture(scope="module")
def depart(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with every starting file in it."""
    folder = tmp_path_factory.mktemp("depart")
    from bts_sim.cli.template import GENRES

    with chdir(folder):
        assert bts_sim("template", *GENRES).exit_code == 0
    return folder


class chdir:  # noqa: N801 (called as a function)
    """Work in a folder; `contextlib.chdir` came with Python 3.11, and says less."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.before = folder, Path.cwd()

    def __enter__(self) -> None:
        os.chdir(self.folder)

    def __exit__(self, *_: object) -> None:
        os.chdir(self.before)


# --- French ------------------------------------------------------------------------------------------------------


def sentences_of_click() -> set[str]:
    """Read what click looks up, from its source."""
    said: set[str] = set()
    for path in Path(click.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("_", "ngettext"):
                texts = node.args[: 2 if getattr(node.func, "id", "") == "ngettext" else 1]
                said |= {one.value for one in texts if isinstance(one, ast.Constant) and isinstance(one.value, str)}
    return said


def catalogue() -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Each sentence of click, with its plural where it has one, and its French."""
    (path,) = CATALOGUES.rglob("*.po")
    with path.open("rb") as file:
        found = [(one.id, one.string) for one in read_po(file) if one.id]
    return [((a,), (b,)) if isinstance(a, str) else (a, b) for a, b in found]


def test_every_sentence_that_click_can_say_has_its_french() -> None:
    """A new version of click that says something else must not bring English back unseen."""
    # What a program says to its programmer; questions, editors and pauses, which no command has.
    unasked = re.compile(
        r"defined twice|same flag|Could not determine|No options defined|exactly one parameter|Unknown (color|standard)"
        r"|Do you want|onfirm|Editing failed|Press any key|entered values|invalid input|^d$"
    )
    said = {text for english, _ in catalogue() for text in english}
    looked_up = sentences_of_click()
    assert {one for one in looked_up - said if not unasked.search(one)} == set() and len(looked_up) > 40
    # click looks this one up by a name of its own.
    assert said - looked_up == {"required"}
    for english, french in catalogue():
        assert set(re.findall(r"{(\w+)", str(french))) <= set(re.findall(r"{(\w+)", str(english))), english


def test_the_compiled_catalogue_is_that_of_its_source() -> None:
    compiled = gettext.translation(DOMAIN, str(CATALOGUES), ["fr"])
    for english, french in catalogue():
        said = [compiled.gettext(english[0])] if len(english) == 1 else [compiled.ngettext(*english, n) for n in (1, 2)]
        assert tuple(said) == french, "run `python tools/translations.py --ecrire`"


@pytest.mark.parametrize("locale", ["C", "de_DE.UTF-8"])
def test_click_speaks_french_whatever_the_locale(locale: str) -> None:
    run = appel("gradr", LANG=locale, LC_ALL=locale, LANGUAGE=locale)
    assert run.returncode == 2 and "Commande inconnue" in run.stderr.decode("utf-8", errors="replace")


@pytest.mark.parametrize(
    ("call", "said"),
    [
        ("grade --sesion 2024", "Option inconnue : « --sesion ». Vouliez-vous dire « --session » ?"),
        ("gradr", "Commande inconnue : « gradr ». Vouliez-vous dire « grade » ?"),
        ("zzz", "Commande inconnue : « zzz ». Commandes : grade, explain,"),
        ("explain -1", "mettre « -- »"),
        ("grade", "Il manque l'option '--candidats'."),
        ("explain", "Il manque l'argument 'CANDIDAT'."),
        ("cohort --candidats dix --out x", "« dix » n'est pas un nombre entier"),
        ("cohort --candidats 0 --out x", "0 est hors des bornes x>=1"),
        ("cohort --format cvs --out x", "vouliez-vous dire « csv » ? (csv, parquet)"),
        ("sources --not-read-since demain", "« demain » n'est pas une date de la forme AAAA-MM-JJ"),
        ("calendar --session", "L'option « --session » demande une valeur."),
        ("law --diff 2021", "L'option « --diff » demande 2 valeurs."),
        ("law --scenarios=oui", "L'option « --scenarios » ne prend pas de valeur."),
        ("sources un deux", "Mots en trop : un deux"),
        ("completion powershell", "au choix (bash, zsh, fish)"),
        ("-x", "Option inconnue : « -x »"),
    ],
)
def test_a_misuse_is_told_in_french_with_the_way_out(call: str, said: str) -> None:
    run = bts_sim(*shlex.split(call))
    assert run.exit_code == 2 and said in run.stderr and not run.stdout
    assert "Aide : bts-sim" in run.stderr and "--help" in run.stderr
    assert not ANGLAIS.search(run.stderr) and "Traceback" not in run.stderr


def test_help_is_french_whole_and_by_purpose() -> None:
    shown = bts_sim("--help").stdout
    words = " ".join(shown.split())
    for title, commands in SECTIONS.items():
        assert f"{title} :" in shown
        for command in commands:
            assert f"{command.name} " in words and command.get_short_help_str(limit=1000) in words
    assert "..." not in shown and not ANGLAIS.search(shown)
    assert bts_sim().stderr.split() == shown.split()


@pytest.mark.parametrize("command", COMMANDES, ids=lambda command: str(command.name))
def test_the_help_of_a_command_is_french_and_says_what_it_takes(command: click.Command) -> None:
    shown = bts_sim(command.name, "--help").stdout
    assert not ANGLAIS.search(shown) and "\n  bts-sim " in shown
    assert not re.search(r"\b(INTEGER|TEXT|PATH|DIRECTORY|RANGE|FLOAT|COMMAND|ARGS)\b", shown)
    options = [param for param in command.params if isinstance(param, click.Option) and not param.hidden]
    assert all(option.help for option in options)


@pytest.mark.parametrize("language", [None, "de"])
def test_click_is_as_it_was_once_the_command_has_ended(language: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LANGUAGE", raising=False)
    if language:
        monkeypatch.setenv("LANGUAGE", language)
    bts_sim("gradr")
    assert os.environ.get("LANGUAGE") == language
    other = click.Command("autre", params=[click.Option(["--x"], required=True)])
    with pytest.raises(click.MissingParameter) as raised:
        other.main([], standalone_mode=False)
    assert "Missing option" in raised.value.format_message()


def test_help_loads_nothing_heavy() -> None:
    """What makes `--help` slow is what it imports; the clock of a busy machine says nothing."""
    heavy = {
        "numpy",
        "pandas",
        "scipy",
        "pyarrow",
        "pydantic",
        "yaml",
        "rich",
        "tqdm",
        "altair",
        "packaging",
        "tempfile",
    }
    code = (
        "import sys; from bts_sim.cli import main\n"
        "try: main(['grade', '--help'])\n"
        "except SystemExit: print(*sorted({name.split('.')[0] for name in sys.modules}), file=sys.stderr)"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "click" in run.stderr.split() and not heavy & set(run.stderr.split())


# --- Examples ----------------------------------------------------------------------------------------------------


def examples(command: click.Command | click.Group) -> Iterator[list[str]]:
    for line in (command.help or "").splitlines():
        if line.strip().startswith("bts-sim ") and "COMMANDE" not in line:
            yield shlex.split(line)[1:]


def court(words: list[str]) -> list[str]:
    """The same call on fewer candidates, where it takes a number of them."""
    if words[0] == "compare" and "--session" in words:
        # Several sessions are compared under drawn parameters only.
        return [*words, "--par-tirage", "10"]
    if words[0] == "compare":
        return [*words, "--parametres", "fixes", "--candidats", PETITS["--candidats"]]
    if words[0] == "cohort":
        number = [i for i, word in enumerate(words) if word == "--candidats"]
        for i in number:
            words[i + 1] = PETITS["--candidats"]
        return words if number else [*words, "--candidats", PETITS["--candidats"]]
    if words[0] == "sweep":
        raccourcir(Path(words[1]))
        return [*words, "--workers", "1"]
    return words


def raccourcir(grille: Path) -> None:
    contenu = grille.read_text(encoding="utf-8")
    for longue, courte in PETITES.items():
        assert longue in contenu
        contenu = contenu.replace(longue, courte)
    grille.write_text(contenu, encoding="utf-8")


def test_every_example_of_every_help_works(depart: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On the starting files alone, as a newcomer copies them; a report, and what needs one, is read and not run."""
    import shutil

    monkeypatch.setattr("bts_sim.stats.intervals.DRAWS", 4)
    ran = 0
    with chdir(tmp_path):
        for command in (*COMMANDES, main):
            # What an example writes must not be there already.
            for path in depart.iterdir():
                shutil.copy(path, tmp_path)
            for words in examples(command):
                if words[0] == "template" and "--out" not in words:
                    for path in tmp_path.glob("*.csv"):
                        path.unlink()
                if words[0] in ("report", "verify", "compare-decisions", "compare-runs"):
                    subcommand = main.commands[words[0]]
                    assert subcommand.make_context(words[0], words[1:], resilient_parsing=False)
                    ran += 1
                    continue
                run = bts_sim(*court(words))
                assert run.exit_code == 0, (words, run.stderr)
                ran += 1
    assert ran >= len(COMMANDES)


# --- Completion --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_prints_a_script_and_where_to_put_it(shell: str) -> None:
    run = bts_sim("completion", shell)
    assert run.exit_code == 0 and "_BTS_SIM_COMPLETE" in run.stdout and "bts-sim completion" in run.stderr
    if shell == "bash":
        subprocess.run(["bash", "-n"], input=run.stdout, text=True, check=True)


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("gra", "grade"),
        ("grade --reg", "--regime"),
        ("grade --regime perm", "permanent_2022"),
        ("compare --against plancher_7", "plancher_7_5"),
        ("compare --parametres t", "tires"),
        ("compare --parameters f", "fixes"),
        ("law --diff permanent_2022 ex", "exceptionnel_2021"),
        ("law --session 202", "2024"),
        ("template candidats --specialite M", "MCO"),
        ("template cand", "candidats"),
        ("calendar --academie r", "reims"),
        ("check-registration i.csv --academie n", "normandie"),
    ],
)
def test_completion_offers_what_the_project_holds(typed: str, offered: str) -> None:
    words = shlex.split(f"bts-sim {typed}")
    environment = {"COMP_WORDS": " ".join(words), "COMP_CWORD": str(len(words) - 1)}
    run = appel(_BTS_SIM_COMPLETE="bash_complete", **environment)
    assert offered in [line.split(",", 1)[1] for line in run.stdout.decode().splitlines()]


def test_completion_knows_the_sessions_and_the_regimes_of_the_law() -> None:
    from bts_sim.cli import words_on_tab
    from bts_sim.droit.held import sessions_anterieures
    from bts_sim.droit.regimes import idees_fausses, shipped_regimes, shipped_scenarios
    from bts_sim.droit.textes import sessions
    from bts_sim.files.shipped import notebooks_dir

    assert words_on_tab._sessions() == [str(year) for year in (*sessions_anterieures(), *sessions())]
    assert set(words_on_tab._regimes()) == {*shipped_regimes(), *shipped_scenarios(), *idees_fausses()}
    assert words_on_tab.notebooks_folder() == notebooks_dir()
    assert {"candidats", "session"} <= set(words_on_tab._parameters()) and "03_regimes" in words_on_tab._notebooks()


# --- Progress ----------------------------------------------------------------------------------------------------


def test_nobody_listens_by_default_and_the_loop_is_the_very_same() -> None:
    elements = [1, 2, 3]
    assert watch(elements, "rien") is elements
    milestone("rien", "du tout", 0.5)


def test_who_listens_hears_loops_and_stages_in_order(depart: Path) -> None:
    heard: list[tuple[str, float]] = []

    class Oreille:
        def loop(self, elements, quoi, total):
            heard.append((quoi, 0))
            return elements

        def milestone(self, quoi, stage, done):
            heard.append((quoi, done))

    from bts_sim.candidates.explain import explain
    from bts_sim.candidates.grade import grade
    from bts_sim.cohort.describe import load_cohort
    from bts_sim.cohort.simulate import simulate
    from bts_sim.droit.regimes import load_regimes
    from bts_sim.questions.rates.tables import compare

    def work():
        simulated = simulate(load_cohort(candidats=500))
        table = compare(simulated, *(lambda a, *b: (a, b))(*load_regimes("aucun", "permanent_2022")), oral_draws=2)
        grading = grade(depart / "candidats.csv", depart / "notes.csv", session=2024)
        return table, grading.decisions(), list(explain(grading))

    silent = work()
    with heard_by(Oreille()):
        told = work()
    for before, after in zip(silent[:2], told[:2], strict=True):
        assert before.equals(after)
    assert silent[2] == told[2]
    names = {quoi for quoi, _ in heard}
    assert {"Cohorte", "Régimes", "Tirages des oraux", "Jugement", "Décisions", "Explications"} <= names
    for work_name in ("Cohorte", "Jugement"):
        parts = [done for quoi, done in heard if quoi == work_name]
        assert parts == sorted(parts) and parts[0] == 0 and parts[-1] == 1


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal where bars are shown at once."""
    from bts_sim.cli import progress

    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setattr(progress, "DELAI", 0.0)
    monkeypatch.setattr(progress, "PAS", 0.0)


def lasting(elements: list[int]) -> Iterator[int]:
    """Elements that take longer than a bar needs to be drawn."""
    for element in elements:
        time.sleep(0.25)
        yield element


@pytest.mark.usefixtures("at_once")
def test_a_bar_speaks_french_when_a_work_lasts_and_goes_away(capsys: pytest.CaptureFixture[str]) -> None:
    bars, stderr = Bars(), sys.stderr
    with heard_by(bars):
        for _ in watch(lasting([1, 2, 3]), "Régimes", 3):
            milestone("Cohorte", "calage", 0.0)
            print("un est fait", file=sys.stderr)
            assert list(watch(lasting([1, 2]), "Tirages")) == [1, 2]
            milestone("Cohorte", "", 1.0)
        milestone("Jugement", "lecture", 0.5)
        time.sleep(0.25)
    bars.close()
    written = capsys.readouterr().err
    shown = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", written)
    assert re.search(r"Régimes : \S+ +2/3, reste \d\d:\d\d", shown) and "un est fait\n" in shown
    assert re.search(r"Tirages : \S+ +1 ", shown) and re.search(r"Jugement, lecture : \S+ +50 %, reste", shown)
    # What is inside of another work shows when it lasts, and stages do not.
    assert "Cohorte" not in shown
    # The last thing is to clear the line, and to give the cursor back.
    assert written.rstrip("\r").endswith("\x1b[2K\x1b[?25h")
    assert not bars.progress.tasks and sys.stderr is stderr


def test_a_short_work_shows_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    bars = Bars()
    with heard_by(bars):
        assert list(watch([1, 2], "Régimes")) == [1, 2]
        loop = iter(watch([1, 2], "Tirages"))
        next(loop)
        milestone("Cohorte", "calage", 0.5)
    # A work that breaks leaves its bars to be taken away, and its loop ends after them.
    bars.close()
    loop.close()
    assert capsys.readouterr().err == "" and not bars.progress.tasks


@pytest.mark.parametrize("watched", [True, False])
def test_bars_are_for_a_terminal_and_not_for_who_wants_quiet(
    watched: bool, depart: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bts_sim.cli import application

    heard: list[str] = []
    monkeypatch.setattr(Bars, "milestone", lambda self, quoi, stage, done: heard.append(quoi))
    monkeypatch.setattr(application, "terminal", lambda: watched)
    call = ("grade", "--candidats", depart / "candidats.csv", "--notes", depart / "notes.csv", "--session", "2024")
    assert bts_sim(*call, "--out", tmp_path).stdout == ""
    assert ("Jugement" in heard) is watched
    heard.clear()
    bts_sim(*call, "--out", tmp_path, "--quiet")
    assert not heard


# --- What is said, and how ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("position", ["avant", "après"])
def test_json_gives_one_object_wherever_it_is_asked_for(position: str, tmp_path: Path) -> None:
    call = ["cohort", "--candidats", "300", "--out", str(tmp_path / "c")]
    run = bts_sim(*(["--json", *call] if position == "avant" else [*call, "--json"]))
    found = json.loads(run.stdout)
    assert run.exit_code == found["code"] == 0 and found["commande"] == "cohort" and not run.stderr
    assert found["fichiers"] == sorted(path.as_posix() for path in (tmp_path / "c").glob("[!.]*"))
    assert found["comptes"] == {"candidats": 300, "specialites_sans_reglement": 52, "part_sans_reglement": 35.6}


def test_json_gives_faults_as_objects_and_the_same_exit_code(depart: Path, tmp_path: Path) -> None:
    notes = tmp_path / "n.csv"
    notes.write_text((depart / "notes.csv").read_text(encoding="utf-8").replace("12,5", "125"), encoding="utf-8")
    call = (
        "grade",
        "--candidats",
        depart / "candidats.csv",
        "--notes",
        notes,
        "--session",
        2024,
        "--out",
        tmp_path / "o",
    )
    plain, run = bts_sim(*call), bts_sim(*call, "--json")
    found = json.loads(run.stdout)
    assert plain.exit_code == run.exit_code == found["code"] == 2 and found["fichiers"] == []
    first = found["fautes"][0]
    assert (first["fichier"], first["ligne"], first["colonne"], first["valeur"]) == ("n.csv", 2, "note", "125")
    assert "0 à 20" in first["remede"] and found["message"] in plain.stderr
    wrong = json.loads(bts_sim("grade", "--json", "--sesion", 3).stdout)
    assert wrong["code"] == 2 and wrong["fautes"][0]["colonne"] == "--sesion"


@pytest.mark.parametrize(
    ("call", "keys"),
    [
        ("law", {"libelle", "valeur", "source"}),
        ("law --diff 2021 2022", {"libelle", "2021", "2022"}),
        ("law --scenarios", {"nom", "titre"}),
        ("sources", {"source", "référence", "titre", "cote", "relu le"}),
        ("calendar --academie reims", {"academie", "evenement", "date"}),
        ("calendar --lint", {"constat"}),
        ("doctor", {"etat", "sujet", "constat", "remede"}),
    ],
)
def test_json_gives_the_rows_of_what_lists(call: str, keys: set[str]) -> None:
    rows = json.loads(bts_sim(*shlex.split(call), "--json").stdout)["lignes"]
    assert rows and (keys <= set(rows[0]) or call.endswith("--lint"))


def test_quiet_says_nothing_but_errors_and_results(depart: Path, tmp_path: Path) -> None:
    out = ("--candidats", "300", "--out", tmp_path / "c")
    assert "Écrit dans" in bts_sim("cohort", *out).stderr
    run = bts_sim("cohort", *out, "--quiet")
    assert run.exit_code == 0 and run.output == ""
    assert bts_sim("-q", "law").stdout == bts_sim("law").stdout != ""
    assert bts_sim("cohort", "--quiet").stderr


def test_what_was_written_is_said_from_the_disk(depart: Path, tmp_path: Path) -> None:
    files = ("--candidats", depart / "candidats.csv", "--notes", depart / "notes.csv", "--session", 2024)
    (tmp_path / "deja.txt").write_text("là", encoding="utf-8")
    for _ in range(2):
        run = bts_sim("grade", *files, "--out", tmp_path)
        assert "decisions.csv" in run.stderr and "deja.txt" not in run.stderr and run.stdout == ""
    assert {row["decision"] for row in lire(tmp_path / "decisions.csv")} == {"admis", "en_attente_controle", "refuse"}


@pytest.mark.parametrize(
    ("call", "said"),
    [
        ("template candidats notes --out deux.csv", "un seul nom pour plusieurs fichiers. Remède : retirer --out"),
        (
            "compare-runs a b --out page.pdf",
            "« page.pdf » : ce n'est pas le nom d'une page. Remède : donner le nom d'un",
        ),
        ("compare-runs a b --out .", "« . » : ce n'est pas le nom d'une page"),
    ],
)
def test_a_name_that_cannot_be_that_of_the_result_is_refused_and_nothing_is_written(
    call: str, said: str, tmp_path: Path
) -> None:
    with chdir(tmp_path):
        run = bts_sim(*shlex.split(call))
    assert run.exit_code == 2 and said in run.stderr
    assert not list(tmp_path.iterdir())


def test_the_common_options_are_everywhere() -> None:
    for command in COMMANDES:
        there = {name for param in command.params for name in param.opts}
        assert {name for names, _ in COMMUNES for name in names} <= there, command.name


# --- Whatever happens --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (KeyboardInterrupt(), 130, "Interrompu."),
        (MemoryError(), 1, "La mémoire manque."),
        (OSError(28, "No space left on device", "/d/.decisions.csv.abcd1234"), 1, "decisions.csv : plus de place"),
        (OSError(13, "Permission denied", "x"), 1, "x : accès refusé"),
        (RunError("un notebook a échoué"), 1, "un notebook a échoué"),
        (KeyError("colonne"), 1, "Erreur inattendue dans « bts-sim law » : KeyError"),
        (RecursionError("trop"), 1, "relancer la même commande avec --trace"),
    ],
)
def test_whatever_happens_is_told_in_french_without_a_traceback(
    error: BaseException, code: int, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(**_: object) -> None:
        raise error

    monkeypatch.setattr(main.commands["law"], "callback", breaks)
    run = bts_sim("law")
    assert run.exit_code == code and said in run.stderr and "Traceback" not in run.stderr
    if code == 130:
        assert len(run.stderr.splitlines()) == 1
    assert json.loads(bts_sim("law", "--json").stdout)["code"] == code
    if isinstance(error, KeyError):
        assert "Traceback" in bts_sim("law", "--trace").stderr
        monkeypatch.setenv("BTS_SIM_TRACE", "1")
        assert "Traceback" in bts_sim("law").stderr


@pytest.mark.skipif(os.name == "nt", reason="shell of Unix")
@pytest.mark.parametrize(
    ("line", "code", "said"),
    [
        # Nobody needs words when the reader has seen enough.
        ("law | head -1 >&2; exit ${PIPESTATUS[0]}", (0, 1), ""),
        ("law >&-", (1,), "sortie"),
        ("law 2>&-", (0,), ""),
        ("law >/dev/full", (1,), "Plus de place"),
        ("law --json >/dev/full", (1,), "Plus de place"),
        ("template sweep --out - >&-", (1,), "sortie"),
    ],
)
def test_a_pipe_that_closes_or_fills_is_no_traceback(line: str, code: tuple[int, ...], said: str) -> None:
    if "/dev/full" in line and not Path("/dev/full").exists():
        pytest.skip("no /dev/full")
    script = f"{shlex.quote(sys.executable)} -m bts_sim {line}"
    run = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=False)
    assert run.returncode in code and said in run.stderr
    assert "Traceback" not in run.stderr and "Exception ignored" not in run.stderr


def test_a_command_that_prints_nothing_does_not_need_standard_output(depart: Path, tmp_path: Path) -> None:
    files = f"--candidats {depart}/candidats.csv --notes {depart}/notes.csv --session 2024 --out {tmp_path}/o"
    script = f"{shlex.quote(sys.executable)} -m bts_sim grade {files} <&- >&- 2>&-"
    assert subprocess.run(["bash", "-c", script], check=False).returncode == 0
    assert len(lire(tmp_path / "o" / "decisions.csv")) == 3


@pytest.mark.parametrize("encoding", ["cp1252", "ascii", "cp850"])
def test_an_old_encoding_changes_letters_and_breaks_nothing(encoding: str) -> None:
    """All commands that print much, in one process whose outputs are of that encoding."""
    calls = [["--help"], ["law"], ["calendar", "--lint"], ["doctor"], ["gradr"], ["law", "--json"]]
    code = (
        "import sys; from bts_sim.cli import main\n"
        f"for call in {calls!r}:\n"
        "    try: main(call, prog_name='bts-sim')\n"
        "    except SystemExit as end: assert end.code == (2 if call == ['gradr'] else 0), (call, end.code)\n"
    )
    environment = {**os.environ, "PYTHONIOENCODING": encoding, "PYTHONUTF8": "0", "COLUMNS": "60"}
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, env=environment, check=False)
    # click takes ASCII for a terminal that does not say that it is UTF-8.
    read = "utf-8" if encoding == "ascii" else encoding
    shown, told = run.stdout.decode(read), run.stderr.decode(read)
    assert run.returncode == 0 and "Traceback" not in told, told
    found = json.loads(shown[shown.index("\n{") :])
    assert any("é" in row["libelle"] for row in found["lignes"])


def test_a_letter_that_an_encoding_lacks_is_a_question_mark(monkeypatch: pytest.MonkeyPatch) -> None:
    from bts_sim.cli import streams

    written = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(written, "cp1252"))
    streams.prepare()
    print("« été » → 8", end="", flush=True)
    assert written.getvalue().decode("cp1252") == "« été » ? 8"


def test_a_call_from_python_raises_and_leaves_it_running(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["law", "--session", "2024"], standalone_mode=False) is None
    assert "2024" in capsys.readouterr().out
    with pytest.raises(click.NoSuchOption):
        main(["law", "--sesion", "2024"], standalone_mode=False)


@pytest.mark.parametrize("call", [["law"], ["law", "--json"], ["gradr", "--json"]])
def test_a_reader_who_has_gone_is_told_nothing_more(
    call: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    class Partie(io.StringIO):
        def flush(self) -> None:
            raise BrokenPipeError

    monkeypatch.setattr(sys, "stdout", Partie())
    with pytest.raises(SystemExit) as end:
        main(call)
    assert end.value.code == (0 if call[0] == "law" else 2)
    assert ("Commande inconnue" in capsys.readouterr().err) is (call[0] == "gradr")


@pytest.mark.parametrize("name", ["un dossier", "été « 2024 »", "🎓", "-tiret"])
def test_any_name_of_file_will_do(name: str, depart: Path, tmp_path: Path) -> None:
    import shutil

    folder = tmp_path / name
    folder.mkdir()
    for kind in ("candidats", "notes"):
        shutil.copy(depart / f"{kind}.csv", folder / f"{name}{kind}.csv")
    with chdir(folder):
        options = ["--candidats", f"{name}candidats.csv", "--notes", f"{name}notes.csv", "--out", f"{name}out"]
        run = bts_sim("grade", *options, "--session", 2024)
    assert run.exit_code == 0, run.stderr
    assert (folder / f"{name}out" / "decisions.csv").exists()


# --- doctor ------------------------------------------------------------------------------------------------------


def test_doctor_names_what_is_missing_and_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    from bts_sim.cli import checks

    assert bts_sim("doctor").exit_code == 0
    real = checks._version
    monkeypatch.setattr(checks, "_version", lambda name: None if name == "pandas" else real(name))
    run = bts_sim("doctor")
    assert run.exit_code == 1 and "pandas absent" in " ".join(run.stdout.split())
    assert "Il manque : bibliothèques." in run.stderr


def test_doctor_notes_what_is_optional_without_failing(monkeypatch: pytest.MonkeyPatch) -> None:
    from bts_sim.cli import checks

    monkeypatch.setattr(checks, "_loads", lambda names: False)
    monkeypatch.setattr(checks.shutil, "which", lambda name: None)
    monkeypatch.setattr(checks, "_free_memory", lambda: 0.2)
    rows = {row["sujet"]: row for row in json.loads(bts_sim("doctor", "--json").stdout)["lignes"]}
    assert {rows[subject]["etat"] for subject in ("PDF", "Chromium", "mémoire")} == {"à noter"}
    assert all(row["remede"] for row in rows.values() if row["etat"] != "ok")


def test_doctor_says_of_each_thing_that_is_not_there_what_it_costs_and_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from types import SimpleNamespace

    from bts_sim.cli import checks

    (tmp_path / "requirements.lock").write_text("numpy==0.1 \\\n    --hash=sha256:0\n", encoding="utf-8")
    monkeypatch.setattr(checks, "PACKAGE", tmp_path / "bts_sim")
    monkeypatch.setattr(checks, "FONTS", (str(tmp_path),))
    monkeypatch.setattr(checks, "_there", lambda name: False)
    monkeypatch.setattr(checks, "_free_memory", lambda: None)
    monkeypatch.setattr(checks.platform, "python_version", lambda: "3.9.1")
    monkeypatch.setattr(checks.shutil, "disk_usage", lambda folder: SimpleNamespace(free=5 * 10**8))
    monkeypatch.setattr(checks.tempfile, "TemporaryFile", lambda dir: (tmp_path / "non" / "f").open("wb"))
    run = bts_sim("doctor", "--json")
    rows = {row["sujet"]: (row["etat"], row["constat"], row["remede"]) for row in json.loads(run.stdout)["lignes"]}
    assert run.exit_code == 1
    assert {subject for subject, (state, _, _) in rows.items() if state == "manque"} == {
        *("Python", "textes et données", "dossier des résultats")
    }
    for subject, said, remedy in (
        ("Python", "3.9.1, il faut >=3.11", "installer un Python plus récent, puis make setup"),
        ("verrou", f"1 autre version que le verrou : numpy {checks._version('numpy')}", "make setup"),
        ("textes et données", "fichiers absents", "réinstaller bts_sim"),
        ("dossier des résultats", "on ne peut pas y écrire", "donner un autre --out"),
        ("disque", "0,5 Go libres", "en libérer avant un rapport"),
        ("mémoire", "inconnue", "compter 1 Go libre par processus"),
        ("polices", "aucune trouvée", "installer DejaVu ou Liberation"),
        ("PDF", "weasyprint absent : les pages restent en HTML", "bts-sim[pdf]"),
        ("moteur compilé", "numba absent : mêmes nombres, balayages et intervalles plus lents", "bts-sim[rapide]"),
        ("Dask", "absent : sweep sur cette machine seule", "bts-sim[dask]"),
        ("version du code", f"bts_sim {checks._version('bts-sim')}, hors d'un dépôt git", ""),
    ):
        assert rows[subject][1] == said and remedy in rows[subject][2], subject


def test_doctor_knows_an_installation_without_a_checkout_and_a_checkout_that_was_modified(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bts_sim.cli import checks
    from bts_sim.runs import provenance

    monkeypatch.setattr(checks, "PACKAGE", tmp_path / "bts_sim")
    monkeypatch.setattr(checks, "PANGO", ("libpango-qui-n-existe-pas.so",))
    monkeypatch.setattr(provenance, "git_state", lambda root: ("0123456789abcdef", True))
    rows = {row["sujet"]: row for row in json.loads(bts_sim("doctor", "--json").stdout)["lignes"]}
    assert (rows["verrou"]["etat"], rows["verrou"]["constat"]) == (
        "ok",
        "installation sans dépôt : les bornes suffisent",
    )
    code = rows["version du code"]
    assert (code["etat"], code["constat"], code["remede"]) == (
        *("à noter", "0123456789, modifiée", "le manifeste le dira : modifie"),
    )
    if checks._there("weasyprint"):
        assert rows["PDF"]["constat"] == "Pango absent : les pages restent en HTML"
    monkeypatch.setattr(provenance, "git_state", lambda root: ("0123456789abcdef", False))
    assert (checks._git().etat, checks._git().constat) == ("ok", "0123456789")


def test_doctor_tries_the_folder_and_tells_no_path_unless_asked(tmp_path: Path) -> None:
    (tmp_path / "fichier").write_text("", encoding="utf-8")
    shown = bts_sim("doctor", "--json", "--out", tmp_path / "nouveau").stdout
    for place in (str(ROOT), sys.executable, str(tmp_path), str(Path.home())):
        assert len(place) < 3 or place not in shown
    assert str(ROOT) in bts_sim("doctor", "--json", "--chemins").stdout.replace("\\\\", "\\")
    assert not (tmp_path / "nouveau").exists()


# --- The reference -----------------------------------------------------------------------------------------------


def test_the_reference_of_commands_is_current() -> None:
    written = (ROOT / "docs" / "ligne_de_commande.md").read_text(encoding="utf-8")
    assert written == outil("command_line").render(), "run `python tools/command_line.py`"


def test_processes_leave_ctrl_c_to_the_one_that_starts_them() -> None:
    """Each would print a traceback of its own on the terminal."""
    import signal

    from bts_sim.runs.processes import _without_interruption

    before = signal.getsignal(signal.SIGINT)
    with _without_interruption():
        assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    assert signal.getsignal(signal.SIGINT) is before
