"""Verbs of 叫应, one file each."""
