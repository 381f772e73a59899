"""Several sessions: diplomas gained, or only brought forward."""
