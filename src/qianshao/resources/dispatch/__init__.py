"""Dispatch (调拨): goods leave one store, travel, and arrive; the goods of others are used and given back (征用).

Nouns: ``Move`` (调拨单), ``MoveLine`` (what was asked and approved), ``Pick`` (so many out of one batch, and what
became of them), ``DispatchRules`` (the county's hours and factors, versioned), ``Requisition`` (征用).

Invariants:

* Nobody approves their own request. A verbal order starts at once; its paper is filed by another within the county's
  hours, and the sweep says so when it is late.
* Goods are in one place: in a store's batch, in the transit batch of the move, or in the batch at the site. Every
  step is one transaction of entries that add up to nothing; only counting, using up and losing change the total, each
  with a reason.
* A move is closed when nothing of it is on the road or lent out any more.

Rule: clauses S4-054, S5-097, S2-129; 突发事件应对法 (requisition, return, compensation); hazards_to_assessment §4.4.
"""
