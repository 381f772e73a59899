"""Options under the words of the other doors: accepted, absent from the help and not offered on Tab."""

from __future__ import annotations

from typing import Any

import click
from click.core import ParameterSource

from bts_sim.errors import Fault, InputError
from bts_sim.one_word import aliases, same, twice

#: Place where a call keeps a value given under another word: name of the option → that word and the value.
KEPT = "bts_sim.other_words"


def with_other_words(command: click.Command) -> None:
    """Add to a command its options under the other words of the same meaning."""
    taken = {name for param in command.params for name in param.opts}
    for option in [one for one in command.params if isinstance(one, click.Option) and not one.hidden]:
        words = [f"--{alias.replace('_', '-')}" for name in _long(option) for alias in _aliases(option, name)]
        others = [word for word in dict.fromkeys(words) if word not in taken]
        taken |= set(others)
        if others:
            thing = _Thing(option)
            command.params += [thing.under(word) for word in others]


def _long(option: click.Option) -> list[str]:
    return [name for name in option.opts if name.startswith("--")]


def _aliases(option: click.Option, name: str) -> tuple[str, ...]:
    return aliases(name.removeprefix("--"), "options", file=isinstance(option.type, click.Path))


class _Thing:
    """An option under all its words: given once, or several times with one value."""

    def __init__(self, option: click.Option) -> None:
        self.option, self.word = option, max(_long(option), key=len)
        self.callback, option.callback = option.callback, self.settle

    def under(self, word: str) -> click.Option:
        """Return the same option under another word."""
        return click.Option(
            [word, f"{self.option.name}{word.replace('-', '_')}"],
            type=self.option.type,
            multiple=self.option.multiple,
            hidden=True,
            expose_value=False,
            # Processed before the option itself, which is then no longer missing.
            is_eager=True,
            callback=self.keep,
            shell_complete=lambda ctx, param, text: self.option.shell_complete(ctx, text),
        )

    def keep(self, ctx: click.Context, param: click.Parameter, value: Any) -> None:
        """Record for the option the value given under another word."""
        if value is None or value == ():
            return
        kept = ctx.meta.setdefault(KEPT, {})
        word, found = max(param.opts, key=len), value
        if self.option.name in kept:
            found = self._one(ctx, (word, value), kept[self.option.name])
        kept[self.option.name] = word, found
        ctx.default_map = {**(ctx.default_map or {}), str(self.option.name): found}

    def settle(self, ctx: click.Context, param: click.Parameter, value: Any) -> Any:
        """Return the value of the option, under whichever word it was given."""
        other = ctx.meta.get(KEPT, {}).get(self.option.name)
        if other and ctx.get_parameter_source(str(self.option.name)) is ParameterSource.COMMANDLINE:
            value = self._one(ctx, (self.word, value), other)
        return self._read(ctx, value)

    def _one(self, ctx: click.Context, one: tuple[str, Any], other: tuple[str, Any]) -> Any:
        """Return the single value of two words. An option with several own words takes all of their values."""
        if len(_long(self.option)) > 1:
            return (*other[1], *one[1])
        if not same(self._read(ctx, one[1]), self._read(ctx, other[1])):
            shown = [" ".join(map(str, v)) if isinstance(v, tuple) else str(v) for _, v in (one, other)]
            problem, remedy = twice(one[0], other[0], shown[1])
            raise InputError([Fault(one[0], None, "", shown[0], problem, remedy)])
        return one[1]

    def _read(self, ctx: click.Context, value: Any) -> Any:
        return self.callback(ctx, self.option, value) if self.callback else value
