"""叫应: reach everyone who must know, and prove it.

Nouns: a ``Ladder`` says how people are called, step by step, down to a knock on the door. A ``CallOut`` calls
one list of people for one cause; a ``Case`` is one of them, person or household; a ``Contact`` is the phone book
as it was at the start; an ``Answer`` is what came back; a ``DoorTask`` is somebody's walk to a door.

Invariants:

* One answer never stops another's calls.
* A person's case ends only as answered, reached (in person, with proof) or excused (named officer, reason); a
  household's only as confirmed or excused. ``moved`` is no end: the superseding call-out carries the case on.
* The first answer counts, later ones are kept. A stand-in's answer covers the post and ends nothing.
* An open case of a running call-out is due at some moment or has an open door task. Nobody is forgotten.
* At most one message per (case, round, step, try). None after an answer, an end of validity, a cancel.
* A ladder is copied into the call-out when it starts; later edits change nothing that runs.

Rule: 中办国办《关于进一步提升基层应急管理能力的意见》 (预警"叫应" 到户到人); the minutes are county-editable data
with their sources in ``data/ladders.json``.
"""
