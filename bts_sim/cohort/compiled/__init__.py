"""A second, compiled statement of the default rules, equal to the first to the bit, for questions that draw a lot.

It is used only where `gate.takes` says yes, and needs numba (`bts-sim[rapide]`), which nothing else imports.
"""
