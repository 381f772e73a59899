"""What everything shown shares: theme, labels, numbers, rendering. No question is known here."""
