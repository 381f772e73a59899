"""The words of the forms: voies, formes, statuts, yes and no, as files of candidates write them."""

from __future__ import annotations

from bts_sim.droit.releve import Statut

VOIES = (
    "scolaire",
    "scolaire_hors_contrat",
    "apprentissage",
    "apprentissage_non_habilite",
    "formation_continue",
    "formation_continue_privee",
    "enseignement_a_distance",
    "experience_professionnelle",
    "individuel",
)
#: Voies that follow the column `mode_scolaire` of the specialty (D643-19); all others follow `mode_individuel`.
VOIES_MODE_SCOLAIRE = ("scolaire", "apprentissage", "formation_continue")
#: Voies for which the forme globale is compulsory (D643-6 to D643-8).
VOIES_GLOBALES = VOIES[:4]
GLOBALE, PROGRESSIVE = "globale", "progressive"
OUI, NON = "oui", "non"
PONCTUEL = "ponctuel"
#: Codes of the column `statut`; the empty code is a mark of this session.
STATUTS = {"": Statut.NOTE} | {s.name: s for s in Statut if s not in (Statut.NOTE, Statut.SANS)}
ABSENT_A_L_ORAL = "AB"
#: The column that says whether the candidate is admitted to a VAE, which may dispense of a professional unit.
VAE = "vae"
FAVORABLE, DEFAVORABLE = "favorable", "defavorable"
