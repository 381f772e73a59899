"""Make the documents of a session from its grading: lists, convocations and relevés, as plain words."""
