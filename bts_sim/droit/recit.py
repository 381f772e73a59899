"""Put an explanation in words, in French or in English."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Any, Literal, cast

from bts_sim.droit.points import DECIMALES
from bts_sim.droit.reponses import reponse
from bts_sim.droit.roles import Role, role_of
from bts_sim.droit.textes import mots
from bts_sim.droit.unites_fragiles import en_mots
from bts_sim.language import langue, translate

Langue = Literal["fr", "en"]


class StoryPart(StrEnum):
    """The part of a story that a line is of."""

    TITLE = "titre"
    WHOSE = "pour"
    READINGS = "lectures"
    WARNING = "a_verifier"
    STEP = "etape"
    TEXTS = "textes"
    VERDICT = "verdict"
    REASON = "motif"
    DISTANCE = "ecart"


#: What stands before a line where it is printed.
BEFORE = {StoryPart.STEP: "{step}. ", StoryPart.TEXTS: "   ", StoryPart.REASON: "- "}


@dataclass(frozen=True)
class StoryLine:
    """One line of a story: its part, what it says, and the number of its step; 0 outside of the steps.

    `cited`: the texts that a step applies, without the words around them. As a text, it is the line as printed.
    """

    part: StoryPart
    said: str
    step: int = 0
    cited: str = ""

    def __str__(self) -> str:
        return BEFORE.get(self.part, "").format(step=self.step) + self.said


def story_lines(explanation: Mapping[str, Any], lang: Langue = "fr") -> Iterator[StoryLine]:
    """Tell an explanation line by line: the steps in order, each with its texts, then what would have changed it."""
    recit = _Recit(lang)
    about = {key: explanation[key] for key in ("candidat", "specialite", "session", "regime")}
    yield StoryLine(StoryPart.TITLE, recit.say("titre", **about))
    if whose := explanation.get("pour"):
        key = "reforme_le_concerne" if whose["concerne"] else "reforme_des_autres"
        yield StoryLine(StoryPart.WHOSE, recit.say(key, **whose))
    if explanation["lectures"]:
        read = (reponse(point, choix, lang) for point, choix in explanation["lectures"].items())
        yield StoryLine(StoryPart.READINGS, recit.say("lectures", lectures=" ".join(read)))
    if warning := a_verifier(explanation, lang):
        yield StoryLine(StoryPart.WARNING, warning)
    yield from recit.steps(explanation["etapes"])
    yield StoryLine(StoryPart.VERDICT, recit.say("verdict", decision=recit.word("resultats", explanation["decision"])))
    for motif in explanation["motifs"]:
        yield StoryLine(StoryPart.REASON, translate(motif["phrase"], lang))
    yield from (StoryLine(StoryPart.DISTANCE, said) for said in recit.distance(explanation["ecart"]))


def step_sentences(step: Mapping[str, Any], lang: Langue = "fr") -> Iterator[str]:
    """Tell one step of an explanation, line by line."""
    return _Recit(lang).step(step)


def a_verifier(explication: Mapping[str, Any], lang: Langue = "fr") -> str:
    """Say on which weak coefficients and domains a decision rests; nothing where there is none."""
    weak = en_mots(explication["unites_a_verifier"].items(), lang)
    return _Recit(lang).say("a_verifier", unites=weak) if weak else ""


def measure_in_words(mesure: str) -> str:
    """Return the name of a quantity that a rule compares, in the language spoken; nothing for no quantity."""
    return _Recit(cast("Langue", langue())).word("mesures", mesure) if mesure else ""


class _Recit:
    def __init__(self, lang: Langue) -> None:
        self.lang = lang

    def say(self, key: str, **values: object) -> str:
        return str(mots()[key][self.lang]).format(**values)

    def word(self, group: str, name: str) -> str:
        return str(mots()[group][name][self.lang])

    def oral(self, name: str) -> str:
        """Write what an oral is about: a unit by its code, a domain in words."""
        return self.word("oraux", name) if name in mots()["oraux"] else name

    def number(self, fraction: str) -> str:
        """Write a fraction as a decimal; with the fraction beside it where the decimal is not exact."""
        exact = Fraction(fraction)
        rounded = Decimal(exact.numerator) / Decimal(exact.denominator)
        shown = rounded.quantize(Decimal(1).scaleb(-DECIMALES), ROUND_HALF_UP)
        text = f"{shown.normalize():f}".replace(".", "," if self.lang == "fr" else ".")
        return text if Fraction(shown) == exact else f"{text} ({fraction})"

    def steps(self, steps: Sequence[Mapping[str, Any]]) -> Iterator[StoryLine]:
        """Tell the steps, each with its texts."""
        before: list[str] = []
        for number, step in enumerate(steps, start=1):
            sentences = list(self.step(step))
            # Who is admitted before any oral is decided on twice, in the same words.
            if sentences == before:
                continue
            before = sentences
            yield from (StoryLine(StoryPart.STEP, said, number) for said in sentences)
            cited = self.say("separateur").join(step["texte"])
            yield StoryLine(StoryPart.TEXTS, self.say("sources", textes=cited), number, cited)

    def step(self, step: Mapping[str, Any]) -> Iterator[str]:
        tell = {
            Role.NOTES: self._marks,
            Role.ELIMINATION: self._elimination,
            Role.ATTENTE: self._waiting,
            Role.MOYENNE_GENERALE: self._mean,
            Role.MOYENNE_PROFESSIONNELLE: self._mean,
            Role.ADMISSION: self._admission,
            Role.ACCES: self._access,
            Role.CHOIX: self._choice,
            Role.REMPLACEMENT: self._orals,
        }
        return tell[role_of(step["regle"])](step)

    def _marks(self, step: Mapping[str, Any]) -> Iterator[str]:
        numbers = step["nombres"]
        yield self.say("notes", notes=", ".join(map(self._mark, numbers["unites"])))
        if numbers["facultatives"]:
            yield self.say("facultatives", notes=", ".join(map(self._optional, numbers["facultatives"])))

    def _mark(self, unit: Mapping[str, Any]) -> str:
        status = self.word("statuts", unit["statut"]) if unit["statut"] else ""
        if unit["note"] is None:
            return self.say("sans_note", unite=unit["unite"], statut=status)
        numbers = {name: self.number(unit[name]) for name in ("note", "coefficient")}
        return self.say("note", unite=unit["unite"], statut=f", {status}" if status else "", **numbers)

    def _optional(self, unit: Mapping[str, Any]) -> str:
        if unit["note"] is None:
            return self.say("sans_note", unite=unit["unite"], statut=self.word("statuts", unit["statut"]))
        return self.say("facultative", unite=unit["unite"], note=self.number(unit["note"]))

    def _elimination(self, step: Mapping[str, Any]) -> Iterator[str]:
        absences, files = (", ".join(step["nombres"][key]) for key in ("absences", "dossiers_non_valides"))
        if step["resultat"]:
            causes = [self.say("absence", unites=absences)] * bool(absences)
            causes += [self.say("dossier", unites=files)] * bool(files)
            yield self.say("elimine", causes=self.say("separateur").join(causes))
        else:
            yield self.say("absences_epargnees", absences=absences) if absences else self.say("pas_elimine")

    def _waiting(self, step: Mapping[str, Any]) -> Iterator[str]:
        reasons = [reason for reason, holds in step["nombres"].items() if holds] if step["resultat"] else []
        yield from map(self.say, reasons or ["decision_possible"])

    def _mean(self, step: Mapping[str, Any]) -> Iterator[str]:
        yield self.say(role_of(step["regle"]), **{k: self.number(v) for k, v in step["nombres"].items()})

    def _admission(self, step: Mapping[str, Any]) -> Iterator[str]:
        result = self.word("resultats", step["resultat"])
        conditions = self._conditions(step)
        key = "admission" if conditions else "sans_condition"
        line = self.say(key, conditions=conditions, resultat=result)
        yield line[0].upper() + line[1:]

    def _access(self, step: Mapping[str, Any]) -> Iterator[str]:
        result, conditions = self.word("resultats", step["resultat"]), self._conditions(step)
        yield self.say("acces", conditions=conditions, resultat=result) if conditions else self.say("acces_ferme")

    def _conditions(self, step: Mapping[str, Any]) -> str:
        return self.say("separateur").join(map(self._condition, step["nombres"]["conditions"]))

    def _condition(self, c: Mapping[str, Any]) -> str:
        word = c["sens"] == "est"
        value = c["valeur"] if word else self.number(c["valeur"])
        bar = c["seuil"] if word or self.lang == "fr" else c["seuil"].replace(",", ".")
        held = self.say("oui" if c["tenue"] else "non")
        names = {"mesure": self.word("mesures", c["mesure"]), "sens": self.word("sens", c["sens"])}
        return self.say("condition", **names, valeur=value, seuil=bar, tenue=held)

    def _choice(self, step: Mapping[str, Any]) -> Iterator[str]:
        units = step["resultat"].replace(",", ", ") or self.say("aucune")
        yield self.say("choix", unites=units, nombre_oraux=step["nombres"]["nombre_oraux"])

    def _orals(self, step: Mapping[str, Any]) -> Iterator[str]:
        numbers = step["nombres"]
        blocs = self.say("separateur").join(map(self._bloc, numbers["blocs"])) or self.say("sans_oral")
        absent = self.say("absent", unites=", ".join(numbers["absences"])) if numbers["absences"] else ""
        for name in ("oraux_attendus", "oraux_non_passes"):
            absent += self.say(name, nombre=numbers[name]) if name in numbers else ""
        shown = {name: self.number(numbers[name]) for name in ("points_gagnes", "moyenne")}
        yield self.say("remplacement", blocs=blocs, absences=absent, **shown)

    def _bloc(self, bloc: Mapping[str, Any]) -> str:
        names = {"oral": self.oral(bloc["oral"]), "note": self.number(bloc["note"])}
        if not bloc["unites"]:
            return self.say("bloc_vide", **names)
        before = str(Fraction(bloc["points_avant"]) / Fraction(bloc["coefficients"]))
        kept = self.say("retenu" if bloc["points_apres"] != bloc["points_avant"] else "non_retenu")
        return self.say("bloc", **names, avant=self.number(before), unites=", ".join(bloc["unites"]), retenu=kept)

    def distance(self, distance: Mapping[str, Any]) -> Iterator[str]:
        """Say what would have changed the outcome."""
        for name in ("points_d_avance", "points_manquants"):
            if name in distance:
                yield self.say(name, points=self.number(distance[name]))
        for name, none in (
            ("une_note_suffisait", "aucune_note_ne_suffisait"),
            ("un_oral_suffit", "aucun_oral_ne_suffit"),
        ):
            if name in distance:
                marks = [
                    self.say("note_utile", unite=self.oral(d["unite"]), note=self.number(d["note"]))
                    for d in distance[name]
                ]
                yield self.say(name, notes=", ".join(marks)) if marks else self.say(none)
        if not distance.get("atteignable", True):
            yield self.say("inatteignable")
