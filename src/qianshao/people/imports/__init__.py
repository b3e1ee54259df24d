"""Files of people, households and areas: what they contain and what is checked (the reader is ``core.sheets``)."""
