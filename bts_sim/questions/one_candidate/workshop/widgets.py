"""The atelier: at each keystroke, the decisions of every regime, or what is wrong with what is typed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ipywidgets as w  # type: ignore[import-untyped]

from bts_sim.display import rendering
from bts_sim.errors import BtsSimError, InputError
from bts_sim.language import _
from bts_sim.questions.one_candidate import cards, tables
from bts_sim.questions.one_candidate.entry import Saisie
from bts_sim.questions.one_candidate.workshop.form import Formulaire
from bts_sim.questions.one_candidate.workshop.study import Etude

#: Height of what the regimes decide: cards of five lines and two reasons.
HAUTEUR = "195px"


class Application:
    """Widgets that answer to what is typed; `vue` is what a notebook shows."""

    def __init__(self, etude: Etude) -> None:
        self.etude: Etude | None = etude
        self.formulaire = Formulaire(etude.saisie, etude.regimes, self.refaire)
        # Of one height, so that the marks do not move under who types them.
        self.verdict = w.HTML(layout=w.Layout(height=HAUTEUR, overflow="auto", margin="0", width="100%"))
        self.verdict.add_class("bts-verdict")
        self.texte, self.graphique = w.HTML(), w.Output()
        self.panneaux: list[tuple[str, Callable[[Etude], str]]] = [
            (_("Pas à pas"), _pas_a_pas),
            (_("À l'oral"), _a_l_oral),
            (_("Meilleur choix"), _meilleur_choix),
            (_("Un centième"), _un_centieme),
            (_("Pour le rapport"), _pour_le_rapport),
        ]
        self.onglets = w.ToggleButtons(options=[(name, i) for i, (name, _say) in enumerate(self.panneaux)], value=0)
        self.onglets.style.button_width = "auto"
        self.onglets.add_class("bts-onglets")
        self.onglets.observe(lambda _change: self.montrer(), "value")
        self.vue = self._vue()
        self.refaire()

    def _vue(self) -> Any:
        above, marks = self.formulaire.vue()
        below = w.VBox([self.onglets, self.texte, self.graphique])
        return w.VBox([above, self.verdict, marks, below], layout=w.Layout(width="100%", grid_gap="8px"))

    def refaire(self) -> None:
        """Decide again on what is typed, and show it."""
        saisie, names = self.formulaire.saisie(), self.formulaire.noms()
        places: list[str] = []
        try:
            self.etude = _etude(saisie, names)
            self.verdict.value = cards.page(cards.cartes(self.etude.resultats))
            places = [fault.fichier for sort in self.etude.sorts for fault in sort.fautes]
            self._ouvrir(self.etude)
        except InputError as error:
            self.etude = None
            self.verdict.value = cards.page(cards.fautes(error.fautes))
            places = [fault.fichier for fault in error.fautes]
        except (BtsSimError, OSError) as error:
            # The file of a regime may be unreadable, or no path at all.
            self.etude = None
            self.verdict.value = cards.page(cards.refus(str(error)))
        self.formulaire.mark(places)
        self.montrer()

    def montrer(self) -> None:
        """Show the panel chosen; nothing else is computed at a keystroke."""
        _name, say = self.panneaux[self.onglets.value]
        chart = None
        if self.etude is None:
            self.texte.value = cards.page(cards.dit(_("Rien à montrer avant que la saisie soit corrigée.")))
        else:
            self.texte.value = cards.page(say(self.etude))
            chart = self.etude.frontiere() if say is _a_l_oral else None
        self.graphique.outputs = _drawn(chart)

    def _ouvrir(self, etude: Etude) -> None:
        by_unit = [sort.ligne for sort in etude.sorts if sort.regime.oral_par == "unite"]
        units = {unit for row in by_unit for unit in row["unites_choisissables"].split(",")}
        self.formulaire.ouvrir_les_oraux(units, {sort.regime.oral_par for sort in etude.sorts if sort.autorise})


def _etude(saisie: Saisie, names: tuple[str, ...]) -> Etude:
    return Etude(saisie, names, tables.sorts(saisie, names))


def _drawn(chart: Any) -> tuple[dict[str, Any], ...]:
    """Give a chart as the output of a cell; without its picture, which would take longer than all the rest."""
    if not hasattr(chart, "to_dict"):
        return ()
    data = {rendering.MIME: rendering.stable(chart.to_dict(validate=False))}
    return ({"output_type": "display_data", "data": data, "metadata": {}},)


# --- panels -----------------------------------------------------------------------------------------------------------


def _pas_a_pas(etude: Etude) -> str:
    return cards.recits(zip((s.regime.nom for s in etude.sorts), map(etude.etapes, etude.regimes), strict=True))


def _a_l_oral(etude: Etude) -> str:
    exact = _("La plus petite note qui donne le diplôme, au centième, si elle est obtenue à chacun des oraux nommés.")
    return cards.dit(exact) + etude.notes_necessaires()._repr_html_()


def _meilleur_choix(etude: Etude) -> str:
    model = _(
        "Ces probabilités reposent sur le modèle des oraux, non sur la loi : ce qu'il attend d'un candidat qui a ces "
        "notes, et la dispersion des notes d'oral. Les paramètres ci-dessous les fixent."
    )
    return cards.dit(model) + etude.choix()._repr_html_() + etude.hypotheses()._repr_html_()


def _un_centieme(etude: Etude) -> str:
    return cards.dit(etude.centieme()) + etude.ce_qui_changerait()._repr_html_()


def _pour_le_rapport(etude: Etude) -> str:
    said = _("Ce candidat en rapport : la commande à lancer, ou les paramètres à copier dans la cellule du haut.")
    return cards.dit(said) + cards.a_copier(etude.commande()) + cards.a_copier(etude.parametres())
