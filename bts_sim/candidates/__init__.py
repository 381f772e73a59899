"""Real candidates: their files, the checks of these, what is decided and what is handed out."""
