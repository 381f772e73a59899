"""How right decisions are, and how equal: charts and tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt
import numpy as np
import pandas as pd

from bts_sim.display.labels import GROUPS, gap as in_points, interval, modalite, number, percent, points
from bts_sim.display.regimes import (
    PANEL,
    called,
    colours_of,
    level_of,
    named,
    patterns,
    principal,
    regimes_of,
    with_interval,
)
from bts_sim.display.shown import Shown
from bts_sim.display.theme import BESIDE, COLOURS, DASHES, INK, OTHERS, WIDTH, empty_chart, finish, hover
from bts_sim.language import N_, Labels, _
from bts_sim.rows import rows_in

INDICATORS = Labels(
    {
        "faux_admis": N_("Admis sous le niveau (% des présents)"),
        "faux_refus": N_("Refusés au niveau (% des présents)"),
        "elimines": N_("Éliminés, comptés à part (% des présents)"),
        "elimines_au_niveau": N_("dont au niveau (% des présents)"),
        "justesse": N_("Décisions justes (% des jugés)"),
        "sensibilite": N_("Admis, parmi ceux qui ont le niveau (%)"),
        "specificite": N_("Refusés, parmi ceux qui ne l'ont pas (%)"),
        "vpp_admis": N_("Ont le niveau, parmi les admis (%)"),
        "vpp_groupe1": N_("Ont le niveau, parmi les admis au premier groupe (%)"),
        "vpp_apres_controle": N_("Ont le niveau, parmi les admis après contrôle (%)"),
        "au_niveau_autorises": N_("Ont le niveau, parmi les autorisés (%)"),
        "vpp_gagnes": N_("Ont le niveau, parmi les admis de plus que la référence (%)"),
        "vpn": N_("N'ont pas le niveau, parmi les refusés (%)"),
    }
)
CONCORDANCES = Labels(
    {
        "concordance": N_("Même réponse, diplôme ou non"),
        "kappa": N_("Kappa, diplôme ou non"),
        "concordance_detaillee": N_("Même décision des trois"),
        "kappa_detaille": N_("Kappa, trois décisions"),
    }
)
METHOD = Labels(
    {
        "justesse": N_("Décisions justes"),
        "faux_admis": N_("Admis sous le niveau"),
        "faux_refus": N_("Refusés au niveau"),
        "concordance": N_("Même décision de deux corrections"),
    }
)
#: What is on the axis of the curves.
FIELDS = Labels({"norme": N_("Niveau exigé"), "ecart_type_oral": N_("Écart type à l'oral (points)")})
TOO_FEW = N_("À niveau égal, trop peu de candidats simulés pour comparer ces groupes")
#: Of two labels at the end of lines, how far apart they must stand, in parts of the height of the panel.
LINE_GAP = 0.075


def by_standard(table: pd.DataFrame) -> Any:
    """Draw false admissions and false refusals against the level asked for, by regime; `table` of `justesse`."""
    asked = ("faux_admis", "faux_refus")
    rows = named(table[table["indicateur"].isin(asked)])
    middle, niveau = _middle(rows["norme"]), level_of(rows)
    top = float(np.ceil(rows["haut"].max()))
    panels = []
    for indicateur in asked:
        part = rows[rows["indicateur"] == indicateur]
        x = alt.X(
            "norme:Q",
            title=_("Niveau exigé (points sur 20)"),
            scale=alt.Scale(domain=[part["norme"].min(), part["norme"].max()], nice=False, zero=False),
            axis=alt.Axis(tickMinStep=0.5, format="~f"),
        )
        panel = _curves(part, x, INDICATORS[indicateur], top, "norme", middle)
        panels.append(panel.properties(width=WIDTH / 2 - 70, height=PANEL))
    chart = alt.hconcat(*panels, spacing=30)
    base, nom = regimes_of(rows)[0], principal(rows)
    low, high = (_value(rows, indicateur, nom, middle) for indicateur in asked)
    said = {"regime": called(nom), "niveau": points(middle), "admis": low, "refus": high}
    title = _("{regime}, niveau exigé {niveau} : {admis} d'admis sous le niveau, {refus} de refusés au niveau")
    if nom != base:
        low, high = (_value(rows, indicateur, base, middle) for indicateur in asked)
        said |= {"reference": called(base), "admis_avant": low, "refus_avant": high}
        title = _(
            "{regime}, niveau exigé {niveau} : {admis} d'admis sous le niveau, {refus} de refusés au niveau "
            "({admis_avant} et {refus_avant} : « {reference} »)"
        )
    words = _("Bande : intervalle à {niveau}, tirage des candidats ; tirets : seuil d'admission")
    return finish(chart, title.format(**said), words.format(niveau=niveau))


def by_oral(table: pd.DataFrame) -> Any:
    """Draw who has the level among those admitted after the orals, as these grow less reliable.

    `table` of `accuracy_by_oral`; the dotted line is the share of those authorised who have it.
    """
    rows = named(table[table["indicateur"] == "vpp_apres_controle"])
    base = named(table[table["indicateur"] == "au_niveau_autorises"]).groupby("nom", sort=False).first().reset_index()
    spreads, niveau = rows["ecart_type_oral"], level_of(rows)
    top = 5 * float(np.ceil(1.1 * rows["haut"].max() / 5))
    x = alt.X(
        "ecart_type_oral:Q",
        title=_("Écart type dû à l'examinateur dans une note d'oral (points)"),
        scale=alt.Scale(domain=[spreads.min(), spreads.max()], nice=False),
        axis=alt.Axis(tickMinStep=0.5, format="~f"),
    )
    lines = _curves(rows, x, INDICATORS["vpp_apres_controle"], top, "ecart_type_oral", None)
    dotted = alt.Chart(base).mark_rule(strokeDash=[2, 3], strokeWidth=1.5)
    tip = [
        alt.Tooltip("nom:N", title=_("Régime")),
        alt.Tooltip("texte:N", title=INDICATORS["au_niveau_autorises"]),
    ]
    colour = alt.Color("nom:N", scale=colours_of(rows), legend=None)
    dotted = dotted.encode(y=alt.Y("valeur:Q"), color=colour, tooltip=tip)
    last = rows[rows["regime"] == principal(rows)].sort_values("ecart_type_oral")
    said = last.assign(dit=[number(value, 2) for value in last["fiabilite"]])
    under = (
        alt.Chart(said)
        .mark_text(align="left", dx=4, fontSize=11, color=INK)
        .encode(x=x, y=alt.value(PANEL + 30), text="dit:N")
    )
    above = alt.Chart(
        pd.DataFrame({"dit": [_("Fiabilité de ces oraux, {regime} :").format(regime=last["court"].iloc[0])]})
    )
    above = above.mark_text(align="left", dx=4, fontSize=11, color=INK)
    above = above.encode(x=alt.value(0), y=alt.value(PANEL + 14), text="dit:N")
    chart = alt.layer(dotted, lines, under, above).properties(width=WIDTH - 160, height=PANEL + 40)
    title = _(
        "{regime} : {sans} des admis après contrôle auraient le niveau avec un oral sans erreur, {avec} avec un écart "
        "type de {ecart} points"
    ).format(
        regime=called(last["regime"].iloc[-1]),
        sans=percent(last["valeur"].iloc[0], 0),
        avec=percent(last["valeur"].iloc[-1], 0),
        ecart=points(spreads.max()),
    )
    words = _(
        "Bande : intervalle à {niveau}, tirage des candidats ; pointillé : ceux qui ont le niveau parmi les autorisés"
    ).format(niveau=niveau)
    return finish(chart, title, words)


def at_equal_level(table: pd.DataFrame, groupe: str = "origine") -> Any:
    """Draw chances by level for each value of a group, one panel per regime; `table` of `at_equal_level`."""
    rows = table[table["groupe"] == groupe].drop(columns="methode")
    rows["qui"] = [modalite(m) for m in rows["modalite"]]
    together = _whole(rows)
    if together.empty or together.shape[1] < 2:
        return empty_chart(_(TOO_FEW))
    rows["texte"] = [f"{percent(r.admis)} {interval(max(r.bas, 0), min(r.haut, 100))}" for r in rows_in(rows)]
    rows["admis"], rows["bas"], rows["haut"] = (rows[c].clip(0, 100) for c in ("admis", "bas", "haut"))
    rows["nom"] = [called(r) for r in rows["regime"]]
    names, regimes, niveau = list(dict.fromkeys(rows["qui"])), regimes_of(rows), level_of(rows)
    own, legend = (*OTHERS, *COLOURS.values()), alt.Legend(symbolType="stroke", symbolSize=300)
    colour = alt.Color("qui:N", sort=names, scale=alt.Scale(domain=names, range=own[: len(names)]), legend=legend)
    dashes = alt.Scale(domain=names, range=patterns(len(names)))
    x = alt.X(
        "centre:Q",
        title=_("Niveau vrai (points sur 20)"),
        scale=alt.Scale(domain=[rows["centre"].min(), rows["centre"].max()], nice=False, zero=False),
        axis=alt.Axis(tickMinStep=1, format="~f"),
    )
    tip = [
        alt.Tooltip("qui:N", title=_("Groupe")),
        alt.Tooltip("texte:N", title=_("Admis")),
        alt.Tooltip("n:Q", title=_("Candidats"), format=","),
    ]
    title, scale = _("Admis (% des jugés)"), alt.Scale(domain=[0, 100])
    base = alt.Chart(rows).encode(x=x, color=colour)
    told = base.encode(tooltip=tip)
    bars = told.mark_rule(opacity=0.5).encode(y=alt.Y("bas:Q", title=title, scale=scale), y2="haut:Q")
    lines = base.mark_line(strokeWidth=1.6).encode(
        y=alt.Y("admis:Q", title=title, scale=scale), strokeDash=alt.StrokeDash("qui:N", sort=names, scale=dashes)
    )
    dots = told.mark_point(filled=True, size=22, opacity=1).encode(y=alt.Y("admis:Q", title=title, scale=scale))
    panel = alt.layer(bars, lines, dots).properties(width=WIDTH / len(regimes) - 14, height=PANEL)
    header = alt.Header(title=None, labelFontSize=12, labelColor=INK)
    chart = panel.facet(column=alt.Column("nom:N", sort=[called(r) for r in regimes], header=header), spacing=16)
    words = _(
        "Bandes d'un demi-point, ramenées à leur centre ; traits : intervalles à {niveau}, tirage des candidats"
    ).format(niveau=niveau)
    return finish(chart, _at_equal_level(rows), words)


def _whole(rows: pd.DataFrame) -> pd.DataFrame:
    """Give the chances of the values of a group side by side, where a band has all of them."""
    return rows.pivot(index=["regime", "centre"], columns="qui", values="admis").dropna()


def _at_equal_level(rows: pd.DataFrame) -> str:
    """Say in which regime and band two values of a group stand farthest apart, and how far."""
    wide = _whole(rows)
    gap = wide.max(axis=1) - wide.min(axis=1)
    widest = int(gap.argmax())
    at, rates = wide.index[widest], wide.iloc[widest]
    high, low = rates.idxmax(), rates.idxmin()
    return _("{regime}, au niveau de {niveau} : {haut} d'admis ({qui_haut}) contre {bas} ({qui_bas})").format(
        regime=called(at[0]),
        niveau=points(at[1]),
        haut=percent(rates.max(), 0),
        qui_haut=high,
        bas=percent(rates.min(), 0),
        qui_bas=low,
    )


def gaps_at_equal_level(table: pd.DataFrame) -> Any:
    """Draw what each regime adds to or takes from each group at equal level; `table` of `gaps_at_equal_level`."""
    if table.empty:
        return empty_chart(_(TOO_FEW))
    order = [groupe for groupe in GROUPS if (table["groupe"] == groupe).any()]
    rows = named(table)
    rows["qui"] = [modalite(m) for m in rows["modalite"]]
    rows["cadre"] = [GROUPS.get(g, g) for g in rows["groupe"]]
    rows["texte"] = [f"{in_points(r.ecart)} {interval(r.bas, r.haut, sign=True)}" for r in rows_in(rows)]
    # What only looks apart by the draw of candidates is no finding.
    sure = rows[(rows["bas"] > 0) | (rows["haut"] < 0)]
    rows["rang"] = rows["groupe"].map(order.index)
    names = [str(q) for q in rows.sort_values("rang", kind="stable")["qui"].drop_duplicates()]
    regimes, niveau = regimes_of(rows), level_of(rows)
    axis = alt.Axis(tickMinStep=1, format="~f")
    x = alt.X("ecart:Q", title=_("Écart de taux d'admis avec l'ensemble, à niveau égal (points)"), axis=axis)
    tip = [alt.Tooltip("cadre:N", title=_("Groupe")), alt.Tooltip("qui:N", title=_("Valeur"))]
    tip += [alt.Tooltip("nom:N", title=_("Régime")), alt.Tooltip("texte:N", title=_("Écart"))]
    base = alt.Chart(rows).encode(
        y=alt.Y("qui:N", sort=names, title=None, axis=BESIDE),
        yOffset=alt.YOffset("nom:N", sort=[called(r) for r in regimes]),
        color=alt.Color("nom:N", scale=colours_of(rows)),
        tooltip=tip,
    )
    bars = base.mark_rule(strokeWidth=2).encode(x="bas:Q", x2="haut:Q")
    shape = alt.Shape(
        "nom:N", scale=alt.Scale(domain=[called(r) for r in regimes], range=["circle", "square", "triangle"])
    )
    dots = base.mark_point(filled=True, size=45, opacity=1).encode(x=x, shape=shape)
    zero = alt.Chart(pd.DataFrame({"x": [0]})).mark_rule(color=INK).encode(x="x:Q")
    chart = alt.layer(zero, bars, dots).properties(width=WIDTH - 160, height=alt.Step(9))
    if sure.empty:
        title = _("À niveau égal, aucun régime n'écarte un groupe de l'ensemble plus que le hasard des candidats")
    else:
        far = sure.iloc[int(sure["ecart"].abs().argmax())]
        title = _(
            "À niveau égal, l'écart le plus grand avec l'ensemble est de {ecart} points ({qui}, {regime})"
        ).format(ecart=number(far["ecart"], sign=True), qui=far["qui"], regime=far["nom"])
    words = _("Traits : intervalles à {niveau}, tirage des candidats").format(niveau=niveau)
    return finish(chart, title, words)


def decisions(table: pd.DataFrame, norme: float | None = None) -> Shown:
    """Show how right decisions are at one level asked for, by regime, with intervals; `table` of `justesse`."""
    asked = _middle(table["norme"]) if norme is None else norme
    part = table[np.isclose(table["norme"], asked)]
    cells = {(r.indicateur, r.regime): with_interval(r.valeur, r.bas, r.haut) for r in rows_in(part)}
    first = _("Niveau exigé : {niveau}").format(niveau=points(asked))
    return _grid(INDICATORS, cells, first, part)


def concordance(table: pd.DataFrame) -> Shown:
    """Show how many would receive the same decision from others; `table` of `concordance`."""
    cells = {}
    for r in rows_in(table):
        kappa = r.indicateur.startswith("kappa")
        share = with_interval(r.valeur, r.bas, r.haut)
        # Where all have one same answer, nothing is beyond chance.
        bare = np.isnan(r.valeur) or not kappa
        cells[(r.indicateur, r.regime)] = share if bare else f"{number(r.valeur, 2)} {interval(r.bas, r.haut, 2)}"
    return _grid(CONCORDANCES, cells, _("Deux corrections des mêmes candidats"), table)


def livingston_lewis(table: pd.DataFrame, groupe: str = "ensemble") -> Shown:
    """Show what the model knows beside what the published method finds; `table` of `compare_with_livingston_lewis`."""
    part = table[table["groupe"] == groupe]
    return Shown(
        pd.DataFrame(
            {
                _("Candidats"): [modalite(m) for m in part["modalite"]],
                _("Ce qui est mesuré"): [METHOD[code] for code in part["indicateur"]],
                _("Modèle"): [with_interval(r.modele, r.bas, r.haut) for r in rows_in(part)],
                _("Livingston et Lewis"): [percent(value) for value in part["livingston_lewis"]],
                _("Écart (points)"): [number(r.livingston_lewis - r.modele, sign=True) for r in rows_in(part)],
                _("Fiabilité"): [number(value, 2) for value in part["fiabilite"]],
                _("Longueur effective"): [number(value, 0) for value in part["longueur"]],
            }
        ),
        part,
    )


def ecarts(table: pd.DataFrame) -> Shown:
    """Show each group's gap at equal level, by regime; `table` of `gaps_at_equal_level`."""
    rows = []
    for groupe in [g for g in GROUPS if (table["groupe"] == g).any()]:
        part = table[table["groupe"] == groupe]
        for code in part["modalite"].unique():
            row = {_("Groupe"): GROUPS[groupe], _("Valeur"): modalite(code)}
            for r in rows_in(part[part["modalite"] == code]):
                row[_("{mesure} (points)").format(mesure=called(r.regime))] = (
                    f"{number(r.ecart, sign=True)} {interval(r.bas, r.haut, sign=True)}"
                )
            rows.append(row)
    return Shown(pd.DataFrame(rows), table)


def _curves(rows: pd.DataFrame, x: alt.X, titre: str, top: float, field_name: str, rule: float | None) -> Any:
    """Draw one line per regime with its band, named at its right end; `top` of the axis of values."""
    scale = alt.Scale(domain=[0, top], nice=False)
    tip = [
        alt.Tooltip("nom:N", title=_("Régime")),
        alt.Tooltip(f"{field_name}:Q", title=FIELDS[field_name]),
        alt.Tooltip("texte:N", title=_("Valeur")),
    ]
    base = alt.Chart(rows).encode(x=x, color=alt.Color("nom:N", scale=colours_of(rows), legend=None))
    names = [called(r) for r in regimes_of(rows)]
    dash = alt.StrokeDash("nom:N", sort=names, scale=alt.Scale(domain=names, range=patterns(len(names))), legend=None)
    band = base.mark_area(opacity=0.25).encode(y=alt.Y("bas:Q", title=titre, scale=scale), y2="haut:Q")
    y = alt.Y("valeur:Q", title=titre, scale=scale)
    lines = base.mark_line(strokeWidth=2).encode(y=y, strokeDash=dash)
    ends = rows[rows[field_name] == rows[field_name].max()].sort_values("valeur").copy()
    ends["ou"] = _apart(ends["valeur"].tolist(), LINE_GAP * top)
    words = alt.Chart(ends).mark_text(align="left", dx=6, fontSize=11)
    words = words.encode(x=x, y="ou:Q", text="court:N", color=alt.Color("nom:N", scale=colours_of(rows), legend=None))
    layers = [band, lines, words, hover(rows, x, y, tip)]
    if rule is not None:
        layers.insert(0, alt.Chart(pd.DataFrame({"x": [rule]})).mark_rule(**DASHES).encode(x="x:Q"))
    return alt.layer(*layers)


def _apart(values: Sequence[float], least: float) -> list[float]:
    """Move increasing values up until each stands at least so far above the one before."""
    moved: list[float] = []
    for value in values:
        moved.append(max(value, moved[-1] + least) if moved else value)
    return moved


def _middle(standards: pd.Series) -> float:
    """Give the standard in the middle of a sweep, which is the threshold of admission by default."""
    found = sorted(standards.unique())
    return float(found[len(found) // 2])


def _value(rows: pd.DataFrame, indicateur: str, regime: str, norme: float) -> str:
    at = (rows["indicateur"] == indicateur) & (rows["regime"] == regime) & np.isclose(rows["norme"], norme)
    return percent(rows.loc[at, "valeur"].iloc[0])


def _grid(words: Labels, cells: Mapping[tuple[str, str], str], first: str, table: pd.DataFrame) -> Shown:
    rows = [
        {first: text} | {called(r): cells.get((nom, r), "—") for r in regimes_of(table)}
        for nom, text in words.items()
        if any((nom, r) in cells for r in regimes_of(table))
    ]
    return Shown(pd.DataFrame(rows), table)
