"""A cohort of as many specialties as are wanted, for the package of today and for that of the commit compared with."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import cycle, islice
from typing import Any

#: The specialties that the commit compared with has by default, and the percent of its candidates in each. Those beyond
#: are copies of these under other codes.
SHIPPED = {
    "SN-IR": 16.96,
    "MCO": 13.1,
    "CG": 11.82,
    "NDRC": 9.85,
    "GPME": 8.98,
    "SAM": 7.71,
    "CI": 7.64,
    "MS-A": 5.7,
    "FED": 5.11,
    "SIO-SISR": 3.68,
    "SIO-SLAM": 3.68,
    "GTLA": 1.78,
    "ASSURANCE": 1.39,
    "MOS": 0.96,
    "ME": 0.87,
    "MS-B": 0.77,
}


def of_specialties(cohort: Any, wanted: int) -> Any:
    """Return a cohort of `SHIPPED`, copied until there are `wanted`; copies share the candidates."""
    copied = list(islice(cycle(SHIPPED), wanted))
    times = Counter(copied)
    names = [code if k < len(SHIPPED) else f"{code}-{k // len(SHIPPED)}" for k, code in enumerate(copied)]
    every = cohort.bareme.reglements
    copies = {name: replace(every[code], specialite=name) for name, code in zip(names, copied, strict=True)}
    shares = {name: SHIPPED[code] / 100 / times[code] for name, code in zip(names, copied, strict=True)}
    return replace(cohort, bareme=replace(cohort.bareme, reglements={**every, **copies}), specialites=shares)
