"""One candidate without a study: what is said of him, in Python or in the parameters of a notebook, and the answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from bts_sim.desk import read
from bts_sim.desk.read import AnyRegime
from bts_sim.droit.textes import session_of
from bts_sim.errors import Fault, InputError
from bts_sim.language import langue, speaking
from bts_sim.one_word import canonical
from bts_sim.questions.one_candidate.answers import CandidateAnswer, answer_candidate
from bts_sim.questions.one_candidate.entry import GivenMarks, typed_candidate, write_marks, write_orals

#: The two regimes that have been law.
OF_THE_LAW = ("exceptionnel_2021", "permanent_2022")
#: What is said of a candidate, and what must be.
OF_A_CANDIDATE = ("specialty", "track", "marks", "orals", "form", "last_session", "vae")
NEEDED = {"session": "2024", "specialty": "MCO", "track": "scolaire", "marks": "U1 8,5 ; U21 12 ; …"}


def candidate(
    session: int | str | None = None,
    specialty: str | None = None,
    track: str | None = None,
    marks: GivenMarks | None = None,
    orals: GivenMarks | None = None,
    regimes: AnyRegime | Iterable[AnyRegime] | None = None,
    *,
    form: str | None = None,
    last_session: str | None = None,
    vae: str | None = None,
    lang: str | None = None,
    **other_words: Any,
) -> CandidateAnswer:
    """Return what several regimes decide on one candidate, why, and what would change it; no file is written.

    Args:
        session: session whose règlements apply, as a number or a text.
        specialty: code or name of the specialty.
        track: voie, as in the table of candidates, such as `scolaire`.
        marks: a text such as `U1 8,5 ; U21 12 BE ; U3 AB`, points on 20; a dictionary of units and marks; or a table of
            one candidate, DataFrame or path.
        orals: marks of the orals held, in the same forms, by unit or by domain (`general 11`); none by default.
        regimes: names, files or regimes: a list, or a text with commas; the two of the law by default.
        form: `globale` (the default) or `progressive`.
        last_session: `oui` (the default) or `non`: whether a progressive form ends with this session.
        vae: `oui` for who is admitted to a VAE, who alone may be dispensed of a professional unit.
        lang: language of words and pictures, `fr` or `en`; the one spoken by default.
        other_words: the same in the words of notebooks (`specialite`, `voie`, `notes`, `oraux`, `forme`…).

    Returns:
        An answer whose table has one row per regime: means in points on 20, access, decision, reasons, what is lacking.
        `workshop()` is a form that answers at each keystroke.

    Raises:
        BtsSimError: every fault of what is typed, each naming its unit; or a session, a specialty or a regime that
            nobody knows.

    Examples:
        >>> import bts_sim as bts
        >>> marks = "U1 7,5 ; U21 8 ; U22 9,25 ; U3 7 ; U41 11 ; U42 10,5 ; U5 8 ; U6 10,5"
        >>> answer = bts.candidate(2024, "MCO", "scolaire", marks, {"U1": 14.38}, lang="en")
        >>> answer.table[["regime", "decision"]].values.tolist()
        [['exceptionnel_2021', 'en_attente_controle'], ['permanent_2022', 'admis_apres_controle']]
    """
    said = {
        "session": session,
        "specialty": specialty,
        "track": track,
        "marks": marks,
        "orals": orals,
        "regimes": regimes,
        "form": form,
        "last_session": last_session,
        "vae": vae,
        "lang": lang,
    }
    named = {name: one for name, one in said.items() if one is not None}
    return _answered(canonical({**other_words, **named}, list(said)))


def candidate_of_notebook(
    session: int | str,
    specialite: str,
    voie: str,
    notes: GivenMarks,
    oraux: GivenMarks,
    regimes: AnyRegime | Iterable[AnyRegime],
    forme: str,
    derniere_session: str,
    vae: str,
) -> CandidateAnswer:
    """Return the same of the parameters of a notebook, by their names: what a report tries before anything runs."""
    return candidate(
        session, specialite, voie, notes, oraux, regimes, form=forme, last_session=derniere_session, vae=vae
    )


def _answered(given: Mapping[str, Any]) -> CandidateAnswer:
    """Return the answer on a candidate of whom only what is said is known."""
    missing = [Fault(name, None, "", "", "il manque", f"le donner, comme {name}={NEEDED[name]!r}") for name in NEEDED]
    if faults := [fault for fault in missing if fault.fichier not in given]:
        raise InputError(faults)
    names = _regimes(given.get("regimes", OF_THE_LAW))
    about = {name: one for name, one in given.items() if name in OF_A_CANDIDATE}
    session = session_of(given["session"])
    typed = typed_candidate(session, **about)
    lang = read.language(given.get("lang", langue()))
    with speaking(lang):
        answer = answer_candidate(typed, names)
    orals = {"orals": write_orals(typed.orals)} if typed.orals else {}
    written = {
        **{name: one for name, one in given.items() if name != "orals"},
        "marks": write_marks(typed.marks),
    } | orals
    code = f"import bts_sim as bts\n\nbts.candidate({read.arguments_of(written)})"
    return answer.handed(lang, code, session)


def _regimes(given: AnyRegime | Iterable[AnyRegime]) -> tuple[AnyRegime, ...]:
    """Return regimes as they were given, one by one, once each is known: a command names a file as it was."""
    names = tuple(one for one in read.taken_apart(given) if not (isinstance(one, str) and not one))
    read.regimes(names)
    return names
