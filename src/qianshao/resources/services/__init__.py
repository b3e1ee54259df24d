"""Verbs on supplies."""
