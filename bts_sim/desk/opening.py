"""How a study is opened: from Python, from another study's words, or from the parameters of a notebook."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, MutableMapping, Sequence
from typing import Any

from bts_sim.cohort.describe import MAX_CANDIDATES, Cohort, load_cohort
from bts_sim.desk import given as read
from bts_sim.desk.given import MAX_DRAWS, AnyRegime
from bts_sim.desk.people import RealPeople, SimulatedPeople
from bts_sim.desk.study import MAX_SEED, Study
from bts_sim.droit.textes import load_bareme, session_of
from bts_sim.files.given import GivenTables
from bts_sim.language import langue, speak
from bts_sim.one_word import NOTIONS, canonical, renamed

#: What a study compares unless it is told otherwise: the two regimes of the law, with no orals at all.
BASELINE, REGIMES = "aucun", ("exceptionnel_2021", "permanent_2022")
LEVEL, DRAWS, DRAW_SIZE = 90.0, 64, 1000
#: What describes simulated candidates alone.
OF_SIMULATED = ("size", "seed", "cohort", "first_group_rate", "specialties")
#: What `study` takes, in the order of its signature.
KNOWN = (
    *("session", "size", "seed", "baseline", "regimes", "level", "lang", "draws", "draw_size", "cohort"),
    *("first_group_rate", "specialties", "candidates", "marks", "orals"),
)


def study(
    session: int | str | None = None,
    size: int | None = None,
    seed: int | None = None,
    *,
    baseline: AnyRegime | None = None,
    regimes: AnyRegime | Iterable[AnyRegime] | None = None,
    level: float | None = None,
    lang: str | None = None,
    draws: int | None = None,
    draw_size: int | None = None,
    cohort: str | os.PathLike[str] | Cohort | None = None,
    first_group_rate: float | None = None,
    specialties: str | Sequence[str] | None = None,
    candidates: GivenTables | None = None,
    marks: GivenTables | None = None,
    orals: GivenTables | None = None,
    notebook: MutableMapping[str, Any] | None = None,
    **other_words: Any,
) -> Study:
    """Return a study, of which any question is asked in one line.

    Args:
        session: session whose règlements apply, 2021 to 2026; that of the default cohort by default.
        size: candidates simulated once, at the default parameters.
        seed: seed of the luck, 0 to 4,294,967,295; 0 by default.
        baseline: the regime that gaps are measured from: a name, a file or a regime; no orals by default.
        regimes: the regimes compared with it, in order: a list, or a text with commas; both of the law by default.
        level: percent of the intervals; 90 by default.
        lang: language of words and pictures, `fr` or `en`; the one spoken by default.
        draws: draws of the parameters that nothing fixes, 1 to 1,024; 64 by default.
        draw_size: candidates of each draw; 1,000 by default.
        cohort: file that describes the candidates; the default cohort by default.
        first_group_rate: percent of those present whom the first group admits, to which their level is solved.
        specialties: codes of the specialties kept; all by default.
        candidates: real candidates instead of simulated ones: a file, a DataFrame, or a list of them.
        marks: their marks, in the same forms.
        orals: their marks at the orals, where these were held.
        notebook: `globals()` of a notebook: its parameters are checked, and stand for what is not given here.
        other_words: the same in the words of the command line and of notebooks (`reference`, `graine`, `niveau`…).

    Returns:
        A study; `dir(study)` lists its questions.

    Raises:
        BtsSimError: a value is refused, no text covers the session, nobody knows a regime.

    Examples:
        >>> import bts_sim as bts
        >>> study = bts.study(session=2024, size=2_000, seed=2018, lang="en")
        >>> study.rates(parameters="fixed").table.columns[:5].tolist()
        ['groupe', 'modalite', 'indicateur', 'regime', 'reference']
    """
    said = {
        "session": session,
        "size": size,
        "seed": seed,
        "baseline": baseline,
        "regimes": regimes,
        "level": level,
        "lang": lang,
        "draws": draws,
        "draw_size": draw_size,
        "cohort": cohort,
        "first_group_rate": first_group_rate,
        "specialties": specialties,
        "candidates": candidates,
        "marks": marks,
        "orals": orals,
    }
    given = canonical({**{name: value for name, value in said.items() if value is not None}, **other_words}, KNOWN)
    return _opened({**_of_notebook(notebook), **given})


def _opened(given: Mapping[str, Any]) -> Study:
    """Return the study that checked words describe."""
    lang = read.language(given.get("lang", langue()))
    people = _people(given)
    # Real marks are first of all judged by the law of their session.
    regimes = (load_bareme(people.session).regime,) if isinstance(people, RealPeople) else REGIMES
    return Study(
        people=people,
        baseline=read.regime(given.get("baseline", BASELINE)),
        regimes=read.regimes(given.get("regimes", regimes)),
        level=read.percent_level(given.get("level", LEVEL)),
        draws=read.whole_number("draws", given.get("draws", DRAWS), 1, MAX_DRAWS),
        draw_size=read.whole_number("draw_size", given.get("draw_size", DRAW_SIZE), 1, MAX_CANDIDATES),
        lang=lang,
        given=given,
    )


def _people(given: Mapping[str, Any]) -> SimulatedPeople | RealPeople:
    """Return the candidates of a study: those of its files, or those that its description simulates."""
    real = {name: given[name] for name in ("candidates", "marks", "orals") if name in given}
    if not real:
        return SimulatedPeople(_described(given))
    for name in ("candidates", "marks"):
        if name not in real:
            raise read.refused(name, "", "il manque à côté des autres fichiers", "donner candidates= et marks=")
    if "session" not in given:
        raise read.refused("session", "", "de quelle session sont ces notes ?", "donner session=, comme 2024")
    alone = [name for name in OF_SIMULATED if name in given]
    if alone:
        problem = "n'a de sens que pour des candidats simulés"
        raise read.refused(alone[0], str(given[alone[0]]), problem, "le retirer, ou retirer candidates= et marks=")
    return RealPeople(session_of(given["session"]), **real)


def _described(given: Mapping[str, Any]) -> Cohort:
    """Return the description of the candidates of a study."""
    cohort = given.get("cohort")
    if isinstance(cohort, Cohort):
        return cohort
    bounds = {"size": (1, MAX_CANDIDATES), "seed": (0, MAX_SEED)}
    counts = {name: read.whole_number(name, given[name], *ends) for name, ends in bounds.items() if name in given}
    return load_cohort(
        cohort or None,
        session=given.get("session"),
        candidats=counts.get("size"),
        seed=counts.get("seed"),
        taux_groupe1=given.get("first_group_rate"),
        specialites=read.names_in(given.get("specialties")),
    )


def _of_notebook(namespace: MutableMapping[str, Any] | None) -> dict[str, Any]:
    """Return what the parameters of a notebook say of its study, once checked; it speaks their language."""
    if namespace is None:
        return {}
    from bts_sim.report.preamble import check_parameters

    check_parameters(namespace)
    speak(read.language(namespace.get("lang", langue())))
    # Marks that are no file are those of one candidate, of whom a question is asked.
    notions = (one for one in NOTIONS if one.file or one.python not in ("marks", "orals"))
    parameters = {word: namespace[word] for notion in notions for word in notion.parameters if word in namespace}
    words = {word: value for word, value in parameters.items() if value not in (None, "")}
    return {name: value for name, value in renamed(words, "python", KNOWN).items() if name in KNOWN}
