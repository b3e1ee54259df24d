"""Arithmetic of stock; no tables."""
