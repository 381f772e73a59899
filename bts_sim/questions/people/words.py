"""A cohort and its distance to published figures, in sentences."""

from __future__ import annotations

import pandas as pd

from bts_sim.display.labels import DOMAINES, modalite, number, percent, points
from bts_sim.language import N_, Labels, _, translate
from bts_sim.questions.people.composition import VOCATIONAL, Composition
from bts_sim.questions.people.margins import MET, Margin
from bts_sim.questions.people.published_marks import CLASS_OF_COPIES, SUCCESS_AT_ORALS, MarkMargin
from bts_sim.questions.people.tables import (
    CCF,
    EVERYBODY,
    GENERAL,
    PONCTUEL,
    SPECIALTY,
    Correlation,
    GroupGap,
    MarkShare,
    MeanShare,
    NearThreshold,
    Portrait,
    Threshold,
)
from bts_sim.questions.people.validation import (
    ABOVE,
    ANALOGUE,
    AS_EXPECTED,
    EQUAL,
    INSIDE,
    LANDMARK,
    NOT_COMPARABLE,
    OUTSIDE,
    Prediction,
)

#: Labels of the comparison expected between a published figure and its prediction.
EXPECTED = Labels(
    {
        EQUAL: N_("dans l'intervalle"),
        ABOVE: N_("au-dessus"),
        ANALOGUE: N_("proche"),
        LANDMARK: N_("rien, un repère"),
    }
)
#: Labels of what became of a published figure beside its prediction.
VERDICTS = Labels(
    {
        INSIDE: N_("dans l'intervalle"),
        AS_EXPECTED: N_("au-dessus, comme attendu"),
        OUTSIDE: N_("hors de l'intervalle"),
        NOT_COMPARABLE: N_("non comparable"),
    }
)
#: Labels of figures on marks that no file names.
MARGINS = Labels({SUCCESS_AT_ORALS: N_("réussite aux oraux (analogue)")})
#: Distance to a threshold whose share the title gives, points.
SAID = 0.5


def say_cohort(one: Portrait) -> str:
    """Return the number of candidates and of specialties of a cohort, and the session of its règlements, in words."""
    if one.lent:
        return _(
            "{n} candidats simulés de {specialites} spécialités, dont {connues} jugées sur leur règlement de la "
            "session {session} et les autres sur un règlement prêté"
        ).format(
            n=number(one.size, 0),
            specialites=number(one.specialties + one.lent, 0),
            connues=number(one.specialties, 0),
            session=one.session,
        )
    if one.real:
        said = _("{n} candidats du fichier, de {specialites} spécialités, selon les règlements de la session {session}")
    else:
        said = _("{n} candidats simulés de {specialites} spécialités, selon les règlements de la session {session}")
    return said.format(n=number(one.size, 0), specialites=number(one.specialties, 0), session=one.session)


def say_margins(table: pd.DataFrame, of_marks: pd.DataFrame) -> str:
    """Return how many published margins and figures on marks a cohort meets, in words."""
    rates, marks = int((table[Margin.atteinte] == MET).sum()), int((of_marks[MarkMargin.atteinte] == MET).sum())
    return _(
        "Une cohorte, aux paramètres par défaut, atteint {n} des {total} marges publiées, et {notes} des {chiffres} "
        "chiffres publiés sur les notes"
    ).format(n=rates, total=len(table), notes=marks, chiffres=len(of_marks))


def say_validation(table: pd.DataFrame) -> str:
    """Return how many figures kept for validation are in the interval of their prediction, out of it, or have none."""
    verdicts = table[Prediction.verdict]
    inside, alone = (int((verdicts == code).sum()) for code in (INSIDE, NOT_COMPARABLE))
    return _(
        "{n} des {total} chiffres comparables sont dans l'intervalle prédit ; gardés aussi, sans prédiction : {autres}"
    ).format(n=inside, total=len(table) - alone, autres=alone)


def margin_name(row: MarkMargin) -> str:
    """Return the label of a published figure on marks."""
    if row.marge == CLASS_OF_COPIES:
        of_class = {"moyenne": points(row.moyenne), "classe": _class(row.debut, row.fin)}
        return _("copies de moyenne {moyenne}, classe {classe}").format(**of_class)
    return MARGINS.get(row.marge) or translate(row.marge)


def say_marks(table: pd.DataFrame, threshold: float) -> str:
    """Return the share of the copies of ponctuelle épreuves at the threshold in each domain, beside CCF, in words.

    `threshold`: points on 20.
    """
    domains = {domain: table[table[MarkShare.domaine] == domain] for domain in dict.fromkeys(table[MarkShare.domaine])}
    parts = [
        _at_threshold(rows, code, threshold) for code, rows in domains.items() if PONCTUEL in set(rows[MarkShare.mode])
    ]
    if not parts:
        return _("Aucune épreuve ponctuelle dans cette cohorte")
    return _("Aux épreuves ponctuelles, {seuil} est la note de {parts}").format(
        seuil=points(threshold), parts=", ".join(parts)
    )


def _at_threshold(table: pd.DataFrame, domain: str, threshold: float) -> str:
    """Return the share of the marks of a domain at the threshold by mode, in words."""
    at = table[table[MarkShare.note] == threshold].set_index(MarkShare.mode)[MarkShare.part]
    said = {"domaine": DOMAINES[domain], "part": percent(at.get(PONCTUEL, 0.0)), "ccf": percent(at.get(CCF, 0.0))}
    if CCF not in set(table[MarkShare.mode]):
        return _("{part} des copies du domaine {domaine}").format(**said)
    return _("{part} des copies du domaine {domaine} ({ccf} en CCF)").format(**said)


def say_means(table: pd.DataFrame, thresholds: pd.DataFrame) -> str:
    """Return the share of candidates with a general mean between the lowest and highest thresholds, in words."""
    general = table[table[MeanShare.moyenne] == GENERAL]
    bars = thresholds.loc[thresholds[Threshold.moyenne] == GENERAL, Threshold.seuil]
    low, high = bars.min(), bars.max()
    begin, share = general[MeanShare.debut], general[MeanShare.part]
    if low == high:
        return _("{part} des candidats ont une moyenne générale d'au moins {seuil}").format(
            part=percent(float(share[begin >= high].sum())), seuil=points(high)
        )
    return _("{part} des candidats ont une moyenne générale de {bas} à moins de {haut}").format(
        part=percent(float(share[(begin >= low) & (begin < high)].sum())), bas=points(low), haut=points(high)
    )


def say_correlations(table: pd.DataFrame, specialty: str) -> str:
    """Return the mean correlation of marks within a domain and between domains, in words."""
    pairs = table[table[Correlation.unite] != table[Correlation.autre]]
    inside = pairs[Correlation.domaine] == pairs[Correlation.autre_domaine]
    within, across = (number(float(pairs.loc[one, Correlation.correlation].mean()), 2) for one in (inside, ~inside))
    return _(
        "{specialite} : deux notes ont une corrélation de {dedans} dans un même domaine, de {entre} entre domaines"
    ).format(specialite=specialty, dedans=within, entre=across)


def say_near_thresholds(table: pd.DataFrame) -> str:
    """Return how many candidates are near the highest threshold of the general mean, in words."""
    near = table[(table[NearThreshold.moyenne] == GENERAL) & (table[NearThreshold.distance] == SAID)]
    one = max(NearThreshold.rows(near), key=lambda row: row.seuil)
    return _(
        "{part} des candidats sont à moins de {distance} point de {seuil} de moyenne générale, dont {dessous} juste "
        "au-dessous"
    ).format(part=percent(one.part), distance=points(SAID), seuil=points(one.seuil), dessous=percent(one.dessous))


def say_group_gaps(table: pd.DataFrame) -> str:
    """Return the range of the first-group rate over the groups, specialties left out, in words."""
    rows = [*GroupGap.rows(table[~table[GroupGap.groupe].isin((EVERYBODY, SPECIALTY))])]
    low, high = (of(rows, key=lambda row: row.taux_groupe1) for of in (min, max))
    if len(rows) == 1:
        return _("Admis au premier groupe : {part} ({qui})").format(
            part=percent(low.taux_groupe1), qui=modalite(low.modalite)
        )
    least, most = (f"{percent(one.taux_groupe1)} ({modalite(one.modalite)})" for one in (low, high))
    return _("Admis au premier groupe : de {bas} à {haut}").format(bas=least, haut=most)


def say_people(table: pd.DataFrame) -> str:
    """Return the range of the share of bacheliers professionnels over the specialties, in words."""
    rows = [*Composition.rows(table[table[Composition.part] == VOCATIONAL])]
    low, high = (of(rows, key=lambda row: row.cohorte) for of in (min, max))
    if len(rows) == 1:
        return _("Bacheliers professionnels : {part} ({qui})").format(part=percent(low.cohorte), qui=low.specialite)
    least, most = (f"{percent(one.cohorte)} ({one.specialite})" for one in (low, high))
    return _("Bacheliers professionnels : de {bas} à {haut} selon la spécialité").format(bas=least, haut=most)


def _class(low: float, high: float) -> str:
    """Return a class of marks as text; a missing end has no bound."""
    if pd.isna(low):
        return f"<{points(high)}"
    if pd.isna(high):
        return f">={points(low)}"
    return _("[{bas};{haut})").format(bas=points(low), haut=points(high))
