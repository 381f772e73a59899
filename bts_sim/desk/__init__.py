"""The analyst's desk: a study of candidates under regimes, which answers each question in one line."""
