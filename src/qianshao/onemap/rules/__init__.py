"""Arithmetic of the map: tiles, vector tiles, paper. No tables, no clock."""
