"""Shapes of the API of evidence."""

from uuid import UUID

from ninja import Schema


class UploadOut(Schema):
    """How far a file has come: send on from ``offset``. States: awaited, coming, arrived, kept, refused, erased."""

    id: UUID
    offset: int
    length: int
    state: str
    why: str = ""
