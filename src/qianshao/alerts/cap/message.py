"""A CAP message as frozen objects, read from a tree that passed the schema."""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime

from lxml import etree

from qianshao.alerts.cap.findings import Finding, Refusal, clip
from qianshao.alerts.cap.reader import version
from qianshao.alerts.cap.shapes import Circle, Polygon, read_circle, read_polygon

# Bidirectional controls can make a text read otherwise than it is stored (T16): dropped on reading.
_BIDI = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0xFEFF])
_TIME = re.compile(
    r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,6})\d*)?(Z|[-+]\d\d:\d\d)?",
    re.ASCII,
)


@dataclass(frozen=True)
class Pair:
    """A valueName and its value: event code, parameter or geocode."""

    name: str
    value: str


@dataclass(frozen=True)
class Reference:
    """An earlier message, named by the three fields that are unique together."""

    sender: str
    identifier: str
    sent: datetime


@dataclass(frozen=True)
class Resource:
    """A file that belongs to the alert; embedded content is kept in the raw message only."""

    description: str
    mime_type: str = ""
    size: int | None = None
    uri: str = ""
    digest: str = ""
    embedded: bool = False


@dataclass(frozen=True)
class Area:
    """Where the alert applies: polygons, circles and codes add up."""

    description: str
    polygons: tuple[Polygon, ...] = ()
    circles: tuple[Circle, ...] = ()
    geocodes: tuple[Pair, ...] = ()
    altitude: str = ""
    ceiling: str = ""
    line: int | None = field(default=None, compare=False)

    @property
    def empty(self) -> bool:
        """True when only words say where it is."""
        return not (self.polygons or self.circles or self.geocodes)


@dataclass(frozen=True)
class Info:
    """The content in one language."""

    event: str
    category: tuple[str, ...] = ("Met",)
    urgency: str = "Unknown"
    severity: str = "Unknown"
    certainty: str = "Unknown"
    language: str = "en-US"
    response_types: tuple[str, ...] = ()
    audience: str = ""
    event_codes: tuple[Pair, ...] = ()
    effective: datetime | None = None
    onset: datetime | None = None
    expires: datetime | None = None
    sender_name: str = ""
    headline: str = ""
    description: str = ""
    instruction: str = ""
    web: str = ""
    contact: str = ""
    parameters: tuple[Pair, ...] = ()
    resources: tuple[Resource, ...] = ()
    areas: tuple[Area, ...] = ()
    line: int | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Alert:
    """One message. ``identifier``, ``sender`` and ``sent`` are unique together (CAP 1.2 §3.2.1)."""

    identifier: str
    sender: str
    sent: datetime
    status: str
    msg_type: str
    scope: str = "Public"
    source: str = ""
    restriction: str = ""
    addresses: str = ""
    codes: tuple[str, ...] = ()
    note: str = ""
    references: tuple[Reference, ...] = ()
    incidents: str = ""
    infos: tuple[Info, ...] = ()
    version: str = "1.2"
    line: int | None = field(default=None, compare=False)

    @property
    def expires(self) -> datetime | None:
        """When the last of its infos expires; None when one of them never says."""
        times = [info.expires for info in self.infos]
        known = [time for time in times if time is not None]
        return max(known) if known and len(known) == len(times) else None


class Reading:
    """Reads one alert and collects what had to be tolerated on the way."""

    def __init__(self, root: etree._Element) -> None:
        self.root = root
        self.version = version(root)
        self.marks: list[Finding] = []
        self._prefix = f"{{{etree.QName(root).namespace}}}"

    def alert(self) -> Alert:
        """The whole message.

        :raises Refusal: when a value that passed the schema still makes no sense.
        """
        root = self.root
        return Alert(
            identifier=self._required(root, "identifier"),
            sender=self._required(root, "sender"),
            sent=self._required_time(root, "sent"),
            status=self._text(root, "status"),
            msg_type=self._text(root, "msgType"),
            scope=self._text(root, "scope"),
            source=self._text(root, "source"),
            restriction=self._text(root, "restriction"),
            addresses=self._text(root, "addresses"),
            codes=tuple(text(node) for node in self._all(root, "code")),
            note=self._text(root, "note"),
            references=self._references(root),
            incidents=self._text(root, "incidents"),
            infos=tuple(self._info(node) for node in self._all(root, "info")),
            version=self.version,
            line=root.sourceline,
        )

    def _info(self, node: etree._Element) -> Info:
        return Info(
            event=self._required(node, "event"),
            category=tuple(text(one) for one in self._all(node, "category")),
            urgency=self._text(node, "urgency"),
            severity=self._text(node, "severity"),
            certainty=self._text(node, "certainty"),
            language=self._text(node, "language") or "en-US",
            response_types=tuple(text(one) for one in self._all(node, "responseType")),
            audience=self._text(node, "audience"),
            event_codes=self._pairs(node, "eventCode"),
            effective=self._time(node, "effective"),
            onset=self._time(node, "onset"),
            expires=self._time(node, "expires"),
            sender_name=self._text(node, "senderName"),
            headline=self._text(node, "headline"),
            description=self._text(node, "description"),
            instruction=self._text(node, "instruction"),
            web=self._text(node, "web"),
            contact=self._text(node, "contact"),
            parameters=self._pairs(node, "parameter"),
            resources=tuple(self._resource(one) for one in self._all(node, "resource")),
            areas=tuple(self._area(one) for one in self._all(node, "area")),
            line=node.sourceline,
        )

    def _area(self, node: etree._Element) -> Area:
        area = Area(
            description=self._text(node, "areaDesc"),
            polygons=self._polygons(node),
            circles=self._circles(node),
            geocodes=self._pairs(node, "geocode"),
            altitude=self._text(node, "altitude"),
            ceiling=self._text(node, "ceiling"),
            line=node.sourceline,
        )
        if not area.description:
            self.marks.append(Finding("area_desc_blank", node.sourceline))
        return area

    def _polygons(self, node: etree._Element) -> tuple[Polygon, ...]:
        found: list[Polygon] = []
        for one in self._all(node, "polygon"):
            if not text(one):
                self.marks.append(Finding("polygon_blank", one.sourceline))
                continue
            found.append(read_polygon(text(one), one.sourceline))
            if where := found[-1].crossing:
                self.marks.append(Finding("polygon_crossing", one.sourceline, {"where": where}))
        return tuple(found)

    def _circles(self, node: etree._Element) -> tuple[Circle, ...]:
        found: list[Circle] = []
        for one in self._all(node, "circle"):
            found.append(read_circle(text(one), one.sourceline))
            if found[-1].radius_km == 0:
                self.marks.append(Finding("circle_zero", one.sourceline))
        return tuple(found)

    def _resource(self, node: etree._Element) -> Resource:
        size = self._text(node, "size")
        return Resource(
            description=self._text(node, "resourceDesc"),
            mime_type=self._text(node, "mimeType"),
            size=int(size) if size else None,
            uri=self._text(node, "uri"),
            digest=self._text(node, "digest"),
            embedded=bool(self._text(node, "derefUri")),
        )

    def _references(self, root: etree._Element) -> tuple[Reference, ...]:
        node = root.find(self._prefix + "references")
        if node is None:
            return ()
        whole, line = text(node), node.sourceline
        if not whole:
            self.marks.append(Finding("references_blank", line))
        triples = self._triples(whole, line)
        return tuple(Reference(who, which, self._moment("references", when, line)) for who, which, when in triples)

    def _triples(self, whole: str, line: int | None) -> list[tuple[str, str, str]]:
        """Triples between white space; two slips are read too: commas between triples, spaces inside."""
        tokens = whole.split()
        if all(_is_triple(token) for token in tokens):
            return [_three(token) for token in tokens]
        parts = [part.strip() for part in whole.split(",")]
        grouped = [",".join(parts[at : at + 3]) for at in range(0, len(parts), 3)]
        if not all(_is_triple(one) for one in grouped):
            wrong = next(token for token in tokens if not _is_triple(token))
            raise Refusal(Finding("references_malformed", line, {"value": clip(wrong, 80)}))
        self.marks.append(Finding("references_punctuation", line))
        return [_three(one) for one in grouped]

    def _pairs(self, node: etree._Element, name: str) -> tuple[Pair, ...]:
        return tuple(Pair(self._text(one, "valueName"), self._text(one, "value")) for one in self._all(node, name))

    def _all(self, node: etree._Element, name: str) -> list[etree._Element]:
        return node.findall(self._prefix + name)

    def _text(self, node: etree._Element, name: str) -> str:
        found = node.find(self._prefix + name)
        return "" if found is None else text(found)

    def _required(self, node: etree._Element, name: str) -> str:
        value = self._text(node, name)
        if not value:
            found = node.find(self._prefix + name)
            line = node.sourceline if found is None else found.sourceline
            raise Refusal(Finding("blank", line, {"name": name}))
        return value

    def _time(self, node: etree._Element, name: str) -> datetime | None:
        found = node.find(self._prefix + name)
        return None if found is None else self._moment(name, text(found), found.sourceline)

    def _required_time(self, node: etree._Element, name: str) -> datetime:
        self._required(node, name)
        found = self._time(node, name)
        assert found is not None
        return found

    def _moment(self, name: str, value: str, line: int | None) -> datetime:
        params = {"name": name, "value": clip(value)}
        match = _TIME.fullmatch(value)
        if match is None:
            raise Refusal(Finding("time_unreadable", line, params))
        if match[3] is None:
            raise Refusal(Finding("time_no_offset", line, params))
        if match[3] == "Z":
            self.marks.append(Finding("time_zulu", line, params))
        offset = "+00:00" if match[3] == "Z" else match[3]
        fraction = (match[2] or "0").ljust(6, "0")
        try:
            moment = datetime.fromisoformat(f"{match[1]}.{fraction}{offset}")
            return moment.astimezone(UTC)
        except (ValueError, OverflowError) as error:
            raise Refusal(Finding("time_unreadable", line, params)) from error


def text(node: etree._Element) -> str:
    """The text of an element without comments, trimmed, without direction controls."""
    return str(node.xpath("string()")).translate(_BIDI).strip()


def _three(triple: str) -> tuple[str, str, str]:
    who, which, when = triple.split(",")
    return who, which, when


def _is_triple(token: str) -> bool:
    """sender,identifier,sent, all filled and the last one a time."""
    parts = token.split(",")
    return len(parts) == 3 and all(parts) and _TIME.fullmatch(parts[2]) is not None
