"""Solve the levels that advice on orals starts from, session by session: python tools/oral_levels.py."""

from __future__ import annotations

from pathlib import Path

from bts_sim.cohort.expected_orals import SESSIONS, calibrated_levels

HEAD = """\
# Niveaux des deux domaines dans la cohorte par défaut de chaque session, une fois calée (points sur 20), d'où partent
# les notes attendues aux oraux d'un candidat réel (docs/model.md, § 4). Écrit par tools/oral_levels.py.
"""


def main() -> None:
    """Write the levels of every session."""
    lines = [
        f"{session}: {{general: {general:.6f}, professionnel: {professional:.6f}}}\n"
        for session, (general, professional) in ((one, calibrated_levels(one)) for one in SESSIONS)
    ]
    path = Path(__file__).parent.parent / "bts_sim" / "cohort" / "oral_levels.yaml"
    path.write_text(HEAD + "".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
