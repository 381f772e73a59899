"""Several sessions: diplomas gained for good, or only brought forward."""
