"""Core: the words every room speaks, with no tables of its own.

Nouns: clock, actor, scope, error, state transition, encrypted field, SQL fragment, permission action.
Invariants: there is one clock; a query over people or places runs only inside a scope or with a spoken
reason; a state moves only by compare-and-set; a personal number is stored encrypted or not at all.
"""
