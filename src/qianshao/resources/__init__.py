"""Resources (物资): what lies in which store, what is missing, what it costs, where it should lie.

Nouns: ``Item`` (品种), ``Batch`` (批次: goods of one item, lot and date in one store, or on one vehicle), ``Entry``
(流水: one change of a batch's stock, never altered), ``Minimum`` (最低储备), ``Policy`` (the county's figures),
``Refill`` (损耗补充), ``StockTake`` (盘点), ``Reserve`` (协议、产能、企业和家庭储备), ``BudgetLine`` (经费),
``BondProject`` (国债装备), ``MatchingVersion`` (配套比例), ``Figure`` and ``PlanRun`` (规划).

Invariants:

* A batch's ``stock`` equals the sum of its entries and is never below zero; entries are written once.
* Goods are in one store or on one move, never in two places: every transfer takes out as much as it puts in.
* A count that differs says why; where the county asks for two persons, the second is another person.
* A minimum, a shelf life or a test interval that has no checked source is the county's own, and says so.
* What is paid was executed; a project keeps the matching rate of the day it was approved.
* A plan is a proposal: it moves nothing, and says whether it is proven best.

Quantities are whole units of the item (顶, 米, 千克). A store is a record of the registry (group ``store``), held
here by its id with its name and area copied.

Rule: Emergency Response Law art. 45–46, clauses S1-011, S2-123–S2-127, S4-011, S5-094–S5-097;
hazards_to_assessment §4.
"""
