"""How fast decisions could be: the law tabulated by itself, a byte per mark. Measured and proved, used by nothing.

Nothing that a user waits for is made of decisions alone (docs/decisions.md, D43), so the package decides by its rules.
"""
