"""The question of whether decisions are right, and whether groups are treated equally."""
