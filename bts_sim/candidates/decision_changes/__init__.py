"""Compare two gradings: whose decision changed, and which mark or text changed it.

`tables` compares the decisions of `bts-sim grade`. `traces` reads its explanations. `facts` lists the differences
between two explanations. `again` decides again with only some of the differences. `causes` finds the differences that
suffice.
"""
