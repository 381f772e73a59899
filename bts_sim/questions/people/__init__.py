"""A simulated cohort compared with published figures."""
