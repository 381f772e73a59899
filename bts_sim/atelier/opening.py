"""Open the workshop on one candidate, typed in words."""

from __future__ import annotations

from typing import Any

from bts_sim.analysis import un_candidat as analyse
from bts_sim.analysis.un_candidat import Saisie
from bts_sim.atelier.etude import REGIMES, Etude
from bts_sim.law import find_reglement, load_bareme
from bts_sim.output.names import split_names
from bts_sim.population.tables import GLOBALE, OUI


def etudier(
    session: int,
    specialite: str,
    voie: str,
    notes: str,
    oraux: str = "",
    regimes: str = REGIMES,
    forme: str = GLOBALE,
    derniere_session: str = OUI,
    vae: str = "",
) -> Opened:
    """Study one candidate: `notes` as `U1 8,5 ; U2 12 BE ; U3 AB`, `oraux` as `U1 12 ; general 11`.

    `regimes`: names or YAML files, between commas. Raises InputError naming every fault, by unit; LawError for a
    session or a specialty that the project does not hold. `vae`: oui for who is admitted to a VAE.
    """
    read = analyse.lire_notes(notes), analyse.lire_oraux(oraux)
    saisie = Saisie(session, specialite, voie, *read, forme, derniere_session, vae)
    find_reglement(load_bareme(session), specialite)
    names = tuple(filter(None, split_names(regimes)))
    return Opened(saisie, names, analyse.sorts(saisie, names))


class Opened(Etude):
    """A study that shows itself as a form, where somebody is there to type."""

    def atelier(self, vivant: bool | None = None) -> Any:
        """Give the form in which everything is typed and answers at once, where somebody is there to type.

        In a report, or in a notebook that a program runs, the marks as a table: nothing there could answer.
        """
        from bts_sim.atelier.vivant import est_vivant

        if not (est_vivant() if vivant is None else vivant):
            return self.releve()
        from bts_sim.atelier.application import Application

        return Application(self).vue
