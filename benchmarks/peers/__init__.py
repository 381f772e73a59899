"""One file per peer: the same decisions, as a user of that tool writes them.

Each has `prepare(case, exact)`, outside the clock, which lays the marks out as the tool likes them (`exact`: whole
hundredths; else floating points, the usual form); `decide(table)`, inside the clock; and `size(table)`, in bytes.
"""
