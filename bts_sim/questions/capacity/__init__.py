"""The capacity for orals: whether they fit in the days available, how many juries they need, what they cost."""
