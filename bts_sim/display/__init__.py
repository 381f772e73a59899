"""The display: the theme, labels, numbers and rendering that all questions share."""
