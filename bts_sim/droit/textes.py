"""The law of `textes/` for one session; a session that it does not cover is refused."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from bts_sim.droit.bareme import Bareme, Lectures, Reglement
from bts_sim.droit.held import FOLDER, held, sessions_anterieures, sessions_couvertes
from bts_sim.droit.motifs import Motif
from bts_sim.droit.points import CENTIEMES
from bts_sim.droit.registre import Specialite, connue, registre
from bts_sim.droit.specialites import read_reglements
from bts_sim.errors import SHOWN, Fault, InputError, LawError, nearest
from bts_sim.files.given import GivenTable, Source, source_of

TEXTES = FOLDER
#: The id in the register for the absence of a text.
SANS_TEXTE = "aucun-texte-de-la-session"


def sessions() -> range:
    """Return the sessions that the project covers."""
    return sessions_couvertes()


def session_of(given: object) -> int:
    """Return the session that a number or a text means, such as 2024 or "2024"; its coverage is checked later.

    `given`: a whole year, of Python, numpy or pandas, or its text. Raises InputError for anything else.
    """
    text = str(given).strip()
    # pandas makes a year beside a missing cell a float, and Python counts a boolean as a number.
    if re.fullmatch(r"\d{1,9}(?:\.0+)?", text) and not isinstance(given, bool):
        return int(text.partition(".")[0])
    remedy = f"une année, en nombre ou en texte : {', '.join(map(str, sessions()))}"
    raise InputError([Fault("session", None, "", text[:SHOWN], "ce n'est pas une session", remedy)])


def check_session(session: int) -> None:
    """Refuse a session that no text of the project covers, and list the covered ones."""
    earlier = sessions_anterieures()
    if session in sessions() or session in earlier:
        return
    covered = f"sessions couvertes : {', '.join(map(str, sessions()))} ; {earlier[0]} à {earlier[-1]}, sans rattrapage"
    reason = held("bareme.yaml")["sessions_refusees"].get(session)
    raise LawError(reason or f"session {session} : aucun texte du projet ne la couvre", covered)


def sessions_named(given: Iterable[object], name: str) -> tuple[int, ...]:
    """Return several sessions, in order; refuse one that no text covers, or that is given twice under that `name`."""
    found = tuple(session_of(one) for one in given)
    for one in found:
        check_session(one)
        if found.count(one) > 1:
            problem = "une session donnée deux fois"
            raise InputError([Fault(name, None, "", str(one), problem, "ne la donner qu'une fois")])
    return found


def valeur(nom: str, session: int) -> Any:
    """Return one value of `bareme.yaml` for a session; a gap or an overlap in its dates is an error."""
    return _in_force(nom, session)["valeur"]


def valeurs(session: int) -> dict[str, Mapping[str, Any]]:
    """Return every value of `bareme.yaml` for a session: name → libelle, valeur, source, cote.

    Raises LawError if the session is not covered, or listing every value that is missing or defined twice.
    """
    check_session(session)
    found: dict[str, Mapping[str, Any]] = {}
    faults = []
    for nom, one in held("bareme.yaml")["valeurs"].items():
        try:
            found[nom] = {"libelle": one["libelle"]} | _in_force(nom, session)
        except LawError as error:
            faults.append(str(error))
    if faults:
        raise LawError("\n".join(faults))
    return found


@functools.cache
def mots() -> Mapping[str, Mapping[str, Any]]:
    """Return the words of an explained decision, in French and in English."""
    words: Mapping[str, Mapping[str, Any]] = held("recit.yaml")
    return words


def libelles() -> Mapping[str, Mapping[str, Any]]:
    """Return the meaning of each key of a regime, and of each named rule, in words."""
    named: Mapping[str, Mapping[str, Any]] = held("libelles.yaml")
    return named


def _in_force(nom: str, session: int) -> dict[str, Any]:
    found: list[dict[str, Any]]
    found = [v for v in held("bareme.yaml")["valeurs"][nom]["valeurs"] if v["de"] <= session <= v["a"]]
    if len(found) != 1:
        problem = "aucune valeur" if not found else "plusieurs valeurs"
        raise LawError(f"bareme.yaml : {nom} : {problem} pour la session {session}.")
    return found[0]


def en_centiemes(points: float | Decimal) -> int:
    """Return a number of the law, written on 20 with at most two decimals, in hundredths."""
    exact = Decimal(str(points)) * CENTIEMES
    if exact != int(exact):
        raise LawError(f"{points} : plus de deux décimales.")
    return int(exact)


def load_bareme(session: int | str, specialites: GivenTable | None = None) -> Bareme:
    """Return all that the law fixes for one session: thresholds on 20 in hundredths, and every règlement.

    Each value has its source in `textes/bareme.yaml` or `textes/specialites/`.

    Args:
        session: a year, as a number or a text.
        specialites: a table of further (or replaced) specialties, as the path of its file (text or Path) or as a
            DataFrame; model: `bts-sim template specialites`.

    Raises:
        BtsSimError: no text of the project covers the session, the session is invalid, or the table has faults.

    Examples:
        >>> import bts_sim as bts
        >>> law = bts.law("2024")
        >>> law.seuil_admission, law.regime, law.reglements["MCO"].unites[0].code
        (1000, 'permanent_2022', 'U1')
    """
    session = session_of(session)
    return _shipped(session) if specialites is None else _read(session, source_of(specialites, "specialites"))


@functools.cache
def _shipped(session: int) -> Bareme:
    """Return the law of a session with the specialties of the project: none of its files changes meanwhile."""
    return _read(session, None)


def _read(session: int, own: Source | None) -> Bareme:
    """Return the law of a session as its files have it; `own`: a table of further specialties."""
    fixed = {nom: one["valeur"] for nom, one in valeurs(session).items()}
    shipped = [Path(str(path)) for path in _specialty_files()]
    reglements, elsewhere = read_reglements(
        shipped, session, sessions(), en_centiemes(fixed["multiplicateur_facultatif"]), own=own
    )
    for code, closed in held("bareme.yaml")["reglements_clos"].items():
        if code in elsewhere and closed["a"] < session:
            problem, known = elsewhere[code]
            elsewhere[code] = f"{problem} : {closed['raison']}", known
    return Bareme(
        session=session,
        seuil_admission=en_centiemes(fixed["seuil_admission"]),
        seuil_benefice=en_centiemes(fixed["seuil_benefice"]),
        seuil_facultatif=en_centiemes(fixed["seuil_facultatif"]),
        note_maximale=en_centiemes(fixed["note_maximale"]),
        pas_des_notes=en_centiemes(fixed["pas_des_notes"]),
        facultatives_admises=fixed["facultatives_admises"],
        facultatives_au_texte=fixed["nombre_epreuves_facultatives"],
        facultatives_comptees=None,
        regime=fixed["regime"],
        reglements=reglements,
        ailleurs=elsewhere,
    )


def _specialty_files() -> list[Traversable]:
    return sorted((TEXTES / "specialites").iterdir(), key=lambda path: path.name)


def find_reglement(bareme: Bareme, specialite: str) -> Reglement:
    """Return the règlement of one specialty; raises LawError with the alternatives when there is none."""
    if specialite not in bareme.reglements:
        raise LawError(*absence_de(bareme, specialite))
    return bareme.reglements[specialite]


def absence_de(bareme: Bareme, specialite: str) -> tuple[str, str]:
    """Return the reason that a specialty has no règlement, and what is known of it, or the name nearest to it."""
    for diplome, reason in held("bareme.yaml")["diplomes_refuses"].items():
        if specialite.upper().startswith(diplome):
            return f"spécialité {specialite} hors champ", reason
    if specialite in bareme.ailleurs:
        return _elsewhere(bareme, specialite)
    named = connue(specialite)
    if named is not None and named.code in bareme.ailleurs:
        return _elsewhere(bareme, named.code)
    if named is not None and named.code not in bareme.reglements:
        return _without_reglement(bareme, named)
    known = sorted(bareme.reglements)
    near = f"vouliez-vous dire « {named.code} » ?" if named else nearest(specialite, known)
    near = near or nearest(specialite, [*registre(), *bareme.ailleurs])
    return f"spécialité {specialite} inconnue pour {bareme.session}", near or f"spécialités : {', '.join(known)}"


def _elsewhere(bareme: Bareme, code: str) -> tuple[str, str]:
    """Return why a specialty with a table has no règlement at this session, and where it would be read."""
    problem, there_is = bareme.ailleurs[code]
    named = registre().get(code)
    return problem, there_is if named is None else f"{there_is} ; {_suite(bareme, named)}"


def _suite(bareme: Bareme, named: Specialite) -> str:
    """Return the BTS that stands at the session in the place of a BTS, or what to read and to fill."""
    session = bareme.session
    other = None if named.held_in(session) else named.a_la_session(session)
    if other is None:
        return named.remede
    said = f"à la session {session} : {other.code}"
    return said if other.code in bareme.reglements else f"{said} ; {other.remede}"


def _without_reglement(bareme: Bareme, named: Specialite) -> tuple[str, str]:
    text = f" ({named.arrete})" if named.arrete else ""
    by = "--specialites, ou fichier_specialites d'une cohorte"
    problem = f"{named} est une spécialité de BTS dont le projet n'a pas le règlement{text}"
    give = f"donner un règlement ({by}), sans lequel ces candidats ne peuvent pas être jugés"
    return problem, f"{give} ; {_suite(bareme, named)}"


def territoire_refuse(nom: str, session: int) -> str | None:
    """Return why the candidates of a territory are refused for a session, where its BTS has its own decrees.

    `nom`: as a file has it, without accents or capitals, with hyphens between words: `academie-de-mayotte`.
    """
    for one in held("bareme.yaml")["territoires_refuses"]:
        if f"-{one['nom']}-" in f"-{nom}-" and _governs(one, session):
            return str(one["raison"])
    return None


@functools.cache
def shipped_codes(session: int) -> frozenset[str]:
    """Return the codes of the shipped specialties of a session."""
    return frozenset(load_bareme(session).reglements)


@functools.cache
def motifs() -> Mapping[str, Motif]:
    """Return the reasons of `motifs.yaml`, in order."""
    return {
        code: Motif(
            code, m["quand"], m["phrase"], tuple(m["source"]), en_centiemes(m["seuil"]) if "seuil" in m else None
        )
        for code, m in held("motifs.yaml").items()
    }


@functools.cache
def points_ouverts() -> Mapping[str, Mapping[str, Any]]:
    """Return the open points of `lectures.yaml`: name → question, rules, default, and the choices with their source."""
    ouverts: Mapping[str, Mapping[str, Any]] = held("lectures.yaml")
    return ouverts


def lire(**autrement: str) -> Lectures:
    """Return the default reading of every open point, except for those given."""
    return Lectures(**{nom: point["defaut"] for nom, point in points_ouverts().items()} | autrement)


def textes_en_vigueur(ids: Sequence[str], session: int) -> list[str]:
    """Return the sources that govern a session; `SANS_TEXTE` alone when none of them does."""
    texts = sources()
    return [one for one in ids if _governs(texts[one], session)] or [SANS_TEXTE]


def _governs(dated: Mapping[str, Any], session: int) -> bool:
    return bool(dated.get("de", session) <= session <= dated.get("a", session))


@functools.cache
def sources() -> Mapping[str, Mapping[str, Any]]:
    """Return the register of texts: id → title, date, address, grade, day of the reading."""
    registre: Mapping[str, Mapping[str, Any]] = held("sources.yaml")
    return registre
