"""Check what is installed: licences, hashes, wheels, age of the lock, and known flaws if there is a network.

make audit                      the offline checks, then pip-audit (needs a network and the group `trust`)
make audit ARGS=--offline       the offline checks
"""

from __future__ import annotations

import argparse
import datetime
import importlib.metadata
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
LOCKS = (ROOT / "requirements.lock", ROOT / "requirements-dev.lock")
#: Days after which a lock is old: its versions' notes do not list flaws found since.
VIEUX = 90
#: Licences that require only attribution, from the project or its products: SPDX names, in lower case.
PERMISES = {
    *("mit", "mit-0", "mit-cmu", "isc", "0bsd", "bsd-2-clause", "bsd-3-clause", "apache-2.0", "psf-2.0", "python-2.0"),
    *("hpnd", "zlib", "unlicense", "cc0-1.0", "bsl-1.0", "ncsa", "cnri-python", "zpl-2.1", "public-domain"),
}
#: Package → why a licence outside that list is accepted. Nothing of these packages is copied into the project.
EXCEPTIONS = {
    "certifi": "asks that changes to its own files be published; used unchanged",
    "axe-playwright-python": "MIT, in its file LICENSE alone; axe-core inside is MPL-2.0, used unchanged (tests)",
    "docutils": "several, by file; the GPL ones are a mode for Emacs (documentation)",
    "fqdn": "the same (JupyterLab)",
    "hypothesis": "the same (tests)",
    "pathspec": "the same (tests)",
    "pyphen": "one licence of three, as one likes: MPL (PDF)",
    "tqdm": "MPL-2.0 and MIT, by file; used unchanged",
}
#: Name that a package gives to its licence, or classifier → the SPDX name.
MOTS = (
    (r"mit[- ]cmu", "mit-cmu"),
    (r"apache", "apache-2.0"),
    (r"bsd[- ]2", "bsd-2-clause"),
    (r"bsd", "bsd-3-clause"),
    (r"mozilla|mpl", "mpl-2.0"),
    (r"lesser general|lgpl", "lgpl"),
    (r"general public|gpl", "gpl"),
    (r"\bmit\b", "mit"),
    (r"\bisc\b", "isc"),
    (r"python software foundation|\bpsf", "psf-2.0"),
    (r"public domain|unlicense", "unlicense"),
    (r"historical permission|hpnd", "hpnd"),
    (r"zope|zpl", "zpl-2.1"),
)
ADDRESS = re.compile(r"\s*(git\+|https?:|file:|-e\s|-i\s|--(extra-)?index-url|--find-links)")


class Verrouille(NamedTuple):
    """A package of the lock: its version, its number of digests, whether this Python and system install it."""

    nom: str
    version: str
    empreintes: int
    ici: bool


def lock() -> tuple[list[Verrouille], list[str]]:
    """Return the packages of the locks, and the lines that fetch from elsewhere."""
    text = "".join(path.read_text(encoding="utf-8") for path in LOCKS).replace("\\\n", " ")
    found, elsewhere = [], []
    for line in filter(None, text.splitlines()):
        if ADDRESS.match(line) or " @ " in line:
            elsewhere.append(line.split()[0])
            continue
        head, *digests = line.split("--hash=sha256:")
        one = Requirement(head.strip())
        here = one.marker is None or one.marker.evaluate()
        version = str(one.specifier).removeprefix("==")
        found.append(Verrouille(canonicalize_name(one.name), version, len(digests), here))
    return found, elsewhere


def licence(nom: str) -> str:
    """Return the licence that an installed package declares: its SPDX expression, or the name its words stand for."""
    about = importlib.metadata.metadata(nom)
    expression = about.get("License-Expression")
    if expression:
        return expression
    said = [one.rsplit("::", 1)[-1] for one in about.get_all("Classifier", []) if one.startswith("License ::")]
    first = (about.get("License") or "").strip().partition("\n")[0]
    # Several classifiers do not say whether one may choose, so all of them bind.
    return " AND ".join(dict.fromkeys(filter(None, map(known, said or [first])))) or first[:60]


def known(words: str) -> str:
    """Return the SPDX name of a licence, "" if the words name none."""
    return next((spdx for pattern, spdx in MOTS if re.search(pattern, words, re.IGNORECASE)), "")


def allowed(expression: str) -> bool:
    """Return whether an SPDX expression allows permissive licences only: one side of an OR, both sides of an AND."""
    bare = expression.replace("(", " ").replace(")", " ").lower()
    either = [[one.strip() for one in side.split(" and ")] for side in bare.split(" or ")]
    # Brackets mix the two, so everything must be permissive.
    if "(" in expression and " and " in bare and " or " in bare:
        return all(re.sub(r" with .*", "", one) in PERMISES for side in either for one in side)
    return any(all(re.sub(r" with .*", "", one) in PERMISES for one in side) for side in either)


def licences(packages: list[Verrouille]) -> Iterator[tuple[str, str, str]]:
    """Yield (package, licence, verdict) for every package that should be installed here."""
    for one in packages:
        if not one.ici:
            continue
        try:
            said = licence(one.nom)
        except importlib.metadata.PackageNotFoundError:
            yield one.nom, "", "not installed"
            continue
        if allowed(said):
            yield one.nom, said, ""
        elif one.nom in EXCEPTIONS:
            yield one.nom, said, f"exception: {EXCEPTIONS[one.nom]}"
        else:
            yield one.nom, said or "none declared", "to look at"


def age(today: datetime.date) -> tuple[int, str]:
    """Return the age of the lock in days, and its date."""
    text = (ROOT / "tools" / "tasks.py").read_text(encoding="utf-8")
    day = re.search(r'^LOCK_DAY = "([\d-]+)"', text, re.MULTILINE)
    assert day is not None
    return (today - datetime.date.fromisoformat(day[1])).days, day[1]


def offline(today: datetime.date) -> list[str]:
    """Print the results of the offline checks. Return the problems."""
    packages, elsewhere = lock()
    wrong = [f"{line}: fetched from a place of its own" for line in elsewhere]
    wrong += [f"{one.nom}: no digest" for one in packages if not one.empreintes]
    setup = (ROOT / "tools" / "tasks.py").read_text(encoding="utf-8")
    for option in ("--require-hashes", "--no-deps"):
        if f'"{option}"' not in setup:
            wrong.append(f"make setup installs without {option}")
    if '"--only-binary", ":all:"' not in setup:
        wrong.append("make setup may build packages from source, which runs their scripts")
    here = [one for one in packages if one.ici]
    other = [
        f"{one.nom}: {installed} installed, {one.version} locked"
        for one in here
        if (installed := version(one.nom)) not in ("", one.version)
    ]
    wrong += other
    rows = list(licences(packages))
    wrong += [f"{nom}: licence {said} ({verdict})" for nom, said, verdict in rows if verdict == "to look at"]
    days, day = age(today)
    kept = sorted((nom, said, verdict) for nom, said, verdict in rows if verdict)
    absent = [nom for nom, _, verdict in rows if verdict == "not installed"]
    print(f"{'packages in the locks':<36}{len(packages)}, {len(here)} of them for this Python and system")
    print(f"{'with digests':<36}{sum(one.empreintes > 0 for one in packages)}")
    print(f"{'from a place of their own':<36}{len(elsewhere)}")
    print(f"{'installed from wheels only':<36}{'yes' if '--only-binary' in setup else 'no'}")
    print(f"{'another version than locked':<36}{len(other)}")
    print(f"{'licence read':<36}{len(rows) - len(absent)}, {len(kept) - len(absent)} outside of the permissive ones")
    for nom, said, verdict in kept:
        print(f"    {nom:<30}{said:<40}{verdict}")
    print(f"{'lock made for':<36}{day}, {days} days ago{'' if days <= VIEUX else f': more than {VIEUX}, remake it'}")
    print(f"{'withdrawn releases, known flaws':<36}not told offline")
    return wrong


def version(nom: str) -> str:
    """Return the version installed, "" if there is none."""
    try:
        return importlib.metadata.version(nom)
    except importlib.metadata.PackageNotFoundError:
        return ""


def online() -> int:
    """Run pip-audit on the locks. Return its exit code, or 1 if it is not installed."""
    if not version("pip-audit"):
        print("pip-audit is not installed: pip install --group trust (known flaws are not looked for)")
        return 1
    command = [sys.executable, "-m", "pip_audit", "--require-hashes", "--disable-pip", "--no-deps"]
    code = subprocess.run([*command, *(f"--requirement={path}" for path in LOCKS)], check=False).returncode
    if code:
        print("pip-audit found flaws, or had no answer: see above", file=sys.stderr)
    return code


def main() -> int:
    """Print the problems. Return 1 if there are any."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--offline", action="store_true", help="ask nothing of any service")
    options = parser.parse_args()
    wrong = offline(datetime.datetime.now(datetime.UTC).date())
    for line in wrong:
        print(line, file=sys.stderr)
    return max(bool(wrong), 0 if options.offline else online())


if __name__ == "__main__":
    sys.exit(main())
