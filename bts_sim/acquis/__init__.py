"""What a candidate keeps from one session to the next: a file of held marks in, rows for the file of marks out."""

from bts_sim.acquis.conserver import Conservation, conserver
from bts_sim.acquis.table import table_des_acquis

__all__ = ["Conservation", "conserver", "table_des_acquis"]
