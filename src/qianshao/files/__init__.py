"""Files: evidence that somebody was there and saw it. Photos, re-encoded, with when and where.

Nouns: Evidence (one photo, known by the UUID the phone gave it; a command may name it before its bytes arrive),
EvidencePart (a piece that arrived). Invariants: nothing that a sender wrote is ever served as it came: a picture is
decoded and encoded anew by a child process with little memory, without any metadata; what was in it and matters (the
moment, the place) stands in columns. Every byte on disk is sealed under a key of its own row, so that forgetting the
key forgets the photo (personal data that must go, PIPL Art. 47). No address leads to the folder.
"""
