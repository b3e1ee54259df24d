"""Excel and csv, in and out: read safely, checked row by row in words, given back, written as lists.

Nouns: ``Table`` (headings and lines of text), ``Sheet`` and ``Column`` (what one kind of file contains), ``Finding``
(what is wrong with a line), ``Checked`` (the good rows and the findings), ``Listing`` (a list to be written).

Rule: reliability T18 (archive checked before reading, caps, dry run, one transaction), ux.md §11.
"""
