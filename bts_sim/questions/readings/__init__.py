"""What the texts say, and what they leave open."""
