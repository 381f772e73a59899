"""What a candidate keeps from one session to the next: a file of held marks in, rows for the file of marks out."""
