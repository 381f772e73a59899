"""The labels of decisions, factors, conditions and reasons of a move."""

from __future__ import annotations

from collections.abc import Sequence

from bts_sim.display.labels import written_number
from bts_sim.droit.reponses import reponse
from bts_sim.droit.textes import libelles, mots
from bts_sim.language import N_, Labels, _, langue, translate
from bts_sim.questions.movers.causes import Causes, Factor, NoOrals, NotMet, Setting, Sign, Trait
from bts_sim.questions.movers.pairs import Direction
from bts_sim.questions.movers.tables import Reason

DIRECTIONS = Labels(
    {
        Direction.GAINS: N_("obtient le diplôme"),
        Direction.LOSES: N_("perd le diplôme"),
        Direction.OTHER: N_("autre décision"),
        Direction.STAYS: N_("même décision"),
    }
)
#: Labels of the reasons for which a decision changes.
REASON_WORDS = Labels(
    {
        Reason.ELIMINATED: N_("éliminé au premier groupe sous un seul des deux régimes"),
        Reason.FIRST_GROUP: N_("le premier groupe ne décide plus de même"),
        Reason.NO_LONGER_ALLOWED: N_("n'est plus autorisé"),
        Reason.NEWLY_ALLOWED: N_("nouvellement autorisé"),
        Reason.ABSENT_AT_ORAL: N_("absent à un oral, ce qui élimine sous un seul des deux régimes"),
        Reason.ORALS: N_("autorisé aux deux"),
    }
)
MEASURES = Labels(
    {
        "moyenne_generale": N_("moyenne générale"),
        "moyenne_d_acces": N_("moyenne générale"),
        "moyenne_professionnelle": N_("moyenne professionnelle"),
        "moyenne_du_domaine_general": N_("moyenne du domaine général"),
        "meilleure_note_professionnelle": N_("meilleure note professionnelle"),
        "note_la_plus_basse": N_("note la plus basse"),
        "avis_du_jury": N_("avis du jury"),
    }
)
CONDITIONS = Labels(
    {
        Sign.BELOW: N_("{mesure} sous {barre}"),
        Sign.AT_MOST: N_("{mesure} de {barre} ou moins"),
        Sign.AT_LEAST: N_("{mesure} d'au moins {barre}"),
        Sign.IS_NOT: N_("{mesure} non {barre}"),
    }
)
#: Labels of the changes that are a reason to move.
CHANGES = Labels(
    {
        "oraux": N_("oraux : {apres}"),
        "etendue": N_("l'oral remplace {apres} au lieu de {avant}"),
        "seuil_admission": N_("seuil d'admission : {apres} au lieu de {avant}"),
    }
)
#: Labels of the subject of a factor, in a sentence, then at the beginning of a label that shows both regimes.
FACTORS = Labels(
    {
        "absences": N_("l'effet des absences"),
        "admission": N_("la règle d'admission"),
        "lectures": N_("la lecture des textes"),
        "acces": N_("la règle d'accès"),
        "ouverture": N_("l'ouverture d'épreuves de contrôle"),
        "seuil_general": N_("le plancher de moyenne générale"),
        "seuil_professionnel": N_("la condition professionnelle"),
        "oraux": N_("les oraux passés"),
        "remplacement": N_("la règle de remplacement"),
        "etendue": N_("ce qu'un oral remplace"),
        "ccf": N_("le sort des notes de CCF"),
        "seuil_admission": N_("le seuil d'admission"),
        "seuil_facultatif": N_("le seuil des facultatives"),
        "seuil_benefice": N_("le seuil des bénéfices"),
        "pour": N_("les candidats que la réforme concerne"),
    }
)
TOLD = Labels(
    {
        "seuil_general": N_("Plancher de moyenne générale"),
        "seuil_professionnel": N_("Condition professionnelle"),
        "oraux": N_("Oraux"),
        "etendue": N_("Un oral remplace"),
        "ccf": N_("Notes de CCF remplaçables"),
        "seuil_admission": N_("Seuil d'admission"),
    }
)
#: Values of the barème, which a regime may leave as the law has them.
OF_THE_LAW = ("seuil_admission", "seuil_facultatif", "seuil_benefice")
CODES = Labels(
    {
        "unites_generales": N_("deux unités générales"),
        "unites_generales_ponctuelles": N_("unités générales ponctuelles"),
        "un_oral_par_domaine": N_("un général, un professionnel"),
        "unite": N_("la note d'une unité"),
        "domaine": N_("la moyenne du domaine"),
    }
)


def capital(words: str) -> str:
    """Return text with a capital at the beginning, the rest unchanged."""
    return words[:1].upper() + words[1:]


def listed(words: Sequence[str]) -> str:
    """Return names as one list in words, with « et » before the last."""
    if len(words) == 1:
        return words[0]
    return _("{premiers} et {dernier}").format(premiers=", ".join(words[:-1]), dernier=words[-1])


def name_factor(factor: Factor) -> str:
    """Return the change of a factor from one regime to the other, in words."""
    if factor.name not in TOLD:
        return capital(FACTORS.get(factor.name, factor.name))
    both = {"avant": name_setting(factor.name, factor.before), "apres": name_setting(factor.name, factor.after)}
    return _("{facteur} : {avant} → {apres}").format(facteur=TOLD[factor.name], **both)


def name_setting(factor: str, setting: Setting) -> str:
    """Return the setting of a factor in one regime, in words."""
    if factor == "ouverture" and setting.traits:
        return _("non") if setting.of("acces") == "ferme" else _("oui")
    if setting.named:
        return _(" ; ").join(_trait(one) for one in setting.traits if one.value)
    code = setting.code
    if factor == "seuil_professionnel":
        return written_number(code) or _("aucune")
    if factor in OF_THE_LAW:
        return written_number(code) or _("celui du droit")
    return CODES.get(code) or _rule(factor, code) or _("aucun")


def name_reason(reason: str, causes: Causes) -> str:
    """Return the reason of a change of decision, with the difference between the regimes, in words."""
    if not causes.parts:
        return REASON_WORDS[reason]
    words = [_cause(one) for one in causes.parts]
    if reason == Reason.NO_LONGER_ALLOWED:
        return f"{REASON_WORDS[reason]} ({listed(words)})"
    if reason == Reason.NEWLY_ALLOWED:
        return _("{raison} (avant : {conditions})").format(raison=REASON_WORDS[reason], conditions=listed(words))
    return f"{REASON_WORDS[reason]} ({_(' ; ').join(words)})"


def _cause(cause: NotMet | NoOrals | Factor) -> str:
    if isinstance(cause, NoOrals):
        return _("pas d'épreuves de contrôle")
    if isinstance(cause, NotMet):
        return CONDITIONS[cause.sign].format(mesure=_measure(cause.measure), barre=translate(cause.bar))
    return _change(cause)


def _change(factor: Factor) -> str:
    """Return a change, in words: « l'oral remplace la note d'une unité au lieu de la moyenne du domaine »."""
    name, before, after = factor.name, factor.before, factor.after
    if name == "ccf":
        return _("notes de CCF remplaçables") if after.code == "oui" else _("notes de CCF non remplaçables")
    if name == "oraux" and after.code.isdigit():
        return _("nombre d'oraux : {apres} au lieu de {avant}").format(apres=after.code, avant=before.code)
    if name in CHANGES:
        return CHANGES[name].format(avant=name_setting(name, before), apres=name_setting(name, after))
    return _("{facteur} change").format(facteur=FACTORS.get(name, name))


def _measure(code: str) -> str:
    """Return the quantity that a rule compares, in the words of the flow, or else in those of an explained decision."""
    return MEASURES[code] if code in MEASURES else str(mots()["mesures"][code][langue()])


def _trait(trait: Trait) -> str:
    """Return one trait of a factor in words: an answer with its question, or a number with its label."""
    if trait.reading:
        return reponse(trait.name, trait.value)
    words = _rule(trait.name, trait.value)
    label = libelles()[trait.name]
    return words if "regles" in label else f"{translate(label['libelle'])} {words}"


def _rule(name: str, code: str) -> str:
    """Return the value of a trait in a regime: the words of a rule, or else a number."""
    return translate(libelles().get(name, {}).get("regles", {}).get(code, code))
