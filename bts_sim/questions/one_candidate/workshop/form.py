"""The form of the workshop: who the candidate is, his marks, his orals. It holds what is typed and no rule."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import ipywidgets as w

from bts_sim.candidates.coherence import SANS_NOTE
from bts_sim.display.labels import MODES, VOIES, number, regime_label
from bts_sim.droit.bareme import CCF, DOMAINES, Reglement, Unite
from bts_sim.droit.points import CENTIEMES
from bts_sim.droit.regimes import shipped_regimes, shipped_scenarios
from bts_sim.droit.textes import load_bareme, mots, sessions
from bts_sim.droit.vocabulaire import GLOBALE, NON, OUI, PONCTUEL, PROGRESSIVE, STATUTS, VOIES_MODE_SCOLAIRE
from bts_sim.language import N_, Labels, _, langue, speaking
from bts_sim.questions.one_candidate.entry import TypedCandidate, TypedMark

FORMS = Labels({GLOBALE: N_("globale"), PROGRESSIVE: N_("progressive")})
YES_NO = Labels({OUI: N_("oui"), NON: N_("non")})
ORALS = Labels({"general": N_("Oral général"), "professionnel": N_("Oral professionnel")})
COLUMNS = "52px minmax(150px, 1fr) 46px 118px 76px 92px 76px"
FAULTY = "#fce8e6"
#: Statuses beside which no mark is typed.
WITHOUT_MARK = tuple(one.name for one in SANS_NOTE)


class UnitRow:
    """The widgets of one unit."""

    def __init__(self, unit: Unite, changed: Callable[[Any], None]) -> None:
        self.unit = unit
        same = {"layout": w.Layout(width="auto", margin="0")}
        self.note = w.Text(placeholder="0 – 20", **same)
        self.statut = w.Dropdown(options=_statuts(), **same)
        self.mode = w.Dropdown(options=[("", "")], **same)
        self.oral = w.Text(placeholder=_("oral"), **same)
        self.oral.layout.visibility = "visible" if unit.domaine else "hidden"
        self.typed = (self.note, self.statut, self.mode, self.oral)
        said = (_("Note"), _("Statut"), _("Mode"), _("Oral"))
        self.statut.observe(self._without_mark, "value")
        for field, name, words in zip(self.typed, ("note", "statut", "mode", "oral"), said, strict=True):
            field.add_class(f"bts-{name}-{unit.code}")
            # Read aloud, and not shown: the columns have headings.
            field.description = f"{words}, {unit.code}"
            field.add_class("bts-nomme")
            field.observe(changed, "value")

    def widgets(self) -> list[Any]:
        """Return the cells of the row, in the order of the columns."""
        coef = number(self.unit.coefficient / CENTIEMES) if self.unit.domaine else "—"
        return [_cell(self.unit.code, bold=True), _cell(self.unit.intitule), _cell(coef), *self._typed()]

    def _typed(self) -> list[Any]:
        return [self.mode, self.note, self.statut, self.oral]

    def _without_mark(self, change: Any) -> None:
        """Empty the mark of a unit whose status takes none."""
        if change["new"] in WITHOUT_MARK:
            self.note.value = ""

    def said(self) -> TypedMark:
        """Return what is typed."""
        return TypedMark(self.unit.code, self.note.value.strip(), self.statut.value, self.mode.value)

    def take(self, note: TypedMark, oral: str = "") -> None:
        """Fill the row."""
        self.note.value, self.statut.value, self.mode.value, self.oral.value = note.note, note.statut, note.mode, oral

    def at(self, voie: str) -> None:
        """Say the mode that the voie gives the unit; whoever assessed it otherwise chooses it."""
        usual = self.unit.mode_scolaire if voie in VOIES_MODE_SCOLAIRE else self.unit.mode_individuel
        kept = self.mode.value
        self.mode.options = [(MODES[usual], ""), *((MODES[mode], mode) for mode in (CCF, PONCTUEL))]
        self.mode.value = kept

    def mark(self, *, faulty: bool, oral_faulty: bool) -> None:
        """Show which cells a fault names."""
        self.note.style.background = FAULTY if faulty else None
        self.oral.style.background = FAULTY if oral_faulty else None


class Form:
    """All that is typed about one candidate; `changed` is called at each keystroke."""

    def __init__(self, typed: TypedCandidate, regimes: Iterable[str], changed: Callable[[], None]) -> None:
        self._changed, self._quiet, self._vae, self._lang = changed, True, typed.vae, langue()
        self.session = self._dropdown(_("Session"), list(sessions()), typed.session, "170px")
        self.specialty = self._dropdown(_("Spécialité"), _specialties(typed.session), typed.specialty, "420px")
        self.track = self._dropdown(_("Voie"), _options(VOIES), typed.track, "270px")
        self.form_of_exam = self._dropdown(_("Forme"), _options(FORMS), typed.form, "190px")
        self.last_session = self._dropdown(_("Dernière session"), _options(YES_NO), typed.last_session, "190px")
        self.regimes = self._regimes(list(regimes))
        self.orals = {name: self._text(ORALS[name], f"bts-oral-{name}") for name in DOMAINES}
        self.rows: dict[str, UnitRow] = {}
        self.mark_grid, self.facultatives = (
            w.VBox(),
            w.Accordion(children=[w.VBox()], titles=[_("Épreuves facultatives")]),
        )
        self._rows(typed)
        self.session.observe(self._in_its_language(self._other_session), "value")
        self.specialty.observe(self._in_its_language(self._other_specialty), "value")
        self.track.observe(self._in_its_language(self._other_track), "value")
        self._quiet = False

    def typed(self) -> TypedCandidate:
        """Return what is typed; a facultative unit, or one not sat yet in a progressive form, has no row when empty."""
        unfinished = self.form_of_exam.value == PROGRESSIVE and self.last_session.value == NON
        notes = [(line.unit, line.said()) for line in self.rows.values()]
        kept = [n for unit, n in notes if n.note or n.statut or (unit.domaine and not unfinished)]
        by_unit = [(code, line.oral.value.strip()) for code, line in self.rows.items()]
        by_domain = [(name, field.value.strip()) for name, field in self.orals.items()]
        orals = tuple((target, mark) for target, mark in (*by_unit, *by_domain) if mark)
        about = self.session.value, self.specialty.value, self.track.value
        return TypedCandidate(*about, tuple(kept), orals, self.form_of_exam.value, self.last_session.value, self._vae)

    def names(self) -> tuple[str, ...]:
        """Return the names or files of the regimes compared."""
        first, second, own = (field.value.strip() for field in self.regimes)
        return tuple(filter(None, (first, second, own)))

    def mark(self, places: Iterable[str]) -> None:
        """Show which cells the faults name; `places` as a fault says them."""
        named = set(places)
        for code, line in self.rows.items():
            line.mark(faulty=code in named, oral_faulty=f"oral, {code}" in named)
        for name, field in self.orals.items():
            field.style.background = FAULTY if f"oral, {name}" in named else None

    def open_orals(self, units: set[str], par: set[str]) -> None:
        """Let type the orals that some regime allows; one already typed stays open, to be corrected."""
        for code, line in self.rows.items():
            line.oral.disabled = code not in units and not line.oral.value
        for field in self.orals.values():
            field.layout.display = "" if "domaine" in par or field.value else "none"

    # --- widgets ------------------------------------------------------------------------------------------------------

    def view(self) -> tuple[Any, Any]:
        """Return the choices above, and the marks."""
        rows = ([self.specialty, self.session], [self.track, self.form_of_exam, self.last_session], list(self.regimes))
        above = [w.HBox(row, layout=w.Layout(flex_flow="row wrap", width="100%")) for row in rows]
        return w.VBox(above), w.VBox([self.mark_grid, w.HBox(list(self.orals.values())), self.facultatives])

    def _rows(self, known: TypedCandidate) -> None:
        reglement = self._reglement()
        typed, orals = {n.unite: n for n in known.marks}, dict(known.orals)
        self.rows = {u.code: UnitRow(u, self._on_change) for u in (*reglement.unites, *reglement.facultatives)}
        for code, line in self.rows.items():
            line.at(self.track.value)
            line.take(typed.get(code, TypedMark(code)), orals.get(code, ""))
        for name, field in self.orals.items():
            field.value = orals.get(name, "")
        head = [_("Unité"), _("Intitulé"), _("Coef."), _("Mode"), _("Note"), _("Statut"), _("Oral")]
        self.mark_grid.children = [_grid(head, [self.rows[u.code] for u in reglement.unites])]
        optional = [self.rows[u.code] for u in reglement.facultatives]
        self.facultatives.children = [_grid([*head[:-1], ""], optional)]

    def _reglement(self) -> Reglement:
        return load_bareme(self.session.value).reglements[self.specialty.value]

    def _other_session(self, change: Any) -> None:
        there = _specialties(change["new"])
        codes = [code for _name, code in there]
        kept = self.specialty.value if self.specialty.value in codes else codes[0]
        self._quiet = True
        self.specialty.options, self.specialty.value = there, kept
        self._other_specialty()

    def _other_specialty(self, _change: Any = None) -> None:
        """Show the units of the specialty, with the marks of those of the same code."""
        self._quiet = True
        self._rows(self.typed())
        self._quiet = False
        self._on_change()

    def _other_track(self, _change: Any = None) -> None:
        self._quiet = True
        for line in self.rows.values():
            line.at(self.track.value)
        self._quiet = False
        self._on_change()

    def _on_change(self, _change: Any = None) -> None:
        if not self._quiet:
            self._changed()

    def _in_its_language(self, answer: Callable[[Any], None]) -> Callable[[Any], None]:
        """Return what answers to a change, in the language of the form, whatever is spoken by then."""

        def spoken(change: Any) -> None:
            with speaking(self._lang):
                answer(change)

        return spoken

    def _dropdown(self, words: str, options: list[Any], value: Any, width: str) -> Any:
        known = [one[1] if isinstance(one, tuple) else one for one in options]
        field = w.Dropdown(options=options, value=value if value in known else known[0], description=words)
        field.style.description_width, field.layout.width = "initial", width
        field.observe(self._on_change, "value")
        return field

    def _text(self, words: str, name: str) -> Any:
        field = w.Text(description=words, placeholder="0 – 20", layout=w.Layout(width="210px"))
        field.style.description_width = "initial"
        field.add_class(name)
        field.observe(self._on_change, "value")
        return field

    def _regimes(self, given: list[str]) -> tuple[Any, Any, Any]:
        known = [(regime_label(name), name) for name in (*shipped_regimes(), *shipped_scenarios())]
        names = [name for _label, name in known]
        listed, own = [name for name in given if name in names], [name for name in given if name not in names]
        first, second, *more = [*listed, "", ""]
        choice = [("—", ""), *known]
        file = w.Text(value=next(iter(own + more), ""), placeholder=_("nom ou fichier .yaml"), continuous_update=False)
        file.description, file.layout.width = _("Autre régime"), "270px"
        file.style.description_width = "initial"
        file.observe(self._on_change, "value")
        boxes = (self._dropdown(_("Régime"), choice, first, "272px"), self._dropdown(_("et"), choice, second, "300px"))
        return (*boxes, file)


def _specialties(session: int) -> list[tuple[str, str]]:
    return [(f"{code} : {r.nom}", code) for code, r in sorted(load_bareme(session).reglements.items())]


def _options(words: Labels) -> list[tuple[str, str]]:
    return [(said, code) for code, said in words.items()]


def _statuts() -> list[tuple[str, str]]:
    said = mots()["statuts"]
    return [(_("note"), ""), *((f"{code} ({said[code][langue()]})", code) for code in STATUTS if code)]


def _cell(text: str, *, bold: bool = False) -> Any:
    cell = w.Label(text, layout=w.Layout(margin="0"), tooltip=text)
    if bold:
        cell.style.font_weight = "bold"
    return cell


def _grid(head: list[str], lines: list[UnitRow]) -> Any:
    cells = [_cell(text, bold=True) for text in head]
    for line in lines:
        cells += line.widgets()
    layout = w.Layout(grid_template_columns=COLUMNS, grid_gap="1px 6px", width="100%", align_items="center")
    return w.GridBox(cells, layout=layout)
