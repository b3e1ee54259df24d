"""Rows on their way into the tables, for the bulk verbs and for the checks of files that come before them.

Nouns: a *row* says what shall be there; ``Known`` finds what it means among the records; ``fill`` puts it on one and
tells the old values; ``write_rows`` writes thousands in one statement.
"""
