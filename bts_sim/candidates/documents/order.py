"""Sort a session for publication: by specialty, then by candidate number.

No text that was read fixes the order of a posted list. Numbers are compared as people read them: 9 before 10.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from bts_sim.candidates.grade import Grading
from bts_sim.cohort.group import Groupe
from bts_sim.droit.deliberation import Decided

DIGITS = re.compile("([0-9]+)")


def in_order_of_specialty(grading: Grading) -> Iterator[Grading]:
    """Yield the grading of each specialty alone, its table of candidates in the order of publication.

    The arrays of a deliberation keep their order: only `groupe.candidats` gives the place of each candidate.
    """
    by_name = sorted(grading.deliberations.items(), key=lambda one: (name_key(_name(one[1])), one[0]))
    for code, d in by_name:
        yield _published(grading, code, d)


def _name(d: Decided[Groupe]) -> str:
    return d.groupe.reglement.nom


def _published(grading: Grading, code: str, d: Decided[Groupe]) -> Grading:
    candidats = grading.dossiers.candidats.iloc[d.groupe.candidats]
    keys = [number_key(name) for name in candidats["candidat"].astype(object)]
    order = sorted(range(len(keys)), key=keys.__getitem__)
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order))
    numbered = d.numbered(rank)
    dossiers = replace(grading.dossiers, candidats=candidats.iloc[order], groupes={code: numbered.groupe})
    return replace(grading, dossiers=dossiers, deliberations={code: numbered})


def number_key(numero: str) -> tuple[tuple[tuple[int, str], ...], str]:
    """Return the sort key of a number: runs of digits by their value, the rest by its letters."""
    parts = DIGITS.split(numero)
    # Comparing length, then digits, orders whole numbers of any size without converting them.
    runs = ((len(digits), digits) for digits in (part.lstrip("0") for part in parts[1::2]))
    words = ((0, word) for word in parts[0::2])
    mixed = [next(words)]
    for run, word in zip(runs, words, strict=True):
        mixed += [run, word]
    return tuple(mixed), numero


def name_key(nom: str) -> str:
    """Return the sort key of a name: without accents or capitals."""
    decomposed = unicodedata.normalize("NFKD", nom.casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))
