"""The demonstration county and its story, made only by calling the rooms' own verbs.

Nouns: *facts* (real divisions and county outline, with their notice), *layout* (made-up town areas, villages,
grids, streams), *cast* (made-up people), *story* (an alert from intake to the last person).

Invariants: nothing here is a real person or a real phone number; everything it writes is marked 演示数据; the
demonstration cannot reach a real channel; the same seed makes the same county on every machine.

Rule: issue "From a warning to the last person", section G.
"""
