"""The elements of CAP 1.1 and 1.2 as a table, written from the text of the standard.

``[C]`` OASIS CAP-V1.2 (1 July 2010) §3.2 and CAP-V1.1 (October 2005) §3.2. The table is the only source:
``schema`` compiles it, ``repairs`` sorts by it, ``writer`` writes in its order.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

STATUSES = ("Actual", "Exercise", "System", "Test", "Draft")
MESSAGE_TYPES = ("Alert", "Update", "Cancel", "Ack", "Error")
SCOPES = ("Public", "Restricted", "Private")
CATEGORIES = (
    "Geo", "Met", "Safety", "Security", "Rescue", "Fire",
    "Health", "Env", "Transport", "Infra", "CBRNE", "Other",
)  # fmt: skip
RESPONSES_11 = ("Shelter", "Evacuate", "Prepare", "Execute", "Monitor", "Assess", "None")
RESPONSES_12 = ("Shelter", "Evacuate", "Prepare", "Execute", "Avoid", "Monitor", "Assess", "AllClear", "None")
URGENCIES = ("Immediate", "Expected", "Future", "Past", "Unknown")
SEVERITIES = ("Extreme", "Severe", "Moderate", "Minor", "Unknown")
CERTAINTIES = ("Observed", "Likely", "Possible", "Unlikely", "Unknown")

SIGNATURE_NAMESPACE = "http://www.w3.org/2000/09/xmldsig#"


@dataclass(frozen=True)
class Element:
    """One element: its name, how often it may stand, and either a simple type, listed values or children."""

    name: str
    least: int = 0
    most: int | None = 1
    kind: str = "string"
    values: tuple[str, ...] = ()
    children: "tuple[Element, ...]" = ()


def _pair(name: str) -> Element:
    return Element(name, 0, None, children=(Element("valueName", 1), Element("value", 1)))


def _info(version: str) -> Element:
    v12 = version == "1.2"
    time = "offsetTime" if v12 else "dateTime"
    height = "decimal" if v12 else "string"
    resource = (
        Element("resourceDesc", 1),
        Element("mimeType", 1 if v12 else 0),
        Element("size", kind="integer"),
        Element("uri", kind="anyURI"),
        Element("derefUri"),
        Element("digest"),
    )
    area = (
        Element("areaDesc", 1),
        Element("polygon", 0, None),
        Element("circle", 0, None),
        _pair("geocode"),
        Element("altitude", kind=height),
        Element("ceiling", kind=height),
    )
    children = (
        Element("language", kind="language"),
        Element("category", 1, None, values=CATEGORIES),
        Element("event", 1),
        Element("responseType", 0, None, values=RESPONSES_12 if v12 else RESPONSES_11),
        Element("urgency", 1, values=URGENCIES),
        Element("severity", 1, values=SEVERITIES),
        Element("certainty", 1, values=CERTAINTIES),
        Element("audience"),
        _pair("eventCode"),
        Element("effective", kind=time),
        Element("onset", kind=time),
        Element("expires", kind=time),
        Element("senderName"),
        Element("headline"),
        Element("description"),
        Element("instruction"),
        Element("web", kind="anyURI"),
        Element("contact"),
        _pair("parameter"),
        Element("resource", 0, None, children=resource),
        Element("area", 0, None, children=area),
    )
    return Element("info", 0, None, children=children)


def _alert(version: str) -> Element:
    children = (
        Element("identifier", 1),
        Element("sender", 1),
        Element("sent", 1, kind="offsetTime" if version == "1.2" else "dateTime"),
        Element("status", 1, values=STATUSES),
        Element("msgType", 1, values=MESSAGE_TYPES),
        Element("source"),
        Element("scope", 1, values=SCOPES),
        Element("restriction"),
        Element("addresses"),
        Element("code", 0, None),
        Element("note"),
        Element("references"),
        Element("incidents"),
        _info(version),
    )
    return Element("alert", 1, children=children)


ALERT: Mapping[str, Element] = MappingProxyType({"1.1": _alert("1.1"), "1.2": _alert("1.2")})
"""The grammar by version."""


def element(version: str, *names: str) -> Element:
    """The element at a path below ``alert``, e.g. ``element("1.2", "info", "area")``."""
    found = ALERT[version]
    for name in names:
        found = next(child for child in found.children if child.name == name)
    return found


def order(version: str, *names: str) -> Mapping[str, int]:
    """The place of each child of that element in the standard's order."""
    return {child.name: place for place, child in enumerate(element(version, *names).children)}


def known_names(version: str) -> frozenset[str]:
    """Every element name of that version."""
    names: set[str] = set()
    todo = [ALERT[version]]
    while todo:
        one = todo.pop()
        names.add(one.name)
        todo.extend(one.children)
    return frozenset(names)
