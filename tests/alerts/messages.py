"""The room's own sample message and ways to spoil it, so that a clone without reference data tests the same."""

from datetime import UTC, datetime
from pathlib import Path

NOW = datetime(2026, 7, 18, 12, 40, tzinfo=UTC)
"""Two minutes after the sample was sent."""

SAMPLE = (Path(__file__).parent / "samples" / "rainstorm_red.xml").read_text("utf-8")


def spoiled(old: str, new: str, text: str = SAMPLE) -> bytes:
    """The sample with one piece replaced; fails loudly when the piece is not there."""
    assert old in text, old
    return text.replace(old, new, 1).encode()


POLYGON = "<polygon>31.62,114.95 31.62,115.05 31.72,115.05 31.72,114.95 31.62,114.95</polygon>"
CIRCLE = "<circle>31.64,114.87 3.5</circle>"
SCOPE = "<scope>Public</scope>"
TRIPLE = "新县气象台（演示）,41152341600000_20260718173000_0,2026-07-18T17:30:00+08:00"

REFUSED: dict[str, tuple[str, bytes]] = {
    # name: (code of the first reason, bytes)
    "empty file": ("empty", b""),
    "json": ("not_xml", b'{"identifier": "x"}'),
    "gzip": ("compressed", b"\x1f\x8b\x08rest"),
    "truncated": ("broken_xml", SAMPLE.encode()[:700]),
    "raw ampersand": ("broken_xml", spoiled("演示报文", "雨 & 风")),
    "doctype": ("doctype", spoiled("<alert ", '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><alert ')),
    "strange encoding": ("encoding", spoiled('encoding="UTF-8"', 'encoding="UTF-7"')),
    "no namespace": ("namespace", spoiled(' xmlns="urn:oasis:names:tc:emergency:cap:1.2"', "")),
    "wrong namespace": ("namespace", spoiled("cap:1.2", "cap:9.9")),
    "atom feed": ("feed", b'<feed xmlns="http://www.w3.org/2005/Atom"></feed>'),
    "html page": ("not_cap", b"<html></html>"),
    "no identifier": ("schema_order", spoiled("<identifier>41152341600000_20260718203800_0</identifier>", "")),
    "blank identifier": ("blank", spoiled("41152341600000_20260718203800_0", " ")),
    "sender twice": ("schema_order", spoiled("<sent>", "<sender>x</sender><sent>")),
    "status unknown": ("schema_value", spoiled("Actual", "Live")),
    "severity unknown": ("schema_value", spoiled("Extreme", "Critical")),
    "urgency empty": ("schema_value", spoiled("Immediate", "")),
    "sent in Z": ("schema_time", spoiled("20:38:00+08:00</sent>", "12:38:00Z</sent>")),
    "sent without offset": ("schema_time", spoiled("+08:00</sent>", "</sent>")),
    "unknown element": ("schema_unknown", spoiled("<category>", "<colour>red</colour><category>")),
    "no event": ("schema_order", spoiled("<event>暴雨</event>", "")),
    "no areaDesc": ("schema_order", spoiled("<areaDesc>新县沙窝镇一带</areaDesc>", "")),
    "attribute": ("schema_attribute", spoiled("<area>", '<area id="1">')),
    "text between": ("schema_text", spoiled("<area>", "stray<area>")),
    "expires before sent": ("expires_before_sent", spoiled("2026-07-19T02:38", "2026-07-18T14:38")),
    "polygon open": ("polygon_open", spoiled("31.72,114.95 31.62,114.95", "31.72,114.95 31.62,114.96")),
    "polygon of three": ("polygon_too_few", spoiled(POLYGON, "<polygon>31,114 31,115 31,114</polygon>")),
    "polygon flat": ("polygon_flat", spoiled(POLYGON, "<polygon>31,114 32,115 33,116 31,114</polygon>")),
    "axes swapped": ("axes_swapped", spoiled("31.62,114.95 31.62,115.05", "114.95,31.62 115.05,31.62")),
    "latitude off": ("latitude_range", spoiled("31.62,115.05", "97,115.05")),
    "longitude off": ("longitude_range", spoiled("31.62,115.05", "31.62,215.05")),
    "polygon words": ("polygon_malformed", spoiled("31.62,115.05", "nan,115.05")),
    "circle negative": ("circle_negative", spoiled("114.87 3.5", "114.87 -3.5")),
    "circle without radius": ("circle_malformed", spoiled(CIRCLE, "<circle>31.64,114.87</circle>")),
    "update without references": ("references_missing", spoiled(">Alert<", ">Update<")),
    "cancel without references": ("references_missing", spoiled(">Alert<", ">Cancel<")),
    "references malformed": ("references_malformed", spoiled(SCOPE, SCOPE + "<references>x</references>")),
    "restricted": ("restriction_missing", spoiled("Public", "Restricted")),
    "private": ("addresses_missing", spoiled("Public", "Private")),
}

MARKED: dict[str, tuple[str, bytes]] = {
    # name: (code of the first mark, bytes)
    "circle before polygon": ("order_tolerated", spoiled(POLYGON + "\n      " + CIRCLE, CIRCLE + POLYGON)),
    "blank area words": ("area_desc_blank", spoiled("新县沙窝镇一带", " ")),
    "bow tie": (
        "polygon_crossing",
        spoiled(POLYGON, "<polygon>31,114 32,115 31,115 32,114 31,114</polygon>"),
    ),
    "point circle": ("circle_zero", spoiled("114.87 3.5", "114.87 0")),
    "blank polygon": ("polygon_blank", spoiled(POLYGON, "<polygon></polygon>" + POLYGON)),
    "blank references": ("references_blank", spoiled(SCOPE, SCOPE + "<references/>")),
    "ended as sent": ("expires_at_sent", spoiled("2026-07-19T02:38:00", "2026-07-18T20:37:30")),
    "from the future": ("sent_in_future", spoiled("20:38:00+08:00</sent>", "22:38:00+08:00</sent>")),
    "comma in sender": ("identity_characters", spoiled("<sender>新县", "<sender>新 县")),
}

NOT_PUBLIC: dict[str, bytes] = {
    **{status: spoiled("Actual", status) for status in ("Test", "Exercise", "Draft", "System")},
    **{kind: spoiled(">Alert<", f">{kind}<") for kind in ("Ack", "Error")},
    "restricted": spoiled(SCOPE, "<scope>Restricted</scope><restriction>officers</restriction>"),
}


def cancel(text: str = SAMPLE, *, of: str = TRIPLE, kind: str = "Cancel") -> bytes:
    """A later message of the same sender that refers to an earlier one."""
    later = text.replace("20260718203800_0", "20260718233800_0").replace(
        "20:38:00+08:00</sent>", "23:38:00+08:00</sent>"
    )
    return spoiled(">Alert<", f">{kind}<", later.replace(SCOPE, f"{SCOPE}<references>{of}</references>"))
