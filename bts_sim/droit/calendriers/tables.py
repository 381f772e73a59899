"""A calendar as tables: events by specialty, days left to prepare, contradictions, who enters the choices."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import get_args

import pandas as pd

from bts_sim.declared import DAY, HOUR, FileColumn, Shape
from bts_sim.droit.calendriers.dates import JOURS, Instant, Quand, en_heure
from bts_sim.droit.calendriers.document import EN_MOTS, EVENEMENTS, SENS, Calendrier, Evenement, Ligne
from bts_sim.droit.calendriers.lecture import Lecture, Lu, lire_evenement
from bts_sim.droit.calendriers.linter import GENRES, Constat
from bts_sim.droit.regles.calendrier import heures_pour_choisir, jours_apres_le_choix, jours_de_preparation
from bts_sim.schema import Schema, a_count, a_number, a_text, of_file

IDENTITY: Shape = {
    "academie": FileColumn("académie du calendrier, ou national"),
    "session": FileColumn("session de l'examen", "integer", "année"),
    "specialite": FileColumn("spécialité, comme le document la nomme ; vide pour toutes", empty=True),
    "intitule": FileColumn("intitulé de la spécialité", empty=True),
    "secteur": FileColumn("lettre ou nom du secteur", empty=True),
    "codes": FileColumn("ses codes dans le projet, séparés par des virgules", empty=True),
}
#: One row per event and specialty. `portee`: specialite, or tous where the event concerns everybody. Hours are in
#: Paris time; `ecarts` lists the values between which the reading does not choose.
SHAPE: Shape = {
    **IDENTITY,
    "evenement": FileColumn("ce qui a lieu", codes=EVENEMENTS),
    "portee": FileColumn("de qui c'est dit", codes=("specialite", "tous")),
    "jour": FileColumn("jour de la semaine", codes=JOURS, empty=True),
    "date": FileColumn("jour, AAAA-MM-JJ", pattern=DAY, empty=True),
    "heure": FileColumn("heure de Paris", pattern=HOUR, empty=True),
    "date_fin": FileColumn("dernier jour d'une période", pattern=DAY, empty=True),
    "heure_fin": FileColumn("heure de sa fin", pattern=HOUR, empty=True),
    "centre": FileColumn("centre d'examen", empty=True),
    "sens": FileColumn("date exacte, ou au plus tôt, ou au plus tard", codes=tuple(SENS)),
    "previsionnel": FileColumn("le document donne la date pour prévisionnelle", codes=("oui", "non")),
    "ecarts": FileColumn("valeurs entre lesquelles rien n'a été choisi", empty=True),
    "lecture": FileColumn("partie du document qui l'emporte", codes=get_args(Lecture)),
    "lieu": FileColumn("où le document le dit"),
    "source": FileColumn("identifiants des textes, séparés par des virgules"),
    "cote": FileColumn("cotes de ces textes, séparées par des virgules"),
    "releve_le": FileColumn("jour où le document a été lu", pattern=DAY),
}
#: Measures of the time that a candidate has, by specialty.
MESURES = {
    "jours_resultats_oral": "jours entre les résultats et l'oral",
    "jours_choix_oral": "jours entre la limite de choix et l'oral",
    "heures_choix": "heures pour choisir",
}
DAYS_SHAPE: Shape = {
    **IDENTITY,
    "resultats_1": FileColumn("jour des résultats du premier groupe", pattern=DAY, empty=True),
    "choix": FileColumn("dernier jour pour saisir les choix", pattern=DAY, empty=True),
    "oral": FileColumn("premier jour des épreuves orales", pattern=DAY, empty=True),
    **{name: FileColumn(words, "integer", name.partition("_")[0], empty=True) for name, words in MESURES.items()},
}
CONTRADICTION_SHAPE: Shape = {
    "genre": FileColumn("genre de la contradiction", codes=tuple(GENRES)),
    "specialite": FileColumn("spécialité concernée, vide pour toutes", empty=True),
    "lieu_a": FileColumn("premier endroit"),
    "valeur_a": FileColumn("ce qu'il dit"),
    "lieu_b": FileColumn("second endroit"),
    "valeur_b": FileColumn("ce qu'il dit"),
    "consequence": FileColumn("ce qui arrive à qui n'en lit qu'un"),
}
CONSTATS = tuple(CONTRADICTION_SHAPE)


class OfSpecialty(Schema):
    """The specialty that a row of a calendar concerns."""

    academie = of_file(IDENTITY["academie"])
    session = of_file(IDENTITY["session"])
    specialite = of_file(IDENTITY["specialite"])
    intitule = of_file(IDENTITY["intitule"])
    secteur = of_file(IDENTITY["secteur"])
    codes = of_file(IDENTITY["codes"])


class Agenda(OfSpecialty, after=True):
    """The events of a calendar: one row per event and specialty. Hours are in Paris time."""

    evenement = of_file(SHAPE["evenement"])
    portee = of_file(SHAPE["portee"])
    jour = of_file(SHAPE["jour"])
    date = of_file(SHAPE["date"])
    heure = of_file(SHAPE["heure"])
    date_fin = of_file(SHAPE["date_fin"])
    heure_fin = of_file(SHAPE["heure_fin"])
    centre = of_file(SHAPE["centre"])
    sens = of_file(SHAPE["sens"])
    previsionnel = of_file(SHAPE["previsionnel"])
    ecarts = of_file(SHAPE["ecarts"])
    lecture = of_file(SHAPE["lecture"])
    lieu = of_file(SHAPE["lieu"])
    source = of_file(SHAPE["source"])
    cote = of_file(SHAPE["cote"])
    releve_le = of_file(SHAPE["releve_le"])


class Preparation(OfSpecialty, after=True):
    """The time that a specialty leaves to its candidates; a measure without one of its dates is missing."""

    resultats_1 = of_file(DAYS_SHAPE["resultats_1"])
    choix = of_file(DAYS_SHAPE["choix"])
    oral = of_file(DAYS_SHAPE["oral"])
    jours_resultats_oral = of_file(DAYS_SHAPE["jours_resultats_oral"])
    jours_choix_oral = of_file(DAYS_SHAPE["jours_choix_oral"])
    heures_choix = of_file(DAYS_SHAPE["heures_choix"])


class TimeLeft(Schema):
    """A time that a calendar leaves, over the specialties that have it."""

    mesure = a_text("the time", MESURES)
    minimum = a_number("the least", "days or hours")
    mediane = a_number("the median", "days or hours")
    maximum = a_number("the most", "days or hours")
    n = a_count("specialties, or groups of them, that have it", "specialties or groups")


QUI = {"etablissement": "l'établissement", "candidat": "le candidat"}
VOIES = {"individuel": "candidats individuels", "autres": "candidats autres qu'individuels"}


def agenda(calendrier: Calendrier, lecture: Lecture = "annexe") -> pd.DataFrame:
    """Return every event of every specialty, as `Agenda`, all as text; an event without any date has no row."""
    rows = []
    for ligne in calendrier.lignes or (None,):
        for evenement in EVENEMENTS:
            lu = lire_evenement(calendrier, evenement, ligne, lecture)
            if lu.dits:
                rows.append(_identity(calendrier, ligne) | _event(calendrier, evenement, lu) | {"lecture": lecture})
    return pd.DataFrame(rows, columns=Agenda.names())


def _identity(calendrier: Calendrier, ligne: Ligne | None) -> dict[str, object]:
    return {
        "academie": calendrier.academie,
        "session": calendrier.session,
        "specialite": ligne.specialite if ligne else "",
        "intitule": ligne.intitule if ligne else "",
        "secteur": (ligne.secteur or "") if ligne else "",
        "codes": ",".join(ligne.codes) if ligne else "",
    }


def _event(calendrier: Calendrier, evenement: Evenement, lu: Lu) -> dict[str, object]:
    centres = dict.fromkeys(str(calendrier.centres[dit.centre]) for dit in lu.dits if dit.centre)
    return {
        "evenement": evenement,
        "portee": "tous" if all(dit.ligne is None and not dit.secteurs for dit in lu.dits) else "specialite",
        **_when(lu.quand),
        "centre": " ou ".join(centres),
        "sens": lu.dits[0].sens,
        "previsionnel": "oui" if any(dit.previsionnel for dit in lu.dits) else "non",
        "ecarts": " ou ".join(map(str, lu.ecarts)),
        "lieu": " ; ".join(dict.fromkeys(dit.lieu for dit in lu.dits)),
        "source": ",".join(dict.fromkeys(dit.source for dit in lu.dits)),
        "cote": ",".join(dict.fromkeys(dit.cote for dit in lu.dits)),
        "releve_le": calendrier.releve_le.isoformat(),
    }


def _when(quand: Quand | None) -> dict[str, str]:
    if quand is None:
        return dict.fromkeys(("jour", "date", "heure", "date_fin", "heure_fin"), "")
    first, last = _written(quand.debut), _written(quand.fin) if quand.periode else ("", "")
    jour = JOURS[quand.debut.jour.weekday()]
    return {"jour": jour, "date": first[0], "heure": first[1], "date_fin": last[0], "heure_fin": last[1]}


def _written(instant: Instant) -> tuple[str, str]:
    return instant.jour.isoformat(), en_heure(instant.heure) if instant.heure else ""


def preparation(calendrier: Calendrier, lecture: Lecture = "annexe") -> pd.DataFrame:
    """Return the time that each specialty leaves, as `Preparation`.

    An oral with several possible days counts from the first: a candidate can only rely on that time.
    """
    rows = [_identity(calendrier, ligne) | _times(calendrier, ligne, lecture) for ligne in calendrier.lignes]
    return pd.DataFrame(rows, columns=Preparation.names()).astype(dict.fromkeys(MESURES, "Int64"))


def _times(calendrier: Calendrier, ligne: Ligne, lecture: Lecture) -> dict[str, object]:
    evenements: tuple[Evenement, ...] = ("resultats_1", "ouverture_choix", "choix", "oral")
    results, opening, choice, oral = (lire_evenement(calendrier, one, ligne, lecture).quand for one in evenements)
    start = opening or results
    hours = start is not None and choice is not None and start.debut.heure and choice.fin.heure
    return {
        "resultats_1": results.debut.jour.isoformat() if results else "",
        "choix": choice.fin.jour.isoformat() if choice else "",
        "oral": oral.debut.jour.isoformat() if oral else "",
        "jours_resultats_oral": jours_de_preparation(results.debut.jour, oral.debut.jour) if results and oral else None,
        "jours_choix_oral": jours_apres_le_choix(choice.fin.jour, oral.debut.jour) if choice and oral else None,
        "heures_choix": heures_pour_choisir(start.debut.debut(), choice.fin.debut())
        if start and choice and hours
        else None,
    }


def summary(preparation: pd.DataFrame) -> pd.DataFrame:
    """Return the least, the median and the greatest of each measure, over the n specialties that have it."""
    rows = []
    for mesure in MESURES:
        known = preparation[mesure].dropna().astype(int)
        if len(known):
            rows.append((mesure, known.min(), float(known.median()), known.max(), len(known)))
    return TimeLeft.frame(rows)


def preparation_lisible(preparation: pd.DataFrame) -> str:
    """Return the time that each specialty leaves, and its summary, as text for a reader."""
    if preparation.empty:
        return "Ce document ne donne pas de dates par spécialité."
    columns = ["specialite", "resultats_1", "choix", "oral", *MESURES]
    shown = preparation[columns].astype(object).where(preparation[columns].notna(), "—").replace("", "—")
    times = summary(preparation).replace({TimeLeft.mesure: MESURES}).rename(columns={TimeLeft.mediane: "médiane"})
    return f"{shown.to_string(index=False)}\n\n{times.to_string(index=False)}"


def constats(found: Sequence[Constat]) -> pd.DataFrame:
    """Return contradictions as a table, `CONSTATS`."""
    return pd.DataFrame([vars(one) for one in found], columns=list(CONSTATS))


def constats_lisibles(found: Sequence[Constat], genres: Mapping[str, str] = GENRES) -> str:
    """Return contradictions as text for a reader, one paragraph each."""
    paragraphs = [
        f"{rank}. {genres[one.genre]}{f' ({one.specialite})' if one.specialite else ''}\n"
        f"   {one.lieu_a}\n      {one.valeur_a}\n   {one.lieu_b}\n      {one.valeur_b}\n   → {one.consequence}"
        for rank, one in enumerate(found, start=1)
    ]
    return "\n".join(paragraphs) or "Aucune contradiction trouvée."


def par_specialite(agenda: pd.DataFrame) -> pd.DataFrame:
    """Return one row per specialty and one column per event that differs between specialties, for a reader."""
    own = agenda[agenda["portee"] == "specialite"]
    wide = own.assign(texte=_short(own)).pivot(index="specialite", columns="evenement", values="texte")
    order = [evenement for evenement in EVENEMENTS if evenement in wide]
    wide = wide.loc[list(dict.fromkeys(own["specialite"])), order].fillna("—")
    orals = own[own["evenement"] == "oral"].set_index("specialite")["centre"]
    wide = wide.rename(columns=dict(EN_MOTS)).rename_axis("spécialité").rename_axis(None, axis="columns")
    return wide.assign(centre=orals.reindex(wide.index).fillna("").replace("", "—")).reset_index()


def _short(rows: pd.DataFrame) -> pd.Series:
    days = rows["date"].str[8:10] + "/" + rows["date"].str[5:7]
    text = (rows["sens"].map(SENS) + days + " " + rows["heure"]).str.strip()
    end = (rows["date_fin"].str[8:10] + "/" + rows["date_fin"].str[5:7] + " " + rows["heure_fin"]).str.strip()
    text = text.where(rows["date_fin"] == "", text + " – " + end)
    return text.where(rows["ecarts"] == "", "le document se contredit : " + rows["ecarts"])


def pour_tous(agenda: pd.DataFrame) -> list[str]:
    """Return the events that concern everybody, one sentence each, with their source and cote."""
    rows = agenda[agenda["portee"] == "tous"].drop_duplicates("evenement")
    texts = _short(rows)
    said = (rows[name] for name in ("evenement", "previsionnel", "source", "cote"))
    return [
        f"{EN_MOTS[event]} : {text}{' (date prévisionnelle)' if expected == 'oui' else ''} [{source}, {cote}]"
        for event, expected, source, cote, text in zip(*said, texts, strict=True)
    ]


def qui_est_couvert(calendrier: Calendrier) -> list[str]:
    """Return who the document concerns, with its words on the others; empty where the file does not say."""
    one = calendrier.couvre
    if one is None:
        return []
    named = f"{len(one.specialites)} spécialités pilotées ({', '.join(one.specialites)})"
    which = named if one.specialites else "spécialités pilotées, que le document ne nomme pas"
    lines = [f"couvre : candidats de {', '.join(one.academies)} ; {which} [{one.source or calendrier.source}]"]
    others = (("autres académies", one.autres_academies), ("autres spécialités", one.autres_specialites))
    return lines + [f"{words} : « {place.texte} »" for words, place in others if place is not None and place.texte]


def saisie(calendrier: Calendrier) -> list[str]:
    """Return who enters the choices of whom, one sentence per voie; a sentence also reports the document's silence."""
    lines = []
    for one in calendrier.saisie:
        who = " ou ".join(QUI[name] for name in one.par)
        text = f"{who} ({one.ou})" if who else one.remarque or "le document n'en dit rien"
        lines.append(f"choix des {VOIES[one.voies]} : {text} [{one.source or calendrier.source}]")
    return lines
