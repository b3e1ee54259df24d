"""Patrols and inspections of places (巡查检查): planned, drawn by chance, or unannounced.

Nouns: Plan (places of a class are visited every so often, by whom), Visit (one place, once: due, started, done or
missed; with what was found), Answer (合格, 不合格 or 不适用 for one check item), Signature (who signed or would not),
Draw (places and inspectors by chance, from a recorded seed; or named by its maker: 四不两直), Inspector (the list
inspectors are drawn from), Interest (why one of them must not go somewhere). Invariants:

* A drawn visit is sealed until it is started: nobody but its maker, and its inspectors once told, can learn of it.
* A visit says how its inspector proved to be there, also when nothing proves it.
* Every 不合格 is a hazard in the ledger, once; a record that is finished is never changed.
* What was not visited in time stays on the list as missed, with a reason; done later it is done late.

Rule: 国办发〔2015〕20号 (四不两直); 行政处罚法 art. 42 (two officers); 安全生产法 art. 68 (signatures, refusal).
"""
