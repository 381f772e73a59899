"""The rates of regimes at several sessions, under the law and the règlements of each."""
