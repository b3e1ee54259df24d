"""An alert as CAP 1.2 bytes. Reading them back gives the same alert (round trip, tested)."""

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from lxml import etree

from qianshao.alerts.cap.message import Alert, Area, Info, Pair, Resource
from qianshao.alerts.cap.shapes import Circle, Polygon

NAMESPACE = "urn:oasis:names:tc:emergency:cap:1.2"
BEIJING = ZoneInfo("Asia/Shanghai")
_Content = tuple[str, str | Iterable[str]]


def write(alert: Alert) -> bytes:
    """UTF-8 XML, times in Beijing time with offset (CAP 1.2 §3.3.2), points as lat,lon (§1.5.1)."""
    root = etree.Element(_tag("alert"), nsmap={None: NAMESPACE})
    references = " ".join(f"{one.sender},{one.identifier},{time(one.sent)}" for one in alert.references)
    _fill(
        root,
        ("identifier", alert.identifier),
        ("sender", alert.sender),
        ("sent", time(alert.sent)),
        ("status", alert.status),
        ("msgType", alert.msg_type),
        ("source", alert.source),
        ("scope", alert.scope),
        ("restriction", alert.restriction),
        ("addresses", alert.addresses),
        ("code", alert.codes),
        ("note", alert.note),
        ("references", references),
        ("incidents", alert.incidents),
    )
    for info in alert.infos:
        _write_info(etree.SubElement(root, _tag("info")), info)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def time(moment: datetime | None) -> str:
    """A moment as CAP writes it: whole seconds and an explicit offset, never Z."""
    return "" if moment is None else moment.astimezone(BEIJING).isoformat(timespec="seconds")


def _write_info(node: etree._Element, info: Info) -> None:
    _fill(
        node,
        ("language", info.language),
        ("category", info.category),
        ("event", info.event),
        ("responseType", info.response_types),
        ("urgency", info.urgency),
        ("severity", info.severity),
        ("certainty", info.certainty),
        ("audience", info.audience),
    )
    _write_pairs(node, "eventCode", info.event_codes)
    _fill(
        node,
        ("effective", time(info.effective)),
        ("onset", time(info.onset)),
        ("expires", time(info.expires)),
        ("senderName", info.sender_name),
        ("headline", info.headline),
        ("description", info.description),
        ("instruction", info.instruction),
        ("web", info.web),
        ("contact", info.contact),
    )
    _write_pairs(node, "parameter", info.parameters)
    for resource in info.resources:
        _write_resource(etree.SubElement(node, _tag("resource")), resource)
    for area in info.areas:
        _write_area(etree.SubElement(node, _tag("area")), area)


def _write_resource(node: etree._Element, resource: Resource) -> None:
    _fill(
        node,
        ("resourceDesc", (resource.description,)),
        ("mimeType", (resource.mime_type,)),
        ("size", "" if resource.size is None else str(resource.size)),
        ("uri", resource.uri),
        ("digest", resource.digest),
    )


def _write_area(node: etree._Element, area: Area) -> None:
    _fill(
        node,
        ("areaDesc", (area.description,)),
        ("polygon", [polygon_text(one) for one in area.polygons]),
        ("circle", [circle_text(one) for one in area.circles]),
    )
    _write_pairs(node, "geocode", area.geocodes)
    _fill(node, ("altitude", area.altitude), ("ceiling", area.ceiling))


def polygon_text(polygon: Polygon) -> str:
    """The points as "lat,lon lat,lon …"."""
    return " ".join(f"{lat!r},{lon!r}" for lon, lat in polygon.points)


def circle_text(circle: Circle) -> str:
    """The circle as "lat,lon radius"."""
    lon, lat = circle.centre
    return f"{lat!r},{lon!r} {circle.radius_km!r}"


def _write_pairs(node: etree._Element, name: str, pairs: Iterable[Pair]) -> None:
    for pair in pairs:
        _fill(etree.SubElement(node, _tag(name)), ("valueName", (pair.name,)), ("value", (pair.value,)))


def _fill(node: etree._Element, *contents: _Content) -> None:
    """One child per value. A plain empty string means "not there"; a tuple is written even when blank."""
    for name, value in contents:
        values = ([value] if value else []) if isinstance(value, str) else value
        for one in values:
            etree.SubElement(node, _tag(name)).text = one


def _tag(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"
