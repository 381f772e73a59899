"""The JSON schema of every file that a command reads or writes, and of every `--json` answer.

Each schema comes from the declarations of the code that reads or writes the file. This package adds only which command
has which file.
"""

from bts_sim.cli.schemas.answers import LISTED as LISTED
from bts_sim.cli.schemas.files import SCHEMAS as SCHEMAS
