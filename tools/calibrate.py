"""Solve the effects of groups on the published margins and write them into bts_sim/population/parametres.yaml.

`python tools/calibrate.py` after a change of the model, of `cibles.yaml`, of the shares or of the other parameters.
The values stand for the national cohort of `cohorte.yaml`; a test checks that every margin is met with them.
"""

import re
import time
from pathlib import Path

from bts_sim.population.calibration import calibrer
from bts_sim.population.cohorte import load_cohorte
from bts_sim.population.marges import cibles

TARGET = Path(__file__).resolve().parent.parent / "bts_sim" / "population" / "parametres.yaml"
#: Candidates drawn to solve: the margins of the smallest group then have a standard error of half a point.
CANDIDATS = 180_000
#: Another seed than the default cohort's, so that its margins are a prediction and not a fit of its own luck.
GRAINE = 180_900


def main() -> None:
    """Solve, write, and show each margin."""
    begin = time.monotonic()
    found = calibrer(load_cohorte(candidats=CANDIDATS, graine=GRAINE))
    text = TARGET.read_text(encoding="utf-8")
    for nom, value in found.valeurs.items():
        text, done = re.subn(rf"(^{nom}:\n(?:  .*\n)*?  defaut: ).*$", rf"\g<1>{value:.3f}", text, flags=re.MULTILINE)
        assert done == 1, nom
        print(f"{nom:28}{value:8.3f} points")
    TARGET.write_text(text, encoding="utf-8")
    for cible, residu in zip(cibles(), found.residus, strict=True):
        print(f"{cible.nom:34}{cible.valeur:7.1f} %{residu * cible.tolerance:8.2f} points")
    print(f"{time.monotonic() - begin:.0f} s")


if __name__ == "__main__":
    main()
