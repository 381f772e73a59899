"""The abilities of real candidates, drawn given their marks."""
