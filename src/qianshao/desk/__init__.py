"""Desk: the duty officer's pages (指挥台, 叫应看板, channels, journal) and the wall's read-only twins.

Nouns: board (one call-out as seen now), drill-down (a query string that narrows it), feed (the journal as
sentences). Invariants: pages only read selectors and call services of lower rooms; every number on a page has
the moment it was true; a full phone number appears only after a journaled reveal. Owns no tables.
"""
