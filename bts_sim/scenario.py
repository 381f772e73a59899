"""Regimes by name, or from an analyst's file."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator

from bts_sim.bareme import Acces, Choix, Regime, Remplacement
from bts_sim.errors import Faute, InputError, nearest
from bts_sim.law import TEXTES, en_centiemes
from bts_sim.yaml_file import read_yaml

#: What an oral replaces must be what was chosen.
COHERENT = {
    "aucun": {"aucun"},
    "un_oral_par_domaine": {"moyenne_des_ponctuelles_du_domaine"},
    "unites_generales": {"note_de_l_unite"},
}


Seuil = Annotated[Decimal, Field(ge=0, le=20, decimal_places=2)]


class RegimeFile(BaseModel):
    """A regime as its file has it: named rules, thresholds on 20, title, reason and source."""

    model_config = ConfigDict(extra="forbid")

    nom: Annotated[str, Field(pattern=r"^[a-z0-9_]+$")]
    titre: Annotated[str, Field(min_length=1)]
    raison: Annotated[str, Field(min_length=1)]
    source: Annotated[str, Field(min_length=1)]
    acces: Acces
    choix: Choix
    remplacement: Remplacement
    seuil_general: Seuil | None = None
    seuil_professionnel: Seuil | None = None
    nombre_oraux: Annotated[int, Field(ge=0, le=3)] = 0

    @model_validator(mode="after")
    def _coherent(self) -> RegimeFile:
        if self.remplacement not in COHERENT[self.choix]:
            expected = " ou ".join(sorted(COHERENT[self.choix]))
            raise ValueError(f"remplacement « {self.remplacement} » avec choix « {self.choix} » : attendu {expected}")
        if self.acces != "moyennes_entre_seuils" and (self.seuil_general, self.seuil_professionnel) != (None, None):
            raise ValueError(f"l'accès « {self.acces} » n'a pas de seuil")
        if (self.choix == "aucun") != (self.nombre_oraux == 0) or (self.choix == "aucun") != (self.acces == "ferme"):
            raise ValueError("accès, choix et nombre d'oraux doivent ouvrir ou fermer le contrôle ensemble")
        return self


def shipped_regimes() -> list[str]:
    """Give the names of the regimes that come with the project."""
    return sorted(p.name.removesuffix(".yaml") for p in (TEXTES / "regimes").iterdir() if p.name.endswith(".yaml"))


def load_regimes(*names_or_files: str) -> list[Regime]:
    """Give several regimes to compare; two of the same name are refused, since tables tell regimes by their name."""
    regimes = [load_regime(one) for one in names_or_files]
    names = [regime.nom for regime in regimes]
    twice = [name for name in dict.fromkeys(names) if names.count(name) > 1]
    if twice:
        remedy = "comparer des régimes de noms différents (clé « nom » du fichier)"
        raise InputError(Faute("régime", None, "", name, "régime donné deux fois", remedy) for name in twice)
    return regimes


def load_regime(name_or_file: str) -> Regime:
    """Give a regime that comes with the project, or the one that a YAML file describes.

    Raises InputError naming every fault of the file, or the regimes there are.
    """
    known = shipped_regimes()
    if name_or_file in known:
        path = Path(str(TEXTES / "regimes" / f"{name_or_file}.yaml"))
    elif Path(name_or_file).suffix in (".yaml", ".yml") or Path(name_or_file).is_file():
        path = Path(name_or_file)
    else:
        near = nearest(name_or_file, known)
        remedy = f"{near or 'régimes'} ({', '.join(known)}, ou un fichier YAML)"
        raise InputError([Faute("régime", None, "", name_or_file, "régime inconnu", remedy)])
    values = read_yaml(path, RegimeFile).model_dump()
    for seuil in ("seuil_general", "seuil_professionnel"):
        values[seuil] = None if values[seuil] is None else en_centiemes(values[seuil])
    return Regime(**values)
