"""Enforcement (互联网+执法): one case from the first check to its end, with officers, clocks, papers and evidence.

Nouns: Case (执法案件), CaseAct (what was done, by which officers), CaseClock (until when the law wants it),
EvidenceItem (a photo in the case's chain), Officer (执法人员, with certificate), Delegation (赋权: which township may
punish what, from when to when), Template and Document (文书, with a number that has no gaps). Invariants:

* Two officers at least, each with a certificate valid on that day, stand under every record.
* Who proposes a punishment does not approve it, and who asks for a case to be filed does not file it.
* A township punishes only what has been delegated to it, on that day; otherwise it checks, orders, hands over.
* No punishment without evidence. Acts, evidence and documents are never changed or removed.

Rule: 行政处罚法 42, 54 to 61, 24, 85; 安全生产法 65, 68, 78 (hazards_to_assessment.md §1.8).
"""
