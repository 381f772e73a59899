"""Charts and tables of the session of orals: how many, whether they fit, what they cost."""

from bts_sim.output.capacite.couts import couts, par_diplome, preparation, retenir
from bts_sim.output.capacite.jurys import faisabilite, jurys, par_jour
from bts_sim.output.capacite.oraux import disciplines, oraux, par_specialite, reponse

__all__ = [
    "couts",
    "disciplines",
    "faisabilite",
    "jurys",
    "oraux",
    "par_diplome",
    "par_jour",
    "par_specialite",
    "preparation",
    "reponse",
    "retenir",
]
