"""The evacuation on paper and in Excel: door lists and shelter registers that need no power, and the way back.

Nouns: a **sheet** is a page of at most fifteen households with a QR of each one's short code; a **paper entry** is
what a clerk types from it later: made when it was written, received now, based only on what was known when written.
"""
