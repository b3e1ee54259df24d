"""Divisions (区划): the tree of areas: province, city, county, township, village, grid.

Nouns: division, path, code. Invariants: ``path`` is the parent's path and four digits, so an area's subtree is a
half-open range of one index; official 12-digit codes are attributes with dates, not keys; a functional zone
(开发区, 林场) is an ordinary node whose level need not match its place in the tree (architecture §6).
"""
