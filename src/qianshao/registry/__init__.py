"""The register: everything a commander may need is written down once, kept true and found again.

Nouns: *kind* (what sort of thing, with the fields it declares), *record* (one thing or group: a team, a store, a
vehicle, a reservoir), *line* (a member, certificate, insurance, piece of kit or contract of a record), *change
request* (asked from below, decided above), *revision* (what one change changed).

Invariants:

- A record has no field its kind does not declare; personal fields are sealed, and stand in no revision, journal
  entry, search text or public answer.
- Every change of a record raises its version by one and leaves one revision with that version. Revisions are never
  changed or removed (triggers on both databases).
- A record whose next check has passed fades: it is still found, and says so. The journal says it once.
- ``code`` is never given to another record; it stands on a label on a wall.

Rule: county ledgers of teams, equipment, stores, shelters and signs (docs/glossary.md); what is no national rule is a
county's own default, marked so in data/kinds.toml.
"""
