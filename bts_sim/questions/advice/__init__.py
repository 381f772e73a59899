"""What a good choice of orals is worth, and who is out of reach."""
