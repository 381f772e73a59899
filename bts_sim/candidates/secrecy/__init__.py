"""Tables of real candidates that may be published: counts by group, small ones withheld."""
