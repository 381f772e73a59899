"""One candidate under several regimes: tables, the frontier of the orals, and the same as HTML for the atelier."""
