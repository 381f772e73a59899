"""Every task of the project, with Python alone: `python3 tools/tasks.py TASK` (Windows: `py tools/tasks.py TASK`).

Any Python 3 must be able to read this file down to the sentence that refuses the old ones, hence its plain style.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
LOG = VENV / "install.log"
OLDEST = (3, 11)

# What is installed: the first by `report` and `lab`, both by the tasks of those who change the code.
RUNNING = "requirements.lock"
REST = "requirements-dev.lock"
PURPOSE = {RUNNING: "what running needs", REST: "what tests, documentation and options need"}

# Read by each Python of .venv as it starts (a line of a .pth file). Told to write no compiled module beside the sources
# (PYTHONDONTWRITEBYTECODE), it keeps them in .venv, where every process would otherwise compile all that it imports.
BYTECODE_APART = (
    "import sys; sys.dont_write_bytecode and not sys.pycache_prefix and "
    "sys.__dict__.update(dont_write_bytecode=False, pycache_prefix=sys.prefix + '/bytecode')\n"
)

# The length shown by a list of commits. The reasons go below it.
LONGEST_SUBJECT = 60

# The lock ignores releases after this day, so that two people who remake it get the same bytes. To take newer versions:
# move the day, then `make lock`, `make environment`, `make test`.
LOCK_DAY = "2026-11-01"


def run(*command) -> int:
    """Run a command at the root of the project; return its exit code."""
    return subprocess.run([str(word) for word in command], cwd=str(ROOT)).returncode


def in_venv(*arguments) -> int:
    """Run the environment's own Python; return its exit code."""
    return run(PYTHON, *arguments)


# --- setup ------------------------------------------------------------------------------------------------------------


def stamp(lock) -> Path:
    """Return the file that says which content of a lock was installed: empty until all of it was."""
    return VENV / (lock + ".sha256")


def wanted_stamp(lock) -> str:
    """Return the digest of all that the installation of a lock depends on."""
    # The path too: an editable install points to the folder, so it is stale once the folder has moved.
    seen = hashlib.sha256(str(ROOT).encode("utf-8"))
    for name in (lock, "pyproject.toml"):
        seen.update((ROOT / name).read_bytes())
    return seen.hexdigest()


def is_installed(lock) -> bool:
    """Return True if what is installed is what a lock and pyproject.toml ask for."""
    done = stamp(lock)
    return PYTHON.exists() and done.exists() and done.read_text(encoding="utf-8") == wanted_stamp(lock)


def answers(*command) -> bool:
    """Return True if a command can be run and succeeds."""
    try:
        return subprocess.run([str(word) for word in command], capture_output=True).returncode == 0
    except OSError:
        return False


def refuse_old_python() -> None:
    """Stop, with what to do, if this Python is too old."""
    if sys.version_info < OLDEST:
        have, need = (".".join(map(str, version[:2])) for version in (sys.version_info, OLDEST))
        sys.exit(
            f"bts_sim needs Python {need} or newer, and this is Python {have} ({sys.executable}).\n"
            "If a newer one is installed, name it: make PYTHON=python3.12 report\n"
            "(Windows: py -3.12 tools/tasks.py report)"
        )


def create_venv() -> None:
    """Make .venv anew, or stop with what to install first."""
    from importlib.util import find_spec

    if find_spec("venv") is None:
        sys.exit(
            f"The module venv is missing from {sys.executable}.\n"
            "Debian, Ubuntu: apt install python3-venv. Elsewhere: install Python from its usual package, complete."
        )
    with_pip = find_spec("ensurepip") is not None
    if not with_pip and not answers(sys.executable, "-m", "pip", "--version"):
        sys.exit(
            f"Neither ensurepip nor pip is there for {sys.executable}, so nothing can be installed.\n"
            "Debian, Ubuntu: apt install python3-venv. Fedora: dnf install python3-pip. Then run the command again."
        )
    import venv

    # The choice of Python's own command line: links where links work, copies on Windows.
    venv.EnvBuilder(with_pip=with_pip, clear=True, symlinks=os.name != "nt").create(str(VENV))


def pip(*arguments) -> None:
    """Run pip for .venv; stop, with all that it said, if it fails."""
    command = [PYTHON, "-m", "pip"]
    if not answers(*command, "--version"):
        command = [sys.executable, "-m", "pip", "--python", PYTHON]
    with LOG.open("a", encoding="utf-8") as log:
        command = [str(word) for word in (*command, *arguments)]
        code = subprocess.run(command, cwd=str(ROOT), stdout=log, stderr=subprocess.STDOUT).returncode
    if code:
        print(LOG.read_text(encoding="utf-8", errors="replace"), file=sys.stderr)
        sys.exit(f"pip {arguments[0]} failed (above, and in {LOG}). Once mended, run the same command again.")


def weight(folder) -> int:
    """Return what the files of a folder weigh, in megabytes."""
    files = (Path(where) / name for where, _, names in os.walk(str(folder)) for name in names)
    return round(sum(path.lstat().st_size for path in files) / 1e6)


def put(locks) -> None:
    """Put in .venv what some locks ask for, and bts_sim itself with the first of them."""
    # No compiling, which took half of the time: Python compiles what is imported, which is less.
    command = ["install", "--no-compile", "--no-deps"]
    # Wheels only: no package runs a build script of its own.
    pip(*command, "--require-hashes", "--only-binary", ":all:", *[word for lock in locks for word in ("-r", lock)])
    if RUNNING in locks:
        pip(*command, "--no-build-isolation", "-e", ".")
        packages = next(VENV.glob("[Ll]ib/**/site-packages"))
        (packages / "bts_sim_bytecode.pth").write_text(BYTECODE_APART, encoding="utf-8")
    pip("check")


def have(*locks) -> int:
    """Install what some locks ask for and is not there yet, telling what, how long it took and what it weighs."""
    if all(map(is_installed, locks)):
        return 0
    refuse_old_python()
    began = time.monotonic()
    if not answers(PYTHON, "-c", f"import sys; sys.exit(sys.version_info < {OLDEST})"):
        create_venv()
    missing = [lock for lock in locks if not is_installed(lock)]
    what = " and ".join(PURPOSE[lock] for lock in missing)
    print(f"Installing {what} into .venv, once: about a minute.", file=sys.stderr, flush=True)
    LOG.unlink(missing_ok=True)
    for lock in missing:
        stamp(lock).write_text("", encoding="utf-8")
    put(missing)
    # Last, so that an install that broke is tried again.
    for lock in missing:
        stamp(lock).write_text(wanted_stamp(lock), encoding="utf-8")
    seconds = round(time.monotonic() - began)
    print(f"Installed in {seconds} s; .venv weighs {weight(VENV)} MB.", file=sys.stderr, flush=True)
    return 0


def install() -> int:
    """install what running needs into .venv (report and lab do it by themselves)"""
    if is_installed(RUNNING):
        return 0
    # The rest follows where it is there: `pip check` looks at everything, so versions must move together.
    return have(RUNNING, REST) if stamp(REST).exists() else have(RUNNING)


def setup() -> int:
    """install what tests and documentation need as well (every other task does it by itself)"""
    return have(RUNNING, REST)


# --- tasks ------------------------------------------------------------------------------------------------------------


def report(*arguments) -> int:
    """run the notebooks into reports/, as HTML that opens with no network"""
    return install() or in_venv("-m", "bts_sim", "report", *arguments)


def test(*arguments) -> int:
    """run the tests (arguments go to pytest; -n0 to stay in one process)"""
    return setup() or in_venv("tools/compiled.py") or in_venv("-m", "pytest", *arguments)


def quick_files() -> list:
    """Return the files of tests that are marked quick, in part or in whole."""
    files = sorted((ROOT / "tests").glob("test_*.py"))
    return [path for path in files if "pytest.mark.quick" in path.read_text(encoding="utf-8")]


def quick(*arguments) -> int:
    """run the tests to run while typing, in half a minute"""
    # These files alone: to collect all of the tests takes as long as to run these.
    return setup() or in_venv("-m", "pytest", "-m", "quick", *quick_files(), *arguments)


def style() -> int:
    """check style alone, in a second"""
    setup()
    return max(in_venv("-m", "ruff", "check"), in_venv("-m", "ruff", "format", "--check"))


def types() -> int:
    """check types alone"""
    return setup() or in_venv("-m", "mypy")


def lint() -> int:
    """check style, types and imports"""
    # All, whatever the first says: one run shows everything there is to mend.
    return max(style(), types(), imports())


def imports() -> int:
    """check that dependencies are what the package imports, and that imports go one way"""
    setup()
    linted = BIN / ("lint-imports.exe" if os.name == "nt" else "lint-imports")
    return max(in_venv("-m", "deptry", "bts_sim"), run(linted, "--no-logo", "--no-cache"))


def subject(message) -> int:
    """refuse a commit message whose first line is too long (the hook gives its file)"""
    first = Path(message).read_text(encoding="utf-8").partition("\n")[0]
    if len(first) > LONGEST_SUBJECT:
        sys.exit(f"The first line of the message has {len(first)} characters, and at most {LONGEST_SUBJECT} are read.")
    return 0


def lab(*arguments) -> int:
    """open the notebooks in JupyterLab, on their start page"""
    return install() or in_venv("-m", "bts_sim", "lab", ROOT / "notebooks", "--", *arguments)


def app(*arguments) -> int:
    """serve the reform laboratory as an app"""
    return setup() or in_venv("-m", "bts_sim", "lab", "--application", ROOT / "notebooks", "--", *arguments)


def bench(*arguments) -> int:
    """run the benchmarks, and write their tables in docs/ (a quarter of an hour)"""
    return setup() or in_venv("tools/compiled.py") or in_venv("benchmarks/run.py", *arguments)


def notebooks(*arguments) -> int:
    """remake the committed notebooks with their outputs"""
    return setup() or in_venv("tools/notebooks.py", *arguments)


def docs(*arguments) -> int:
    """build the documentation into build/docs/html (--external follows the addresses of other sites)"""
    return setup() or in_venv("tools/docs.py", *arguments)


def audit(*arguments) -> int:
    """check licences, digests and age of what is installed, and known flaws (--offline: asks nobody)"""
    return setup() or in_venv("tools/audit.py", *arguments)


def packaged() -> int:
    """check the wheel and the sdist in a fresh environment, without the repository"""
    return setup() or in_venv("tools/packaged.py")


def environment() -> int:
    """remake environment.yml from pyproject.toml"""
    return install() or in_venv("tools/environment.py")


def entries(lock) -> list:
    """Return what each package of a lock is written with: its version, where it is needed, its hashes."""
    return re.split(r"^(?=\S)", (ROOT / lock).read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]


def lock() -> int:
    """remake both locks from pyproject.toml and build.in (needs uv)"""
    uv = shutil.which("uv", path=os.pathsep.join([str(BIN), os.environ.get("PATH", "")]))
    if uv is None:
        sys.exit(f"The locks are made with uv, and there is none. To add it: {PYTHON} -m pip install uv")
    # Without this uv looks for an interpreter of its own on the network when it does not find 3.11.
    os.environ["UV_PYTHON_DOWNLOADS"] = "never"
    # One version of each package for every Python and every system, because notebook outputs are compared exactly.
    options = "--universal --python-version 3.11 --fork-strategy fewest --upgrade"
    # Nothing in the files may depend on who made them, nor on where.
    contents = "--generate-hashes --no-header --no-annotate --quiet"
    made = [uv, "pip", "compile", *options.split(), *contents.split(), "--exclude-newer", LOCK_DAY]
    made += ["pyproject.toml", "build.in", "--output-file"]
    # Everything first, then the part that runs, with the versions that suit everything.
    code = run(*made, REST, "--all-extras") or run(*made, RUNNING, "--constraint", REST)
    if code == 0:
        running = entries(RUNNING)
        rest = [entry for entry in entries(REST) if entry not in running]
        (ROOT / REST).write_bytes("".join(rest).encode("utf-8"))
    return code


def show_help() -> int:
    """show this list"""
    for name, task in TASKS.items():
        print(f"  {name:<12} {task.__doc__}")
    return 0


TASKS = {
    "report": report,
    "test": test,
    "quick": quick,
    "lab": lab,
    "app": app,
    "bench": bench,
    "docs": docs,
    "audit": audit,
    "lint": lint,
    "style": style,
    "types": types,
    "imports": imports,
    "subject": subject,
    "install": install,
    "setup": setup,
    "lock": lock,
    "environment": environment,
    "notebooks": notebooks,
    "packaged": packaged,
    "help": show_help,
}


def main() -> int:
    """Run the task that is named; return its exit code."""
    name, *arguments = sys.argv[1:] or ["help"]
    if name not in TASKS:
        sys.exit(f"No task {name!r}. There are: {', '.join(TASKS)}.")
    try:
        return TASKS[name](*arguments)
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
