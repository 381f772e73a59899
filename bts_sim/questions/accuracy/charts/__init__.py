"""Charts of right decisions and of equal treatment."""
