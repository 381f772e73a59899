"""An answer: one question asked of one study, as a sentence, charts, a table and the numbers to quote."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, is_dataclass, replace
from functools import cache, cached_property, partial
from typing import TYPE_CHECKING, Any, NoReturn, Self

from bts_sim.errors import Fault, InputError, nearest
from bts_sim.language import _, speaking
from bts_sim.schema import Schema

if TYPE_CHECKING:
    import pandas as pd

    from bts_sim.display.citation import Citation
    from bts_sim.display.results import Results

#: Rows of the table that a terminal shows next to the sentence.
HEAD = 8


class MadeWhenAsked(Mapping[str, "pd.DataFrame"]):
    """Tables by name, each worked out when it is first read: one may take longer than all the rest."""

    def __init__(self, makers: Mapping[str, Callable[[], pd.DataFrame]]) -> None:
        self._makers = {name: cache(make) for name, make in makers.items()}

    def __getitem__(self, name: str) -> pd.DataFrame:
        return self._makers[name]()

    def __iter__(self) -> Iterator[str]:
        return iter(self._makers)

    def __len__(self) -> int:
        return len(self._makers)

    def __repr__(self) -> str:
        return f"tables: {', '.join(self)}"


def own_copy(table: pd.DataFrame) -> pd.DataFrame:
    """Return a copy of a table in which a cell made of several codes is their text, as every file format needs."""
    from pandas.api.types import is_object_dtype

    copied = table.copy()
    for name in [name for name in copied.columns if is_object_dtype(copied[name])]:
        copied[name] = copied[name].map(lambda cell: str(cell) if is_dataclass(cell) else cell)
    return copied


@dataclass(frozen=True, eq=False, repr=False)
class Answer:
    """The answer to a question. A notebook shows its sentence, its first chart and its table.

    Attributes:
        table: the tidy table, as `schema` declares it.
        schema: the columns of the table, each with its kind, unit and meaning.
        says: makes the sentence.
        views: the charts and tables to look at, by name; the first one is the default, and each is made when asked for.
        quotes: makes the named results.
        tables: the other tables that the question computes, by name.
        code: the Python that asks the question.
        lang: the language of the words.
        session: the session whose rules apply.
        sessions: the sessions whose rules apply, as text, where they are several.

    Examples:
        >>> import bts_sim as bts
        >>> answer = bts.study(size=500).access("aucun", "permanent_2022")
        >>> answer.table.columns.tolist(), list(answer.views)
        (['specialite', 'generale', 'professionnelle', 'acces'], ['means'])
    """

    table: pd.DataFrame
    schema: type[Schema]
    says: Callable[[], str]
    views: Mapping[str, Callable[[], Any]]
    quotes: Callable[[], Sequence[Mapping[str, Any]]] = tuple
    tables: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    code: str = ""
    lang: str = "fr"
    session: int = 0
    sessions: str = ""

    @property
    def words(self) -> str:
        """Return the finding as one sentence."""
        with speaking(self.lang):
            return self.says()

    def chart(self, view: str | None = None) -> Any:
        """Return the chart of one view, or its table where the view is a table to read.

        Args:
            view: one of `views`; by default the first one.

        Raises:
            BtsSimError: no view has this name; the message lists the views.
        """
        name = next(iter(self.views)) if view is None else view
        if not isinstance(name, str) or name not in self.views:
            raise _no_view("view", name, list(self.views))
        with speaking(self.lang):
            return self.views[name]()

    def handed(self, lang: str, code: str, session: int) -> Self:
        """Return the same answer for whoever asked it: what they do to its tables changes neither words nor charts.

        Args:
            lang: the language of the words.
            code: the Python that asks the question.
            session: the session whose rules apply.
        """
        tables = MadeWhenAsked({name: partial(_copied, self.tables, name) for name in self.tables})
        return replace(self, table=own_copy(self.table), tables=tables, lang=lang, code=code, session=session)

    def resting_on(self, words: str) -> Self:
        """Return the same answer, whose sentence says what it rests on. `words`: in French, as they are translated."""
        says = self.says
        return replace(self, says=lambda: f"{says()} ({_(words)})")

    def opening(self, by: str | None) -> Answer:
        """Return the same answer, shown first by one of its views, that of some groups; None changes nothing.

        Raises:
            BtsSimError: no view has this name; the message lists the views.
        """
        if by is None:
            return self
        if by not in self.views:
            raise _no_view("by", by, list(self.views))
        return replace(self, views={by: self.views[by], **self.views})

    def results(self) -> Results:
        """Return the numbers to quote, each with its unit, its interval and the population that it counts."""
        from bts_sim.display.results import Results

        with speaking(self.lang):
            return Results(list(self.quotes()), self.lang)

    def cite(self) -> Citation:
        """Return the sentence to quote: the finding, its session, what its interval covers, and its source."""
        from bts_sim.display.citation import sentence_to_quote
        from bts_sim.stats.intervals import SEVERAL, Estimate
        from bts_sim.stats.words import METHODS

        with speaking(self.lang):
            codes = set(self.table.get(Estimate.methode, ()))
            drawn = next((one for one in SEVERAL if one in codes), None)
            level = float(self.table[Estimate.niveau].iloc[0]) if drawn else None
            return sentence_to_quote(
                self.says(), self.sessions or str(self.session), level, METHODS[drawn or SEVERAL[0]]
            )

    def python(self) -> str:
        """Return the Python code that makes this answer."""
        return self.code

    @property
    def columns(self) -> pd.DataFrame:
        """Return the meaning of each column of the table: `column`, `kind`, `unit`, `meaning`."""
        return self.schema.described()

    def __dir__(self) -> list[str]:
        """Return the names that Tab lists."""
        return [
            "chart",
            "cite",
            "code",
            "columns",
            "lang",
            "python",
            "results",
            "schema",
            "session",
            "table",
            "tables",
            "views",
            "words",
        ]

    def __copy__(self) -> Self:
        return self.handed(self.lang, self.code, self.session)

    def __deepcopy__(self, memo: object) -> Self:
        return self.handed(self.lang, self.code, self.session)

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        """Refuse to be saved: its views are made by functions when they are asked for."""
        problem, remedy = "une réponse ne s'enregistre pas telle quelle", "enregistrer answer.table, ou answer.python()"
        raise InputError([Fault("answer", None, "", "", problem, remedy)])

    def __repr__(self) -> str:
        rows = len(self.table)
        table = self.table.head(HEAD).to_string(index=False, max_cols=8, max_colwidth=24)
        more = [f"[{rows} × {self.table.shape[1]}]"] if rows > HEAD or self.table.shape[1] > 8 else []
        return "\n".join([self.words, table, *more, f"chart: {', '.join(self.views)}"])

    def _ipython_display_(self) -> None:
        """Show the sentence (unless the chart has it as its title), then the chart, then the table."""
        from IPython.display import display

        with speaking(self.lang):
            for part in self._parts:
                display(part)

    @cached_property
    def _parts(self) -> list[Any]:
        from bts_sim.display.shown import Finding, Shown, title_of

        picture = self.chart()
        words = [] if title_of(picture) == self.words else [Finding(self.words)]
        table = [] if isinstance(picture, Shown) else [self._shown()]
        return [*words, picture, *table]

    def _shown(self) -> Any:
        """Return the table to read of the first view, or else the first one there is, or else the head of the table."""
        from bts_sim.display.shown import Shown

        first, *others = self.views
        own = [name for name in others if name == f"{first}_table"]
        read = (one for one in (self.views[name]() for name in (*own, *others)) if isinstance(one, Shown))
        # The numbers of every row go with its head.
        return next(read, None) or Shown(self.table.head(HEAD), self.table)


def _copied(tables: Mapping[str, pd.DataFrame], name: str) -> pd.DataFrame:
    return own_copy(tables[name])


def _no_view(argument: str, view: object, known: Sequence[str]) -> InputError:
    remedy = nearest(str(view), known) or f"l'une de celles-ci : {', '.join(known)}"
    return InputError([Fault(argument, None, "", str(view), "aucune vue de ce nom", remedy)])
