"""Decisions of the room. Pure."""
