"""The JSON schema of every file that a command reads or writes, and of every answer of `--json`.

Each is drawn from what the code that reads or writes it declares; nothing is said here a second time but which command
has what.
"""

from bts_sim.cli.schemas.answers import LISTED as LISTED
from bts_sim.cli.schemas.files import SCHEMAS as SCHEMAS
