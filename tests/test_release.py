"""Does a release say one version and one day everywhere, and give as published the numbers of its notebooks?"""

import json
import re
import tomllib

import pytest
import yaml
from helpers import ROOT

import bts_sim.display.results as results

pytestmark = pytest.mark.quick
CHANGELOG = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
#: The rows of the table of published numbers: what, and what it is now.
PUBLISHED = re.findall(r"^\| ([^|]+) \| ([\d,.]+(?: \[[^]]+\])?) \|", CHANGELOG, flags=re.MULTILINE)[1:]


def test_version_and_day_are_those_of_the_changelog() -> None:
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    heading = re.search(r"^## (\S+) \((\S+)\)$", CHANGELOG, flags=re.MULTILINE)
    assert heading is not None
    assert (cited["version"], str(cited["date-released"])) == heading.groups()
    assert cited["version"] == project["version"] and cited["license"] == project["license"]
    assert "doi" not in cited and [set(author) for author in cited["authors"]] == [{"name"}]


def test_the_numbers_of_the_release_are_those_of_the_notebooks() -> None:
    shown = set()
    for path in (ROOT / "notebooks").glob("*.ipynb"):
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            for output in cell.get("outputs", []):
                result = output.get("data", {}).get(results.MIME)
                if result:
                    ends = [result.get("bas"), result.get("haut")]
                    shown.add((float(result["valeur"]), *(float(end) for end in ends if end is not None)))
    assert len(PUBLISHED) == 16
    for what, said in PUBLISHED:
        assert tuple(float(one.replace(",", "")) for one in re.findall(r"[\d,.]+", said)) in shown, what
