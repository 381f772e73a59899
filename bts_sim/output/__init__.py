"""What people see: tables, charts, pages and reports, made from tables and never from the jury."""

import sys

# jsonschema, behind altair and nbformat, compiles at import a grammar of internationalised addresses: four fifths of
# the time that `import altair` takes, for a format that none of their schemas has. Named absent, it is left out.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
