"""Real candidates: their files, the checks of these files, the decisions on them and the documents for them."""
