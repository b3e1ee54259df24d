"""Verbs of evacuation, one file each."""
