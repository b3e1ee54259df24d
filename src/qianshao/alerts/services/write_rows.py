"""The rows under an alert: its area pieces and references."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from qianshao.alerts.cap.message import Area
from qianshao.alerts.models import Alert, AlertArea, AlertReference
from qianshao.alerts.states import AreaKind


@dataclass(frozen=True)
class Piece:
    """One piece of an area: a drawing or polygon (GeoJSON, lon-lat), a circle, or a code."""

    kind: str
    description: str = ""
    geometry: dict[str, Any] | None = None
    lon: float | None = None
    lat: float | None = None
    radius_km: float | None = None
    code_name: str = ""
    code: str = ""


def pieces_of(areas: Iterable[Area]) -> list[Piece]:
    """A CAP message's areas as pieces; the same piece in two languages counts once."""
    found: dict[object, Piece] = {}
    for area in areas:
        words = area.description[:300]
        for polygon in area.polygons:
            ring = [list(point) for point in polygon.points]
            geometry = {"type": "Polygon", "coordinates": [ring]}
            found.setdefault(polygon, Piece(AreaKind.POLYGON, words, geometry=geometry))
        for circle in area.circles:
            lon, lat = circle.centre
            found.setdefault(circle, Piece(AreaKind.CIRCLE, words, lon=lon, lat=lat, radius_km=circle.radius_km))
        for pair in area.geocodes:
            if pair.value:
                piece = Piece(AreaKind.CODE, words, code_name=pair.name[:60], code=pair.value[:60])
                found.setdefault((pair.name, pair.value), piece)
    return list(found.values())


def write_pieces(alert: Alert, pieces: Iterable[Piece]) -> None:
    """Replace the alert's pieces."""
    AlertArea.objects.filter(alert=alert).delete()
    AlertArea.objects.bulk_create(
        AlertArea(alert=alert, order=order, **vars(piece)) for order, piece in enumerate(pieces)
    )


def write_references(alert: Alert, named: Iterable[tuple[str, str, datetime]]) -> None:
    """Link the alert to the earlier ones it names, where they are known here."""
    for sender, identifier, sent in dict.fromkeys(named):
        target = (
            Alert.objects.unscoped("an alert is named by its three fields, whoever reads it")
            .filter(identifier=identifier, sender=sender, division_path=alert.division_path)
            .exclude(pk=alert.pk)
            .order_by("-id")
        )
        AlertReference.objects.create(
            alert=alert, sender=sender[:255], identifier=identifier[:255], sent=sent, target=target.first()
        )
