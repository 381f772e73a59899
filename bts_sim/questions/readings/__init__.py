"""The rules of the texts, and the points that they leave open."""
