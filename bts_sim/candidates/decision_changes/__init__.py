"""Two gradings side by side: whose decision changed, and by which mark or text.

`tables` compares what `bts-sim grade` decided; `traces` reads what it explained; `facts` says what differs between two
traces; `again` decides again with only some of the differences; `causes` says which of them suffice.
"""
