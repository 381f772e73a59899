"""Cases on what people meet around the rules: names that nearly count, encodings, wide tables, two writings, files."""

from __future__ import annotations

import json
from random import Random

from campaign.case import Case, at_random
from campaign.reread import reglements
from campaign.tables import COHORTES, cohorte, commande, tables
from cohorts import Cohort
from files.writing import en_csv
from oracle import juger

COUNTED = ("suspension_fraude", "avis_jury", "conserve_toutes_notes")
LOOKALIKES = {"a": "а", "e": "е", "o": "о", "p": "р", "s": "ѕ", "u": "υ", "i": "і", "j": "ј"}
PRENOMS = (
    "Zoé",
    "Noël",
    "Hélène",
    "Lætitia",
    "Lœtitia",
    "François",
    "Maël",
    "Aïcha",
    "Éloïse",
    "Benoît",
    "Anaïs",
    "Zoë",
)
NAMES = (
    "Dupré",
    "L'Hostis",
    "Lefèvre",
    "Garçon",
    "Müller",
    "Crévecœur",
    "Île",
    "Août",
    "Bénéteau",
    "Naïm",
    "Brûlé",
    "Pâris",
)
CODAGES = ("utf-8", "utf-8-sig", "utf-16", "cp1252", "mac-roman", "cp850", "cp437", "iso-8859-15")
MOTS = {"AB": ("ABI", "Absence injustifiée"), "ABJ": ("ABSJ", "absence justifiée"), "DI": ("DISP", "Dispensé")}
OWN = (
    *("decisions.csv", "fautes.csv", "acquis.csv", "manifest.json", "explications.jsonl", "publication.csv"),
    *("candidats.csv", "notes.csv", "marges.csv", "impact.csv", "candidats.parquet"),
)


def _frappe(mot: str, rng: Random) -> str:
    """A word with exactly one edit in it; never one that only case or signs tell apart."""
    i = rng.randrange(len(mot))
    lettre = rng.choice("bdfghkmwxz")
    echange = mot[:i] + mot[i + 1 : i + 2] + mot[i] + mot[i + 2 :]
    trial_runs = (mot[:i] + mot[i + 1 :], mot[:i] + lettre + mot[i:], mot[:i] + lettre + mot[i + 1 :], echange)
    return rng.choice([un for un in trial_runs if un.replace("_", "") != mot.replace("_", "")])


def entetes(graine: int) -> Case:
    """A column that counts under nearly its name: read where case and accents alone differ, refused elsewhere."""
    rng = at_random("entetes", graine)
    une = cohorte(rng.randrange(COHORTES))
    read_values = tables(une, False)
    table, nom = rng.choice([("candidats", nom) for nom in COUNTED] + [("notes", "mode"), ("candidats", "voie")])
    lignes = read_values[table]
    if nom not in lignes[0]:
        lignes[0].append(nom)
        for ligne in lignes[1:]:
            ligne.append("defavorable" if nom == "avis_jury" else "oui")
    i = lignes[0].index(nom)
    signes = [nom.replace("_", s) for s in (" ", "-", "", "__") if "_" in nom]
    sosies = [nom.replace(lettre, autre, 1) for lettre, autre in LOOKALIKES.items() if lettre in nom]
    lettres = [_frappe(nom, rng)] if len(nom) > 7 else []
    tenus = [nom.upper(), nom.title(), f" {nom} ", nom.replace("e", "é", 1), nom.swapcase()]
    permis = rng.random() < 0.4
    lignes[0][i] = rng.choice(tenus if permis else [*signes, *sosies, *lettres])
    return commande("entetes", graine, une, {n: en_csv(t) for n, t in read_values.items()}, code=0 if permis else 2)


def codages(graine: int) -> Case:
    """Names of people in any encoding: read as they are, or refused."""
    rng = at_random("codages", graine)
    une = cohorte(rng.randrange(COHORTES))
    read_values = tables(une, False)
    old_files = [ligne[0] for ligne in read_values["candidats"][1:]]
    genre = rng.choice((str, str.upper, str.title))
    neufs = [
        genre(f"{rng.choice(NAMES)} {rng.choice(PRENOMS)}{'' if i == 0 else f' {i}'}") for i in range(len(old_files))
    ]
    names = dict(zip(old_files, neufs, strict=True))
    codage = rng.choice(CODAGES)
    fichiers = {}
    for nom, lignes in read_values.items():
        texte = en_csv([lignes[0], *([names[ligne[0]], *ligne[1:]] for ligne in lignes[1:])]).decode()
        try:
            fichiers[nom] = texte.encode(codage)
        except UnicodeEncodeError:
            codage = "utf-8"
            fichiers = {nom: texte.encode()}
    if rng.random() < 0.2:
        # Decoded once too often somewhere on the way.
        passe = rng.choice(("cp1252", "mac-roman", "latin-1"))
        if codage == "utf-8":
            fichiers = {nom: contenu.decode(passe, "replace").encode() for nom, contenu in fichiers.items()}
    dues = _dues(une, names)
    return commande("codages", graine, une, fichiers, decisions=dues)


def larges(graine: int) -> Case:
    """The same marks as one row per candidate, or with the words of other systems, give the same decisions."""
    rng = at_random("larges", graine)
    une = cohorte(rng.randrange(COHORTES))
    read_values = tables(une, False)
    place = {nom: i for i, nom in enumerate(read_values["notes"][0])}
    longues = read_values["notes"][1:]
    simple = not any(ligne[place["mode"]] or ligne[place["statut"]] in ("BE", "RE") for ligne in longues)
    if simple and rng.random() < 0.8:
        unites = list(dict.fromkeys(ligne[place["unite"]] for ligne in longues))
        rng.shuffle(unites)
        cases = {(x[0], x[place["unite"]]): x[place["note"]] or x[place["statut"]] for x in longues}
        entete = [rng.choice((u, u.lower(), f"{u} - Épreuve")) for u in unites]
        qui = list(dict.fromkeys(ligne[0] for ligne in longues))
        read_values["notes"] = [["candidat", *entete], *([un, *(cases.get((un, u), "") for u in unites)] for un in qui)]
    else:
        for ligne in longues:
            if (mots := MOTS.get(ligne[place["statut"]])) and rng.random() < 0.7:
                ligne[place["statut"]] = rng.choice(mots)
    separateur = rng.choice((";", "\t"))
    fichiers = {nom: en_csv(lignes, separateur) for nom, lignes in read_values.items()}
    return commande("larges", graine, une, fichiers, code=0, decisions=_dues(une, {}))


def ecritures(graine: int) -> Case:
    """One candidate written in two ways: refused, with the question and no order that would double or drop anybody."""
    rng = at_random("ecritures", graine)
    une = cohorte(rng.randrange(COHORTES))
    read_values = tables(une, False)
    old_files = [ligne[0] for ligne in read_values["candidats"][1:]]
    nom, prenom = rng.choice(NAMES), rng.choice(PRENOMS)
    ecrits = {
        f"{nom} {prenom}": (f"{nom.upper()} {prenom}", f"{nom}  {prenom}", f"{prenom} {nom}", f"{nom}-{prenom}"),
        "L'Hostis": ("L’Hostis", "l'hostis", "L Hostis", "LʼHostis"),
        "Jean-Luc": ("Jean‑Luc", "Jean Luc", "JEAN-LUC", "Jean–Luc"),
        "01945632006": ("1945632006", "1 945 632 006", "'01945632006", "1945632006.0", "1945632006,00"),
        "A1": ("А1", "a1", "A-1", "A 1"),
    }
    vrai = rng.choice(list(ecrits))
    autre = rng.choice([un for un in ecrits[vrai] if un != vrai])
    un, deux = (vrai, autre) if rng.random() < 0.5 else (autre, vrai)
    victime = rng.choice(old_files)
    for table, ecrit in (("candidats", un), ("notes", deux)):
        read_values[table][1:] = [
            [ecrit, *ligne[1:]] if ligne[0] == victime else ligne for ligne in read_values[table][1:]
        ]
    return commande("ecritures", graine, une, {n: en_csv(t) for n, t in read_values.items()}, code=2)


def disque(graine: int) -> Case:
    """Somebody's own files where results would go: they are there afterwards, byte for byte, whatever the command."""
    rng = at_random("disque", graine)
    une = cohorte(rng.randrange(COHORTES))
    read_values = {nom: en_csv(lignes) for nom, lignes in tables(une, False).items()}
    dossier = rng.choice(("", "ici/"))
    siens = {f"{dossier}{nom}": f"à moi {graine}\n".encode() for nom in rng.sample(OWN, rng.randrange(1, 5))}
    entrees = {f"c{rng.randrange(9)}.csv": read_values["candidats"], "n.csv": read_values["notes"]}
    candidats = next(iter(entrees))
    judged = (
        "grade",
        "--candidats",
        candidats,
        "--notes",
        "n.csv",
        "--session",
        str(une.session),
        "--regime",
        une.regime,
    )
    mots = rng.choice(
        (
            (*judged, "--explain", "--sceller"),
            (*judged, "--keep-going", "--acquis", "2024-07-05"),
            ("cohort", "--candidats", "100"),
            (
                "compare",
                "--baseline",
                "aucun",
                "--against",
                "permanent_2022",
                "--parametres",
                "fixes",
                "--candidats",
                "100",
            ),
        )
    )
    if rng.random() < 0.3:
        siens[f"{dossier}.bts-sim/{mots[0]}.json"] = rng.choice(
            (b"{}", b"[", json.dumps({"fichiers": {"decisions.csv": "0" * 64, "../n.csv": "0" * 64}}).encode())
        )
    return Case("disque", graine, "bts-sim", (*mots, "--out", dossier or "."), {**siens, **entrees})


def _dues(une: Cohort, names: dict[str, str]) -> list[dict[str, str]]:
    connus = reglements(une.session)
    dues = [
        juger(qui, connus[qui.specialite], une.regime, False, comptes)
        for qui, comptes in zip(une.par_candidat, une.comptes, strict=True)
    ]
    return [due | {"candidat": names.get(due["candidat"], due["candidat"])} for due in dues]
