"""Open a study from Python or from the parameters of a notebook, in the words of either."""

from __future__ import annotations

import numbers
import os
from collections.abc import Iterable, Mapping, MutableMapping, Sequence
from dataclasses import replace
from typing import Any

from bts_sim.cohort.as_files import tables
from bts_sim.cohort.concerned import check_concerned
from bts_sim.cohort.describe import MAX_CANDIDATES, Cohort, load_cohort
from bts_sim.cohort.simulate import simulate
from bts_sim.desk import read
from bts_sim.desk.asked import kept
from bts_sim.desk.people import RealPeople, SimulatedPeople
from bts_sim.desk.read import MAX_DRAWS, AnyRegime
from bts_sim.desk.study import MAX_SEED, Study
from bts_sim.droit.textes import load_bareme, session_of
from bts_sim.files.given import GivenTables, path_of
from bts_sim.language import langue, speak
from bts_sim.one_word import NOTIONS, canonical, renamed
from bts_sim.stats.intervals import DRAW_SIZE, DRAWS, LEVEL

#: Default regimes of a study: the two of the law, compared with a regime without orals.
BASELINE, REGIMES = "aucun", ("exceptionnel_2021", "permanent_2022")
#: The parameter of a notebook that is asked of real candidates, and the class that it shows without a file.
FOR_FILES, EXAMPLE, OF_EXAMPLE = "fichier_candidats", "MCO", 60
#: Arguments that are for simulated candidates only.
OF_SIMULATED = ("size", "cohort", "first_group_rate", "admitted_rate", "admitted_under", "specialties", "draw_size")
CODES = "donner des codes, comme ['MCO', 'NDRC'] ; leurs poids : dans un fichier de cohorte, cohort="
#: Arguments of `study`, in the order of its signature.
KNOWN = (
    *("session", "size", "seed", "baseline", "regimes", "level", "lang", "draws", "draw_size", "cohort"),
    *("first_group_rate", "admitted_rate", "admitted_under", "specialties", "candidates", "marks", "orals"),
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
    admitted_rate: float | None = None,
    admitted_under: AnyRegime | None = None,
    specialties: str | Sequence[str] | None = None,
    candidates: GivenTables | None = None,
    marks: GivenTables | None = None,
    orals: GivenTables | None = None,
    notebook: MutableMapping[str, Any] | None = None,
    **other_words: Any,
) -> Study:
    """Return a study; each of its methods answers one question.

    Args:
        session: session whose règlements apply, 2021 to 2026, or 2014 to 2019 without rattrapage. By default that of
            the default cohort.
        size: number of candidates simulated once, at the default parameters. By default that of the cohort file.
        seed: seed of the random numbers, 0 to 4,294,967,295. By default that of the cohort file, or 0.
        baseline: the regime that gaps are measured from: a name, a file or a regime. By default a regime without orals.
        regimes: the regimes compared with the baseline, in order: a list, or a text with commas. By default the two
            regimes of the law; for real candidates, the regime of their session.
        level: level of the intervals, percent. By default 90.
        lang: language of words and charts, `fr` or `en`. By default the language in use.
        draws: number of draws of the parameters that no source fixes, 1 to 1,024. By default 256.
        draw_size: candidates simulated in each draw. By default 5,000.
        cohort: the file that describes the candidates, or a `Cohort`. By default the file shipped with the project.
        first_group_rate: percent of the candidates present that the first group admits. The level of the candidates is
            solved to give this rate.
        admitted_rate: percent of the candidates present whom a session admits after the orals, in the place of
            `first_group_rate`: the rate published since 2022. The level is solved for the sum of their chances.
        admitted_under: the regime under which `admitted_rate` was observed. By default that of the session.
        specialties: codes of the specialties kept: a list, or a text with commas. By default all of them.
        candidates: real candidates instead of simulated ones: a file, a DataFrame, or a list of them.
        marks: the marks of the real candidates, in the same forms.
        orals: the marks of the real candidates at the orals, in the same forms, if the orals were held.
        notebook: `globals()` of a notebook. Its parameters are checked, and replace the arguments not given here.
        other_words: the same arguments under the names of the command line and of notebooks (`reference`, `graine`,
            `niveau`…).

    Returns:
        The study. `study.questions()` lists its questions.

    Raises:
        BtsSimError: a value is refused, no text covers the session, or a regime is unknown.

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
        "admitted_rate": admitted_rate,
        "admitted_under": admitted_under,
        "specialties": specialties,
        "candidates": candidates,
        "marks": marks,
        "orals": orals,
    }
    given = canonical({**{name: value for name, value in said.items() if value is not None}, **other_words}, KNOWN)
    return _opened({name: kept(value) for name, value in {**_of_notebook(notebook), **given}.items()})


def _opened(given: Mapping[str, Any]) -> Study:
    """Return the study that the arguments describe."""
    lang = read.language(given.get("lang", langue()))
    people = _people(given)
    # By default, real marks are judged by the law of their session.
    regimes = (load_bareme(people.session).regime,) if isinstance(people, RealPeople) else REGIMES
    session = people.session
    baseline = read.regime_at(session, given.get("baseline", BASELINE), "baseline")
    compared = read.regimes(given.get("regimes", regimes), session)
    if isinstance(people, SimulatedPeople):
        check_concerned((baseline, *compared), people.described)
    return Study(
        people=people,
        baseline=baseline,
        regimes=compared,
        level=read.percent_level(given.get("level", LEVEL)),
        draws=read.whole_number("draws", given.get("draws", DRAWS), 1, MAX_DRAWS),
        draw_size=read.whole_number("draw_size", given.get("draw_size", DRAW_SIZE), 1, MAX_CANDIDATES),
        lang=lang,
        given=given,
        people_of=_people,
    )


def _people(given: Mapping[str, Any]) -> SimulatedPeople | RealPeople:
    """Return the candidates of a study: those of its files, or those that its description simulates."""
    real = {name: given[name] for name in ("candidates", "marks", "orals") if name in given}
    if not real:
        return SimulatedPeople(_described(given))
    number = real.get("candidates")
    if isinstance(number, numbers.Number):
        problem = "un nombre, là où il faut un fichier ou une table"
        raise read.refused("candidates", number, problem, f"pour simuler {number} candidats : size={number}")
    for name in ("candidates", "marks"):
        if name not in real:
            raise read.refused(name, "", "il manque à côté des autres fichiers", "donner candidates= et marks=")
    if "session" not in given:
        raise read.refused("session", "", "de quelle session sont ces notes ?", "donner session=, comme 2024")
    alone = [name for name in OF_SIMULATED if name in given]
    if alone:
        problem = "n'a de sens que pour des candidats simulés"
        raise read.refused(alone[0], str(given[alone[0]]), problem, "le retirer, ou retirer candidates= et marks=")
    seed = read.whole_number("seed", given.get("seed", 0), 0, MAX_SEED)
    return RealPeople(session_of(given["session"]), **real, seed=seed)


def _described(given: Mapping[str, Any]) -> Cohort:
    """Return the cohort that the arguments describe."""
    cohort = given.get("cohort")
    bounds = {"size": (1, MAX_CANDIDATES), "seed": (0, MAX_SEED)}
    counts = {name: read.whole_number(name, given[name], *ends) for name, ends in bounds.items() if name in given}
    if isinstance(cohort, Cohort):
        return _changed(cohort, given, counts)
    rates = {
        name: read.real_number(name, given[name], "un pourcent, comme 74,5")
        for name in ("first_group_rate", "admitted_rate")
        if name in given
    }
    under = read.regime(given["admitted_under"]) if "admitted_under" in given else None
    return load_cohort(
        None if cohort is None or (isinstance(cohort, str) and not cohort) else path_of(cohort, "cohort"),
        session=given.get("session"),
        candidats=counts.get("size"),
        seed=counts.get("seed"),
        taux_groupe1=rates.get("first_group_rate"),
        taux_admis=rates.get("admitted_rate"),
        regime=under,
        specialites=read.names_in("specialties", given.get("specialties"), CODES),
    )


def _changed(cohort: Cohort, given: Mapping[str, Any], counts: Mapping[str, int]) -> Cohort:
    """Return a cohort with another size or another seed; the rest is what the cohort was made of."""
    for name in ("session", "first_group_rate", "admitted_rate", "admitted_under", "specialties"):
        if name in given:
            problem = "la cohorte donnée par cohort= est déjà faite"
            raise read.refused(name, given[name], problem, f"le retirer, ou le donner en faisant la cohorte : {name}")
    return replace(cohort, candidats=counts.get("size", cohort.candidats), seed=counts.get("seed", cohort.seed))


def _of_notebook(namespace: MutableMapping[str, Any] | None) -> dict[str, Any]:
    """Return the arguments that the checked parameters of a notebook give. Set the language of the notebook."""
    if namespace is None:
        return {}
    if not isinstance(namespace, MutableMapping):
        raise read.refused("notebook", namespace, "ce ne sont pas les noms d'un notebook", "notebook=globals()")
    from bts_sim.report.preamble import check_parameters

    check_parameters(namespace)
    speak(read.language(namespace.get("lang", langue())))
    # Marks that are no file are those of one candidate, of whom a question is asked.
    notions = (one for one in NOTIONS if one.file or one.python not in ("marks", "orals"))
    parameters = {word: namespace[word] for notion in notions for word in notion.parameters if word in namespace}
    words = {word: value for word, value in parameters.items() if value not in (None, "")}
    found = {name: value for name, value in renamed(words, "python", KNOWN).items() if name in KNOWN}
    if {"candidates", "marks"} & found.keys():
        # A notebook says how many it simulates, whoever it is asked of.
        return {name: value for name, value in found.items() if name not in OF_SIMULATED}
    simulates = any(name in found for name in OF_SIMULATED)
    return found if simulates or FOR_FILES not in namespace else found | _class_of_example(found["session"])


def _class_of_example(session: int) -> dict[str, Any]:
    """Return a simulated class as the tables of real candidates, for a notebook to which no file was given."""
    whole = load_cohort(session=session, candidats=OF_EXAMPLE, specialites=EXAMPLE)
    return dict(zip(("candidates", "marks"), tables(simulate(whole, told=False)), strict=True))
