"""One map of what every room knows, and the same data for other programs.

Nouns: a **source** is a table with many points drawn as vector tiles; a **layer** is what a room offers in its
``layers.py``; an **area** is drawn by hand and asked who and what is inside; a **collection** is a source or layer as
OGC API – Features calls it.

Invariants:

- Everything is filtered by the person's scope, in the areas where the source's own action is granted.
- No name, number or address of a person is in a tile, a collection, an export or a drawing.
- A tile carries a point for each pixel at most; zoomed out it carries counts.

Rule: docs/architecture.md, section 8.
"""
