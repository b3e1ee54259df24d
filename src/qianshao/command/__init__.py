"""Command (指挥): what the platform does by itself because something happened, in one table a bureau can read.

Nouns: ``Reaction`` (one rule applied to one journal entry, once), ``Suggestion`` (what a person is asked to decide:
a proposed evacuation, an all-clear, a reminder), ``ProposalSheet`` (the county's table: which danger zones are
proposed at which colour; versioned).

Invariants:

* A reaction runs exactly once for each entry: what it does and that it was done are one commit.
* A failing reaction is tried again and shown; it blocks neither other reactions nor other entries.
* The platform proposes, a person orders: it never orders people to leave and never gives an all-clear.
* What a drill caused is a drill.

Rule: 突发事件应对法 on who may order a transfer; 临灾避险 practice of "whoever is warned is also proposed to leave".
"""
