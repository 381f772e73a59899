"""One case of the campaign: what is called, on which files, and what is known of the answer that is due."""

from __future__ import annotations

import base64
import json
import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

#: Where the results of a case go; the folder may hold results of an earlier run.
SORTIE = "resultats"


@dataclass(frozen=True)
class Case:
    """One call, drawn from `famille` and `graine` alone.

    `appel`: `bts-sim`, or the name of a reader (`appels.LECTEURS`). `fichiers`: bytes by path from the folder where the
    call is made. `code`: the exit code that is due, where it is known; `decisions`: the rows that are due then.
    `relire`: the answer is that of the oracle on its own reading of the files.
    """

    famille: str
    graine: int
    appel: str
    arguments: tuple[str, ...]
    fichiers: Mapping[str, bytes] = field(default_factory=dict)
    code: int | None = None
    decisions: list[dict[str, str]] | None = None
    relire: Mapping[str, Any] | None = None

    def as_json(self, **more: Any) -> str:
        """The case with its files, so that it can be played again when the mutations are no longer the same."""
        files = {nom: base64.b64encode(contenu).decode() for nom, contenu in self.fichiers.items()}
        # A word of the command line may hold half of a character: JSON has an escape for it.
        said = {**vars(self), "arguments": list(self.arguments), "fichiers": files, **more}
        return json.dumps(said, indent=1) + "\n"


@dataclass
class Verdict:
    """What came of a case: its exit code (None: it raised), whether an oracle compared it, what is wrong."""

    code: int | None
    compare: bool = False
    violations: list[str] = field(default_factory=list)


def relu(texte: str) -> Case:
    """The case that a file of `tools/fuzz.py` holds."""
    dit = json.loads(texte)
    fichiers = {nom: base64.b64decode(contenu) for nom, contenu in dit["fichiers"].items()}
    named_fields = {nom: dit[nom] for nom in ("famille", "graine", "appel", "code", "decisions", "relire")}
    return Case(**named_fields, arguments=tuple(dit["arguments"]), fichiers=fichiers)


def at_random(famille: str, graine: int) -> random.Random:
    """The luck of one case; the same on every machine."""
    return random.Random(f"{famille}:{graine}")


#: What is typed, pasted or sent where a word was expected.
HOSTILES = (
    *("", " ", "-", "--", "---", "-1", "0", "1", "2", "00", "1e3", "1_0", "0x10", "nan", "inf", "-inf", "1.5", "1,5"),
    *("2147483648", "4294967295", "4294967296", "9223372036854775808", "-9223372036854775809", "9" * 40, "9" * 5000),
    *("\0", "a\0b", "a\nb", "a\r\nb", "\t", "\x1b[31mrouge\x1b[0m", "\x1b]0;titre\x07", "\x7f", "\x9b31m", "\u202eabc"),
    *("\u200b", "\ufeff", "\udcff", "\ud800", "é", "e\u0301", "日本語", "😀", "𝟙", "٣", "％", "½", "х"),
    *("x" * 300, "x" * 5000, "é" * 200, "../x", "../../x", "/", ".", "..", "~", "~root", "C:\\x", "\\\\serveur\\x"),
    *("a/b", "a/b/", "CON", "nul", "x.", " x ", "x/../y", "file:///x", "http://127.0.0.1:1/", "-x", "--out", "--help"),
    *("%s", "%n", "{0}", "{}", "{{7*7}}", "$(x)", "`x`", ";x", "|x", "&x", "*", "?", "[", "<script>", "'", '"', "\\"),
    *(
        "@x",
        "=1+1",
        "#",
        "!",
        "None",
        "null",
        "true",
        "oui",
        "NaN",
        "[]",
        "{}",
        "[1",
        "{'a': 1}",
        "(" * 300,
        "1" + "0" * 400,
    ),
    *(
        "2024",
        "2020",
        "2021",
        "2026",
        "2027",
        "1900",
        "9999",
        "10000",
        "-2024",
        "2024-02-30",
        "2024-13-01",
        "0000-00-00",
    ),
    *("2024-06-20", "9999-12-31", "0001-01-01", "20/06/2024", "2024-6-2", "2024-06-20T00:00", "2024-06-20 25:00"),
)


def faute_de_frappe(mot: str, rng: random.Random) -> str:
    """A word with one letter missing, doubled, swapped, added or in the other case."""
    if not mot:
        return rng.choice(("x", " "))
    i = rng.randrange(len(mot))
    return rng.choice(
        (
            mot[:i] + mot[i + 1 :],
            mot[:i] + mot[i] + mot[i:],
            mot[:i] + mot[i + 1 : i + 2] + mot[i] + mot[i + 2 :],
            mot[:i] + rng.choice("aeéz_-. 0") + mot[i:],
            mot.swapcase(),
            f" {mot}",
            f"{mot} ",
        )
    )
