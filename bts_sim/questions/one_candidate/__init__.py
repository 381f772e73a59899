"""One candidate under several regimes: decisions, what the orals must bring, what one mark changes."""
