"""What a simulated cohort looks like, beside what is published."""
