"""Engine: the ticker. Sweeps over due rows, in rounds, by one process on SQLite and several on PostgreSQL.

Nouns: sweep, round, heartbeat. Invariants: a sweep that fails does not stop the others and is tried again; a
round writes a heartbeat only when every sweep ran; waiting uses an Event and the monotonic clock, so jumps of the
wall clock do not matter (architecture §4, reliability T33).
"""
