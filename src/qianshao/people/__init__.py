"""People (人和户): who is responsible for whom, and who lives where.

Nouns: ``Post`` (岗位, a code of the role dictionary), ``Person`` (责任人), ``Assignment`` (任职: a person holds a
post in an area from a day to a day, as A or as stand-in B), ``Household`` (住户) with ``Member``s and ``Need``s,
``DangerZone`` (危险区), ``Batch`` (one imported file).

Invariants:

* The chain county → township → village → grid → household follows ``division_path``; nobody stores a superior.
* A superior is the next holder of a leading post up the chain, never the person itself.
* A person appears once among recipients, under the highest post; a stand-in is called in person only where the
  post has no A.
* Phone and identity numbers are sealed in the database, found by keyed hash, masked on every screen.
* An import writes everything or nothing, and can be taken back as long as nobody changed its rows since.

Rule: the role dictionary of the five public documents (clauses table 4), 县包乡·乡包村·村包组·干部包户
(warning_to_command §3.1), household card 地质灾害防灾避险明白卡 (§3.3).
"""
