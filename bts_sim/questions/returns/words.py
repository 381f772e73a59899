"""What charts and tables of several sessions say in words."""

from __future__ import annotations

import pandas as pd

from bts_sim.display.labels import gap as in_points, number, percent, regime as label
from bts_sim.language import _, _n
from bts_sim.rows import rows_in


def said_cumulative(diplomas: pd.DataFrame) -> str:
    """Say the gap of each regime within one session and within all of them."""
    gaps = diplomas[(diplomas["groupe"] == "ensemble") & (diplomas["indicateur"] == "ecart_taux_diplomes")]
    if gaps.empty:
        rows = ensemble(diplomas, "taux_diplomes")
        first, after = rows.iloc[0], rows.iloc[-1]
        once = {"regime": first["nom"], "une": percent(first["valeur"])}
        if after["sessions"] == 1:
            return _("{regime} : {une} de diplômés en une session").format(**once)
        return _("{regime} : {une} de diplômés en une session, {toutes} en {sessions}").format(
            **once, toutes=percent(after["valeur"]), sessions=after["sessions"]
        )
    last, reference = gaps["sessions"].max(), label(gaps["reference"].iloc[0])
    said = []
    for nom in gaps["regime"].unique():
        of = gaps[gaps["regime"] == nom].set_index("sessions")["valeur"]
        ends = {"une": number(of[1], sign=True), "toutes": number(of[last], sign=True)}
        words = _("{regime} {une} puis {toutes}") if last > 1 else _("{regime} {une}")
        said.append(words.format(regime=label(nom), **ends))
    if last == 1:
        return _("Points de diplômés de plus que « {reference} », en une session : {ecarts}").format(
            reference=reference, ecarts=_(" ; ").join(said)
        )
    return _("Points de diplômés de plus que « {reference} », en une puis en {sessions} sessions : {ecarts}").format(
        reference=reference, sessions=last, ecarts=_(" ; ").join(said)
    )


def said_gained(table: pd.DataFrame) -> str:
    """Say how many of the diplomas of each regime are gained."""
    whole = table[(table["groupe"] == "ensemble") & (table["indicateur"] == "gagne")]
    said = ", ".join(f"{label(r.regime)} {percent(r.valeur, 0)}" for r in rows_in(whole))
    within = int(whole["sessions"].iloc[0])
    return _n(
        "Diplômes donnés de plus à la première session et qu'une session n'aurait pas donnés : {parts}",
        "Diplômes donnés de plus à la première session et que {sessions} sessions n'auraient pas donnés : {parts}",
        within,
    ).format(sessions=within, parts=said)


def said_returns(by_setting: pd.DataFrame) -> str:
    """Say between which gaps the last regime ranges over the rates of return and the gains of ability."""
    rows = ensemble(by_setting, "ecart")
    last = rows[rows["regime"] == rows["regime"].iloc[-1]]
    high, low = last.loc[last["valeur"].idxmax()], last.loc[last["valeur"].idxmin()]
    named = {"regime": label(last["regime"].iloc[0]), "sessions": in_sessions(last["sessions"].iloc[0])}
    if high["valeur"] == low["valeur"]:
        words = _("{regime} : l'écart de diplômés en {sessions} est de {ecart}, quel que soit le retour")
        return words.format(**named, ecart=in_points(high["valeur"]))
    ends = []
    for one in (high, low):
        gains = rows["progres"].nunique() > 1 and one["progres"]
        words = _("{ecart} points (retour {retour}, {progres})") if gains else _("{ecart} points (retour {retour})")
        ends.append(
            words.format(
                ecart=number(one["valeur"], sign=True),
                retour=percent(one["retour"], 0),
                progres=progress(one["progres"]),
            )
        )
    return _("{regime} : l'écart de diplômés en {sessions} va de {haut} à {bas}").format(
        **named, haut=ends[0], bas=ends[1]
    )


def ensemble(table: pd.DataFrame, indicateur: str) -> pd.DataFrame:
    """Give the rows of one result for all candidates, with `nom`, the regime in words."""
    rows = table[(table["groupe"] == "ensemble") & (table["indicateur"] == indicateur)]
    rows = rows[["regime", "reference", "sessions", "retour", "progres", "valeur", "bas", "haut", "niveau", "n"]]
    return rows.assign(nom=[label(nom) for nom in rows["regime"]])


def in_sessions(count: float) -> str:
    """Write a number of sessions."""
    return _n("une session", "{n} sessions", count).format(n=number(count, 0))


def progress(points: float) -> str:
    """Write a gain of ability, points on 20 per session."""
    if not points:
        return _("sans progrès")
    words = _n("{points} point par session", "{points} points par session", points)
    return words.format(points=number(points, 1, sign=True))
