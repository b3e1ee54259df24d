"""Geometry, cells and areas without a GIS server.

Nouns: *cell* (52-bit Morton number of a point), *cover* (ranges of cells for an area), *finding*
(what is wrong with an area), *boundary feature* (one area of a GeoJSON file), *partition* (an area
divided among seats).

Invariants:

- Stored coordinates are WGS-84 longitude/latitude; CGCS2000 is the same for our purpose (they differ
  by centimetres) and only keeps its tag; GCJ-02 is converted where it enters and tagged.
- A point on the boundary of a warned area is warned (``intersects``, never ``contains``).
- A cover never misses a point of its area: inside ranges hold only points of the area, every other
  point of the area lies in an edge range and is tested exactly.
- Nothing here has a default area: an empty area selects nobody and is a finding.

Rule: docs/architecture.md, section 8 (measured against PostGIS, SpatiaLite and H3).
"""
