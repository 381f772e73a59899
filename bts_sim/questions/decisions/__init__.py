"""Who gets the diploma, among real candidates."""
