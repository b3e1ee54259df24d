"""Plans by optimisation: where reserve points go, which stores serve many requests, whom fire stations reach.

Nouns: ``Figure`` (a number of the county's own the plans use), ``PlanRun`` (a plan as it was answered).

Invariants: a plan is a proposal and moves nothing; it says whether it is proven best, what its figures were and why
each village or request gets what it gets. Rule: clauses S2-123, S5-079, S5-095, hazards_to_assessment §4.4.
"""
