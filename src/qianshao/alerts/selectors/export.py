"""A stored alert as a CAP 1.2 message (aligned with GB/T 35965, no claim of conformity)."""

from qianshao.alerts import hazards
from qianshao.alerts.cap.message import Alert as Message
from qianshao.alerts.cap.message import Area, Info, Pair, Reference
from qianshao.alerts.cap.shapes import Circle, Polygon
from qianshao.alerts.cap.writer import write
from qianshao.alerts.models import Alert, AlertArea
from qianshao.alerts.selectors.tables import hazards_at
from qianshao.alerts.states import AreaKind
from qianshao.geo.geojson import load

CODE_NAME = "CPEAS Geographic Code"


def cap_of(alert: Alert) -> bytes:
    """The message: as received where it came in as CAP, else written from the row."""
    return bytes(alert.raw) if alert.raw else write(message_of(alert))


def message_of(alert: Alert) -> Message:
    """The row as a CAP message."""
    references = tuple(Reference(one.sender, one.identifier, one.sent) for one in alert.references.all())
    return Message(
        identifier=alert.identifier,
        sender=alert.sender,
        sent=alert.sent,
        status="Exercise" if alert.is_drill else alert.status,
        msg_type=alert.msg_type,
        scope=alert.scope,
        references=references,
        infos=(_info(alert),),
    )


def _info(alert: Alert) -> Info:
    hazard = hazards_at(alert.received_at).get(alert.hazard)
    colour = hazards.colours().get(alert.colour)
    parameters = [Pair(hazards.IDENTIFIER_PARAMETER, alert.identifier)]
    if colour:
        parameters.insert(0, Pair(hazards.COLOUR_PARAMETER, colour.code))
    return Info(
        language="zh-CN",
        category=(hazard.category if hazard else "Other",),
        event=alert.event or (hazard.name if hazard else alert.headline),
        urgency="Past" if alert.msg_type == "Cancel" else "Immediate",
        severity=colour.severity if colour else "Unknown",
        certainty="Likely",
        event_codes=tuple(Pair("GB/T 35561", code) for code in (hazard.event_codes[:1] if hazard else ())),
        effective=alert.effective,
        onset=alert.onset,
        expires=alert.expires,
        sender_name=alert.sender_name,
        headline=alert.headline,
        description=alert.description,
        instruction=alert.instruction,
        parameters=tuple(parameters),
        areas=tuple(_area(row) for row in alert.areas.all()),
    )


def _area(row: AlertArea) -> Area:
    if row.kind == AreaKind.CODE:
        return Area(str(row), geocodes=(Pair(row.code_name or CODE_NAME, row.code),))
    if row.kind == AreaKind.CIRCLE:
        return Area(str(row), circles=(Circle((row.lon or 0.0, row.lat or 0.0), row.radius_km or 0.0),))
    shape = load(row.geometry or {})
    outlines = shape.geoms if shape.geom_type == "MultiPolygon" else [shape]
    return Area(str(row), polygons=tuple(Polygon(tuple(one.exterior.coords)) for one in outlines))
