"""What reforms show, in words: labels, sentences and named results."""
