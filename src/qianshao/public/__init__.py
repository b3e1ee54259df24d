"""What everybody may read without a login: shelters, warnings, teams, whom to call; and posters that lead there.

Nouns: duty line, refuge (a shelter as strangers see it), notice (an alert as strangers see it), poster.
Invariants: nothing here names a person, shows a person's number or address, or depends on who asks.
Rule: pages are drawn once and handed to all; a drawn page is never older than a few seconds while the database
answers, and is still served, with its age, while it does not.
"""
