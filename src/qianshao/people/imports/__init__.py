"""Files in: read safely, checked row by row in words, written whole, taken back whole.

Nouns: ``Table`` (headings and lines of text), ``Sheet`` (what one kind of file contains), ``Finding`` (what is
wrong with a line), ``Checked`` (the good rows and the findings).

Rule: reliability T18 (archive checked before reading, caps, dry run, one transaction), ux.md §11.
"""
