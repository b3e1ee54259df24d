"""CAP 1.1 and 1.2 in and out, without Django: bytes go in, a verdict with lines and reasons comes out.

``reader`` makes a safe tree of bytes, ``grammar`` and ``schema`` hold the format, ``repairs`` the few faults
of real agencies we tolerate, ``message`` the frozen objects, ``semantics`` what a schema cannot say,
``signature`` the enveloped XML signature, ``verdict`` puts them together, ``writer`` goes the other way.
The line between tolerated and refused is drawn in docs/decisions/0020-cap-tolerance.md.
"""
