"""Decisions of the room, without tables."""
