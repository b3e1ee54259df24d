"""Bytes to a safe lxml tree, or a refusal that says why.

One parser for every door (T6): no entities, no network, no DTD, no huge trees. A DOCTYPE is refused twice:
in the raw prolog, whatever the width of its characters, and again through docinfo, because a byte search
alone misses encodings and lxml with entities off silently drops text.
"""

import re

from lxml import etree

from qianshao.alerts.cap.findings import Finding, Refusal, clip

MAX_BYTES = 256 * 1024
"""Default limit. 25 times a usual warning; embedded sound is accepted up to here."""

NAMESPACES = {
    "urn:oasis:names:tc:emergency:cap:1.1": "1.1",
    "urn:oasis:names:tc:emergency:cap:1.2": "1.2",
}
FEED_ROOTS = {"feed": "Atom", "rss": "RSS", "RDF": "RSS", "EDXLDistribution": "EDXL-DE", "alerts": "alerts"}
UNICODE = frozenset(["utf-8", "utf8", "utf-16", "utf-16le", "utf-16be", "us-ascii", "ascii"])
ENCODINGS = UNICODE | {"iso-8859-1", "latin1", "windows-1252", "gb18030", "gbk", "gb2312"}
_DECLARED = re.compile(rb"""^\s*<\?xml[^>]*?encoding\s*=\s*["']([^"'<>]*)["']""")
_FEED = re.compile(rb"<(?:\w+:)?(feed|rss|RDF|EDXLDistribution|alerts)[\s>]")
_FIRST_ELEMENT = re.compile(rb"<[A-Za-z_:\x80-\xff]")


def read(data: bytes, limit: int = MAX_BYTES) -> etree._Element:
    """The ``alert`` element of one CAP message.

    :param limit: most bytes that are parsed.
    :raises Refusal: for anything that is not one well-formed CAP alert without DOCTYPE.
    """
    _refuse_by_bytes(data, limit)
    root = _parse(data)
    info = root.getroottree().docinfo
    if info.internalDTD is not None or info.externalDTD is not None or info.doctype:
        raise Refusal(Finding("doctype", 1))
    _refuse_by_root(root)
    return root


def version(root: etree._Element) -> str:
    """``1.1`` or ``1.2``, from the namespace of the root."""
    return NAMESPACES[etree.QName(root).namespace or ""]


def _refuse_by_bytes(data: bytes, limit: int) -> None:
    if not data.strip(b"\0 \t\r\n"):
        raise Refusal(Finding("empty"))
    if len(data) > limit:
        if sniffed := _FEED.search(_narrow(data[:4096])):
            raise Refusal(Finding("feed", None, {"kind": FEED_ROOTS[sniffed[1].decode()]}))
        raise Refusal(Finding("too_large", None, {"size": str(len(data)), "limit": str(limit)}))
    if data[:2] == b"\x1f\x8b" or data[:4] == b"PK\x03\x04":
        raise Refusal(Finding("compressed"))
    narrow = _narrow(data)
    if not narrow.lstrip().startswith(b"<"):
        raise Refusal(Finding("not_xml", 1))
    if declared := _DECLARED.match(narrow):
        name = declared[1].decode("ascii", "replace").strip().lower()
        if name not in ENCODINGS:
            raise Refusal(Finding("encoding", 1, {"encoding": clip(name)}))
    if b"<!doctype" in _FIRST_ELEMENT.split(narrow, maxsplit=1)[0].lower():
        raise Refusal(Finding("doctype", 1))


def _narrow(data: bytes) -> bytes:
    """The ASCII part of the text without byte order mark, for UTF-8, UTF-16 and UTF-32 alike."""
    for mark in (b"\xef\xbb\xbf", b"\xff\xfe\0\0", b"\0\0\xfe\xff", b"\xff\xfe", b"\xfe\xff"):
        if data.startswith(mark):
            data = data[len(mark) :]
            break
    return data.replace(b"\0", b"")


def _parse(data: bytes) -> etree._Element:
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False
    )
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        line = error.lineno or None
        raise Refusal(Finding("broken_xml", line, {"detail": clip(error.msg or "", 120)})) from error
    except (ValueError, LookupError) as error:
        raise Refusal(Finding("broken_xml", None, {"detail": clip(str(error), 120)})) from error


def _refuse_by_root(root: etree._Element) -> None:
    name = etree.QName(root)
    line = root.sourceline
    if name.localname in FEED_ROOTS:
        raise Refusal(Finding("feed", line, {"kind": FEED_ROOTS[name.localname]}))
    if name.localname != "alert":
        raise Refusal(Finding("not_cap", line, {"name": clip(name.localname)}))
    if (name.namespace or "") not in NAMESPACES:
        raise Refusal(Finding("namespace", line, {"name": clip(name.namespace or "", 80)}))
