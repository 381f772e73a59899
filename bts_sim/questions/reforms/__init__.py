"""The effect of each value of the law, the change that a target requires, and the cost of wrong rules."""
