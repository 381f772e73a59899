"""The reform laboratory: every value of the law to move, what each move does, and the reform to take away."""
