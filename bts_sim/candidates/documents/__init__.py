"""What a session has to hand out, from what was graded: lists, convocations and relevés, as plain words."""
