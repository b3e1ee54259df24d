"""One list out of the lists of several departments (名册合一).

Nouns: ``RiskList`` (a file a department sent), ``RiskEntry`` (its line), ``Exposure`` (a row of the one list),
``ListConflict`` (what an officer has to decide).

Rules: a line is known by identity number, else by phone, else by name, village and address; nobody is dropped for
being unknown; a ruling, once made, is followed by every later join of the same facts.
"""
