"""Make tables of real candidates that may be published: counts by group, with small ones withheld."""
