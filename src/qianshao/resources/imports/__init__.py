"""Files of stock: what they contain and what is checked (the reader is ``core.sheets``)."""
