"""Write what the model predicts for each group and specialty in 2021 and 2024 into docs/predictions.md.

Run `python tools/predictions.py` after `tools/calibrate.py`: it takes half a minute. Written before anything of these
sessions is known by group, it is there to be found right or wrong.
"""

import hashlib
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd

from bts_sim.cohort.describe import load_cohort
from bts_sim.cohort.parameter_draws import FILE
from bts_sim.display.labels import GROUPS, modalite, number, regime_label
from bts_sim.droit.regimes import load_regimes
from bts_sim.questions.rates.by_draw import rates_by_draw
from bts_sim.stats.intervals import DRAW_SIZE, DRAWS
from bts_sim.stats.predicted import Drawn, ends
from bts_sim.stats.under_draws import COUNTED, LOST, NOISE, PERCENT, PRESENT, intervals_over_draws

TARGET = Path(__file__).resolve().parent.parent / "docs" / "predictions.md"
SESSIONS, REGIMES = (2021, 2024), ("aucun", "exceptionnel_2021", "permanent_2022")
GROUPES = ("ensemble", "origine", "sexe", "voie", "etablissement", "secteur", "specialite")
FIRST, ALLOWED, GAIN, SUCCESS = "taux_groupe1", "taux_autorise", "ecart_taux_admis", "reussite"
HEADS = {ALLOWED: "Autorisés (%)", GAIN: "Gain (points)", SUCCESS: "Réussite des autorisés (%)"}
#: Levels of the two intervals, percent.
LEVELS = (50.0, 90.0)
KEY = ["groupe", "modalite"]


def main() -> None:
    """Draw, and write the page."""
    parts = [HEADER.format(digest=digest(), draws=DRAWS, size=number(DRAW_SIZE, 0))]
    for session in SESSIONS:
        cohorte = load_cohort(session=session, candidats=DRAW_SIZE)
        reference, *others = load_regimes(*REGIMES)
        drawn = rates_by_draw(cohorte, reference, others, DRAWS)
        parts.append(f"## Session {session}\n")
        parts += ["### Premier groupe, admis (%)\n", table(drawn, "aucun", (FIRST,))]
        for name in REGIMES[1:]:
            parts += [f"### {regime_label(name)}\n", table(with_success(drawn), name, tuple(HEADS))]
            parts.append(told_apart(drawn, name))
    TARGET.write_text("\n".join(parts).rstrip() + "\n", encoding="utf-8")


def digest() -> str:
    """Return what tells the draws of this page from those of another calibration."""
    return hashlib.sha256(FILE.read_bytes()).hexdigest()[:12]


def with_success(drawn: pd.DataFrame) -> pd.DataFrame:
    """Return the table with the gain per hundred authorised, under each draw.

    A group that happens to have more authorised gains more: of the variance of the gain, what follows the number of
    authorised leaves the ratio where it is.
    """
    keys = [*KEY, "regime", "tirage"]
    allowed = drawn[drawn["indicateur"] == ALLOWED].set_index(keys)
    gain = drawn[drawn["indicateur"] == GAIN].set_index(keys)
    allowed = allowed.reindex(gain.index)
    share = allowed["valeur"].replace(0, np.nan) / PERCENT
    rate = gain["valeur"] / share
    followed = (rate / PERCENT) ** 2 * allowed[NOISE]
    success = gain.assign(
        **{
            "indicateur": SUCCESS,
            "valeur": rate,
            LOST: 0.0,
            NOISE: (gain[NOISE] - followed).clip(lower=0) / share**2,
            PRESENT: gain[PRESENT] * share,
            COUNTED: gain[COUNTED] * share,
        }
    )
    return pd.concat([drawn, success.dropna(subset="valeur").reset_index()], ignore_index=True)


def table(drawn: pd.DataFrame, regime: str, indicators: tuple[str, ...]) -> str:
    """Return a table of a regime: a row per group, and the value and both intervals of each indicator."""
    heads = [HEADS.get(name, "Admis (%)") for name in indicators]
    lines = ["| Groupe | " + " | ".join(f"{head} | 50 % | 90 %" for head in heads) + " |"]
    lines.append("|---|" + "---|" * 3 * len(heads))
    kept = drawn[(drawn["regime"] == regime) & drawn["indicateur"].isin(indicators)]
    for who, rows in groups(intervals_over_draws(kept, LEVELS)):
        cells = [cell for name in indicators for cell in interval(rows[rows["indicateur"] == name])]
        lines.append(f"| {who} | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def groups(drawn: pd.DataFrame) -> Iterator[tuple[str, pd.DataFrame]]:
    """Yield the name and the rows of each group, in the order of `GROUPES` and of the cohort."""
    kept = drawn[drawn["groupe"].isin(GROUPES)]
    for group in GROUPES:
        inside = kept[kept["groupe"] == group]
        for value in inside["modalite"].unique():
            who = GROUPS[group] if value == group else f"{GROUPS[group]} : {modalite(value)}"
            yield who, inside[inside["modalite"] == value]


def interval(rows: pd.DataFrame) -> list[str]:
    """Return the value and both intervals of one indicator of a group."""
    spans = [f"{number(row.bas, 1)} à {number(row.haut, 1)}" for row in rows.itertuples()]
    return [number(rows["valeur"].iloc[0], 1), *spans]


def told_apart(drawn: pd.DataFrame, regime: str) -> str:
    """Return how many pairs of specialties have gains whose difference has a sign nine times out of ten."""
    rows = drawn[(drawn["regime"] == regime) & (drawn["indicateur"] == GAIN) & (drawn["groupe"] == "specialite")]
    gain, lost, noise, present = (
        rows.pivot(index="tirage", columns="modalite", values=name).to_numpy()
        for name in ("valeur", LOST, NOISE, COUNTED)
    )
    session = (PERCENT * (gain + 2 * lost) - gain**2) / present
    one, other = np.array([*combinations(range(gain.shape[1]), 2)]).T
    ones = np.ones(len(one))
    gap = gain[:, one] - gain[:, other]
    spread = np.sqrt(session[:, one] + session[:, other])
    found = ends(Drawn(gap, noise[:, one] + noise[:, other], spread, np.full(gap.shape, np.nan), ones, ones), LEVELS[1])
    together = int(((found.low <= 0) & (found.high >= 0)).sum())
    return (
        f"**Spécialités non départagées.** Sur {len(one)} paires, {together} ont des gains que rien ne départage : "
        "l'intervalle à 90 % de leur différence contient zéro.\n"
    )


HEADER = """# Ce que le modèle prédit, groupe par groupe

*Répond à : que faudrait-il trouver pour que le modèle ait tort ? Pour : un chercheur.*

Écrit par `tools/predictions.py` ; ne pas modifier à la main. Tirages `{digest}`.

Moyenne de {draws} tirages des paramètres, de {size} candidats chacun, et intervalles à 50 et à 90 % : ce que montrerait
une session, dans chaque groupe avec ses candidats présents ([le modèle, § 7](model.md)). Le hasard des candidats
simulés en est ôté. **Réussite** : gain pour cent autorisés, les oraux étant sommés. Aucun de ces chiffres n'est
publié par groupe ; le taux d'ensemble du premier groupe est celui de 2018, par calage. La composition de chaque
spécialité est celle de ses entrants de 2025, ramenée aux marges nationales de la session ([le modèle](model.md)). BTS
qui ont un règlement dans le projet seulement.
"""


if __name__ == "__main__":
    main()
