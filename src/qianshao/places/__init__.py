"""Places (安置点): where people go when they must leave home, and whether they may go there.

Nouns: ``Shelter`` (应急避难场所, in use 安置点), ``ShelterClass`` (a row of the grading: level, duration, function,
and the county's own figures), ``FacilityItem`` (a line of the checklist), ``Inspection`` (检查), ``ShelterNeed``
(缺什么: water, food, medicine …), ``ShelterBatch`` (one imported file), ``Plan`` (who goes where: ``rules.assign``).

Invariants:

* A shelter is standing by, open, full (停止接收) or closed; every change names who, when and why.
* No plan sends anybody into a shelter that is unsafe for what threatens them, closed, or full; families stay whole.
* Figures of the standards that could not be verified are the county's own, marked so, and never called a standard.
* The keeper's name and phone are sealed; pages show them masked.

Rule: GB/T 44013-2024 (grading), GB/T 33744-2025 (upkeep), GB/T 45290-2025 (villages); clauses S2-105, S2-108, S3-061,
S5-093; warning_to_command §3.5, hazards_to_assessment §5.
"""
