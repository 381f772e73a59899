"""What is decided on one candidate, and what would change it, in words and in numbers as people write them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import pandas as pd

from bts_sim.display.cards import NOTHING
from bts_sim.display.labels import DECISIONS, hundredths, joined, number, regime_label, trimmed, written_number
from bts_sim.droit.points import CENTIEMES, DECIMALES
from bts_sim.droit.recit import StoryLine, story_lines
from bts_sim.droit.textes import motifs, mots
from bts_sim.droit.vocabulaire import OUI
from bts_sim.files.listed import split_names
from bts_sim.language import N_, Labels, _, _n, langue, translate
from bts_sim.questions.one_candidate.tables import (
    OF_UNIT,
    CandidateDecision,
    ExampleDecision,
    HypotheticalDecision,
    MarkRange,
    MarkSwitch,
    ToldExample,
    easiest_pair,
)

if TYPE_CHECKING:
    from bts_sim.droit.recit import Langue

#: A decision is told by a sign too, never by its colour alone.
SIGNS = {"admis": "✓", "admis_apres_controle": "✓", "refuse": "✗", "elimine": "✗"}
#: Decisions that give the diploma, and the one that says nothing of the access.
DIPLOMA, REFUSED = ("admis", "admis_apres_controle"), "refuse"
TO_DECIDE, TO_COME = "en_attente_controle", N_("peut passer les oraux, qui décideront")
WAITING = "…"
ACCESS = Labels({"oui": N_("autorisé"), "non": N_("non autorisé")})
ORALS = Labels({"general": N_("oral général"), "professionnel": N_("oral professionnel")})
#: Levels are shown after the calibration; the words of their parameter say what they are before it.
CALIBRATED = Labels(
    {
        "niveau_general": N_("Note attendue à une épreuve ponctuelle générale, calée sur le taux du premier groupe"),
        "niveau_professionnel": N_(
            "Note attendue à une épreuve ponctuelle professionnelle, calée sur le taux du premier groupe"
        ),
    }
)
#: Marks of orals are given by half points; the law itself allows hundredths.
HALF_POINT = CENTIEMES // 2


# --- One thing in words -----------------------------------------------------------------------------------------------


def signed_decision(code: str) -> str:
    """Return a decision with its sign."""
    return f"{SIGNS.get(code, WAITING)} {DECISIONS[code]}"


def exact_mean(fraction: str) -> str:
    """Return an exact fraction as a decimal, and the fraction beside it where the decimal is not exact."""
    if not fraction:
        return NOTHING
    value = Fraction(fraction)
    shown = (Decimal(value.numerator) / Decimal(value.denominator)).quantize(
        Decimal(1).scaleb(-DECIMALES), ROUND_HALF_UP
    )
    text = trimmed(written_number(f"{shown:f}".replace(".", ",")))
    return text if Fraction(shown) == value else f"{text} ({fraction})"


def mark_enough(points: float) -> str:
    """Return a mark of hundredths in words; that 20 is not enough where it is missing."""
    return _("même 20 ne suffit pas") if np.isnan(points) else hundredths(round(points * CENTIEMES))


def half_point_enough(points: float) -> str:
    """Return the smallest mark by half points that is enough."""
    if np.isnan(points):
        return NOTHING
    return hundredths(-(-round(points * CENTIEMES) // HALF_POINT) * HALF_POINT)


def named_orals(targets: Iterable[str]) -> str:
    """Return the names of some orals, each a unit or a domain."""
    return " + ".join(ORALS.get(one) or one for one in targets)


def pair_of_orals(regime: str, first: str, second: str) -> str:
    """Return the name of two orals under a regime."""
    return _("{regime} : {oraux}").format(regime=regime_label(regime), oraux=named_orals((first, second)))


def would_become(code: str, authorised: str) -> str:
    """Return a decision, and the access to the orals where it is not said already."""
    said = signed_decision(code)
    return f"{said}, {ACCESS[authorised]}" if code == REFUSED else said


def decided_or_refused(code: str, authorised: str) -> str:
    """Return a decision as `would_become`, or that no such candidate exists."""
    return would_become(code, authorised) if code else _("refusé à la lecture du dossier")


def swept_mark(row: MarkRange) -> str:
    """Return what the marks of a range are of: a unit, or an oral."""
    if row.genre == OF_UNIT:
        return row.objet
    return ORALS.get(row.objet) or _("oral {unite}").format(unite=row.objet)


def crossed_bars(row: MarkRange) -> str:
    """Return what crosses a bar where a range begins, in words; empty where nothing does."""
    said = mots()["mesures"]
    pairs = zip(row.mesure.split(" ; "), row.seuil.split(" ; "), strict=True)
    return joined([f"{said[what][langue()]} {written_number(bar)}" for what, bar in pairs if what])


def several(held: str) -> str:
    """Return what a cell holds one after another, as the language spoken separates and writes it."""
    return joined([written_number(one) for one in held.split(" ; ") if one])


def choosable_units(row: CandidateDecision) -> str:
    """Return the units among which a candidate may choose his orals; empty where there are none."""
    return ", ".join(split_names(row.unites_choisissables))


# --- Sentences --------------------------------------------------------------------------------------------------------


def say_decided(decided: pd.DataFrame) -> str:
    """Return what each regime decides on a candidate, in one sentence that may be quoted; `CandidateDecision`.

    Regimes that decide alike are named together. The means are those of the first group.
    """
    alike: dict[str, list[str]] = {}
    for row in CandidateDecision.rows(decided):
        said = translate(TO_COME) if row.decision == TO_DECIDE else _plain(row.decision, row.autorise_controle)
        alike.setdefault(said, []).append(_("« {nom} »").format(nom=regime_label(row.regime)))
    first = next(CandidateDecision.rows(decided))
    words = _(
        "{specialite}, {generale} de moyenne générale et {professionnelle} de moyenne professionnelle : {decisions}"
    )
    if pd.isna(first.moyenne_generale) or pd.isna(first.moyenne_professionnelle):
        words = _("{specialite} : {decisions}")
    means = (trimmed(number(one, DECIMALES)) for one in (first.moyenne_generale, first.moyenne_professionnelle))
    return words.format(
        **dict(zip(("generale", "professionnelle"), means, strict=True)),
        specialite=first.specialite,
        decisions=joined([f"{said} ({', '.join(names)})" for said, names in alike.items()]),
    )


def _plain(code: str, authorised: str) -> str:
    """Return a decision without its sign, and the access to the orals where it is not said already."""
    return f"{DECISIONS[code]}, {ACCESS[authorised]}" if code == REFUSED else DECISIONS[code]


def reason_sentences(row: CandidateDecision) -> list[str]:
    """Return the reasons of a decision, a sentence each."""
    return [translate(motifs()[code].phrase) for code in split_names(row.motifs)]


def say_off_step(row: CandidateDecision) -> str:
    """Return how many marks are neither whole nor half points, in words; empty for none."""
    one = N_("{n} note n'est ni entière ni à un demi-point (arrêté du 24 juillet 1997), jugée telle quelle.")
    more = N_("{n} notes ne sont ni entières ni à un demi-point (arrêté du 24 juillet 1997), jugées telles quelles.")
    marks = row.hors_du_pas
    return _(_n(one, more, marks)).format(n=marks) if marks else ""


def say_provisional(row: CandidateDecision) -> str:
    """Return what stands for the orals that are not typed, in words; empty where nothing is missing."""
    missing = row.attendus - row.saisis
    if not row.attendus or not row.saisis or missing <= 0:
        return ""
    one = N_("{n} oral sur {attendus} n'est pas saisi : sa première note reste.")
    more = N_("{n} oraux sur {attendus} ne sont pas saisis : les premières notes restent.")
    return _(_n(one, more, missing)).format(n=missing, attendus=row.attendus)


def say_hundredth(switches: pd.DataFrame) -> str:
    """Return in one sentence what a single hundredth changes, or how far the nearest change is; `MarkSwitch`."""
    if switches.empty:
        return _("Aucune note seule, de 0 à 20, ne change la décision ni l'accès.")
    nearest = min(MarkSwitch.rows(switches), key=lambda row: abs(row.ecart))
    words = {
        "ecart": number(nearest.ecart, 2, sign=True),
        "unite": nearest.unite,
        "regime": regime_label(nearest.regime),
        "decision": would_become(nearest.decision, nearest.autorise),
    }
    if round(abs(nearest.ecart) * CENTIEMES) == 1:
        return _("Un seul centième décide : {ecart} en {unite} et, {regime}, la décision devient {decision}.").format(
            **words
        )
    return _("Un centième ne change rien ; la bascule la plus proche est à {ecart} en {unite} ({regime}).").format(
        **words
    )


def say_ranges(ranges: pd.DataFrame) -> str:
    """Return how many marks alone change the decision under each regime; a table of `MarkRange`."""
    if ranges.empty:
        return _("Ce candidat n'a aucune note de cette session à faire bouger")
    said = N_("{regime} : {n} notes sur {tous} changent seules la décision ou l'accès")
    parts = []
    for regime, own in ranges.groupby(MarkRange.regime, sort=False):
        swept = own.groupby([MarkRange.genre, MarkRange.objet], sort=False).size()
        parts.append(_(said).format(regime=regime_label(str(regime)), n=int((swept > 1).sum()), tous=len(swept)))
    return joined(parts)


def say_hypothetical(decided: pd.DataFrame) -> str:
    """Return how many hypothetical candidates are admitted or may sit the orals; `HypotheticalDecision`."""
    said = N_("{regime} : {admis} admis et {autorises} autorisés, de {n} candidats hypothétiques qui peuvent exister")
    parts = []
    for regime, own in decided.groupby(HypotheticalDecision.regime, sort=False):
        exist = own[own[HypotheticalDecision.decision] != ""]
        admitted = int(exist[HypotheticalDecision.decision].isin(DIPLOMA).sum())
        allowed = int((exist[HypotheticalDecision.autorise_controle] == OUI).sum())
        counts = {"admis": number(admitted, 0), "autorises": number(allowed, 0), "n": number(len(exist), 0)}
        parts.append(_(said).format(regime=regime_label(str(regime)), **counts))
    return joined(parts)


def say_oral_frontier(frontier: pd.DataFrame) -> str:
    """Return which two marks are enough, both as low as they can be joined; a table of `OralFrontier`."""
    best = easiest_pair(frontier)
    if np.isnan(best.note_second):
        return _("Aucune paire d'oraux ne donne le diplôme, même avec 20 à chacun")
    first, second = (hundredths(round(mark * CENTIEMES)) for mark in (best.note_premier, best.note_second))
    pair = pair_of_orals(best.regime, best.premier, best.second)
    return _("{paire} : {premiere} et {seconde} suffisent").format(paire=pair, premiere=first, seconde=second)


def say_examples(cases: pd.DataFrame) -> str:
    """Return which of two regimes is the more generous on each case, or how many each admits; `ExampleDecision`."""
    admitted = _admitted(cases)
    if len(admitted) == 2 and not _one_holds_the_other(*admitted.values()):
        return _("Aucun des deux régimes n'est toujours le plus généreux")
    whole = cases[ExampleDecision.cas].nunique()
    said = N_("{regime} : {n} admis sur {tous}")
    return joined([_(said).format(regime=regime_label(name), n=len(own), tous=whole) for name, own in admitted.items()])


def say_example(told: ToldExample) -> str:
    """Return what a regime decides on a case worked out by hand, in words."""
    return _("{cas} ({regime}) : {decision}").format(
        cas=translate(told.title), regime=regime_label(told.regime), decision=signed_decision(told.decision)
    )


def say_story(explanation: Mapping[str, Any], who: str = "") -> list[StoryLine]:
    """Return a decision told line by line, in the language spoken; `who`: whom it is of, in words to translate."""
    named = {**explanation, "candidat": translate(who)} if who else explanation
    return list(story_lines(named, cast("Langue", langue())))


def _admitted(cases: pd.DataFrame) -> dict[str, set[str]]:
    """Return the cases that each regime admits."""
    found: dict[str, set[str]] = {name: set() for name in dict.fromkeys(cases[ExampleDecision.regime])}
    for row in ExampleDecision.rows(cases):
        if row.decision in DIPLOMA:
            found[row.regime].add(row.cas)
    return found


def _one_holds_the_other(one: set[str], other: set[str]) -> bool:
    return one <= other or other <= one
