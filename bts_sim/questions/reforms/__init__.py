"""What each value of the law does, what a target asks of it, and what wrong rules cost."""
