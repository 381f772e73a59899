"""Whether the orals fit in their days, how many juries they take and what they cost."""
