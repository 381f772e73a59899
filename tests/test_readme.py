"""Do the numbers of the README come from the committed notebook?"""

import re
from pathlib import Path

import nbformat
import pytest

from bts_sim.report.results import headlines

pytestmark = pytest.mark.quick

ROOT = Path(__file__).parent.parent


def as_french(text: str) -> str:
    """Return the numbers of a French text as an English one has them."""
    text = re.sub(r"(?<=\d),(?=\d)", ".", text)
    return re.sub(r"(?<=\d) ; (?=[+\d])", ", ", re.sub(r"(?<=\d) (?=\d{3}\b)", ",", text))


@pytest.mark.parametrize("name", ["README.md", "LISEZMOI.md"])
def test_the_readme_quotes_the_headlines_of_the_committed_notebook(name: str) -> None:
    readme = (ROOT / name).read_text(encoding="utf-8")
    readme = as_french(readme) if name == "LISEZMOI.md" else readme
    results = headlines(nbformat.read(ROOT / "notebooks" / "03_regimes.ipynb", as_version=4))
    rates = [one for one in results if one["unite"] == "pt" or one["nom"].startswith("Taux d'admis")]
    diplomas = [one for one in results if one["nom"].startswith("Diplômes en plus à la session qu'avec")]
    assert len(rates) == 5 and len(diplomas) == 2
    for result in diplomas:
        numbers = (f"{round(result[key], -2):,}" for key in ("valeur", "bas", "haut"))
        assert "{} [{}, {}]".format(*numbers) in readme, result["nom"]
    for result in rates:
        sign = "+" if result["unite"] == "pt" else ""
        text = f"{result['valeur']:{sign}.1f}"
        if result["bas"] is not None:
            text += f" [{result['bas']:{sign}.1f}, {result['haut']:{sign}.1f}]"
        assert text in readme, result["nom"]
    # And nothing else is quoted: an old number beside the new one would be seen.
    quoted = {f"{abs(result[key]):.1f}" for result in rates for key in ("valeur", "bas", "haut") if result[key]}
    assert set(re.findall(r"\d+\.\d", re.sub(r"Python 3\.\d+|=\d\.\d|\(docs/[^)]*\)", "", readme))) - quoted == {"65.3"}


@pytest.mark.parametrize("name", ["README.md", "LISEZMOI.md"])
def test_the_readme_fits_one_screen_and_its_links_lead_somewhere(name: str) -> None:
    readme = (ROOT / name).read_text(encoding="utf-8")
    assert len(readme.splitlines()) <= 60
    for target in re.findall(r"\]\(([^)]+)\)", readme):
        assert (ROOT / target.partition("#")[0]).exists(), target


def test_the_changelog_opens_on_the_current_version() -> None:
    import tomllib

    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    assert f"## {version}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
