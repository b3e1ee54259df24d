"""Hazards: dangers seen (险情) and patrols; the loop that closes hazards (隐患) comes on top of them.

Nouns: Sighting (险情: somebody saw water, a slope, a house, and says so), SightingAct (what an officer did about it),
KindSet (the dictionary of dangers, in versions), PatrolPoint (巡查点: a place somebody must look at), CheckIn (that
somebody did). Invariants:

* Only the kind is needed; whatever else is missing or wrong never stops a report (issue 3).
* A report that somebody is trapped stands first everywhere until an officer has dealt with it.
* Nothing reported disappears: duplicates are shown together, a mistake is marked as one, with officer and words.
* The phone's moment and ours are both kept; a check-in says how far from the point it was made, and is never refused
  for that.

Rule: 突发事件应对法 on reporting by citizens and units; 黄陂 "六有" station service 险情预警 and 日常巡查 (S2-047).
"""
