"""Files: evidence that somebody was there and saw it. Photos, re-encoded, with when and where."""
