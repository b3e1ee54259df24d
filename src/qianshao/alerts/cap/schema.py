"""Is the tree a CAP message? The grammar table compiled to a validator, with Chinese reasons.

The compiled schema gives the same verdict as the schema OASIS publishes (tested against it on real messages
and on structured mutations); it is our own and is generated from :mod:`grammar`.
"""

import re
import threading
from collections.abc import Iterator

from lxml import etree

from qianshao.alerts.cap import grammar
from qianshao.alerts.cap.findings import Finding, clip
from qianshao.alerts.cap.reader import version

_XS = "http://www.w3.org/2001/XMLSchema"
_OFFSET_TIME = r"\d\d\d\d-\d\d-\d\dT\d\d:\d\d:\d\d[-+]\d\d:\d\d"
_SUBJECT = re.compile(r"^Element '(?:\{[^}]*\})?([^']*)'")
_EXPECTED = re.compile(r"Expected is (?:one of )?\(([^)]*)\)")
_VALUE = re.compile(r"(?:The value|') ?'(.*?)' (?:is not|has)", re.S)
_GLOBAL = ("valueName", "value")
_local = threading.local()


def faults(root: etree._Element) -> tuple[Finding, ...]:
    """What the schema holds against this message; empty when it is valid.

    :param root: the ``alert`` element; the namespace decides the version.
    """
    schema = _compiled(version(root))
    if schema.validate(root):
        return ()
    known = grammar.known_names(version(root))
    found: dict[tuple[int, str], Finding] = {}
    for entry in schema.error_log:
        finding = _explain(entry, known)
        found.setdefault((entry.line, finding.params.get("name", "")), finding)
    return tuple(found.values())


def _compiled(which: str) -> etree.XMLSchema:
    """One compiled schema per thread: lxml keeps the errors of a run on the schema object."""
    cache: dict[str, etree.XMLSchema] = _local.__dict__.setdefault("schemas", {})
    if which not in cache:
        cache[which] = etree.XMLSchema(_document(which))
    return cache[which]


def _document(which: str) -> etree._Element:
    """The schema as a document.

    Pairs refer to global elements, as the standard has it: inside a signature whatever is declared globally is
    checked too.
    """
    namespace = f"urn:oasis:names:tc:emergency:cap:{which}"
    schema = etree.Element(
        _xs("schema"),
        {"targetNamespace": namespace, "elementFormDefault": "qualified"},
        {"xs": _XS, "cap": namespace},
    )
    declared = _declare(grammar.ALERT[which], top=True)
    if which == "1.2":
        children = declared.find(f"{_xs('complexType')}/{_xs('sequence')}")
        if children is not None:
            children.append(_any_signature())
    schema.append(declared)
    schema.extend(_declare(grammar.Element(name, 1), top=True) for name in _GLOBAL)
    return schema


def _xs(name: str) -> str:
    return f"{{{_XS}}}{name}"


def _any_signature() -> etree._Element:
    """CAP 1.2 §3.3.4.1: an enveloped signature may follow the info blocks."""
    return etree.Element(
        _xs("any"),
        {
            "minOccurs": "0",
            "maxOccurs": "unbounded",
            "namespace": grammar.SIGNATURE_NAMESPACE,
            "processContents": "lax",
        },
    )


def _declare(one: grammar.Element, *, top: bool = False) -> etree._Element:
    shared = one.name in _GLOBAL and not top
    node = etree.Element(_xs("element"), {"ref": f"cap:{one.name}"} if shared else {"name": one.name})
    if not top:
        node.set("minOccurs", str(one.least))
        node.set("maxOccurs", "unbounded" if one.most is None else str(one.most))
    if shared:
        return node
    if one.children:
        sequence = etree.SubElement(etree.SubElement(node, _xs("complexType")), _xs("sequence"))
        sequence.extend(_declare(child) for child in one.children)
    elif one.values or one.kind == "offsetTime":
        base = "xs:string" if one.values else "xs:dateTime"
        limit = etree.SubElement(etree.SubElement(node, _xs("simpleType")), _xs("restriction"), {"base": base})
        limit.extend(_facets(one))
    else:
        node.set("type", f"xs:{one.kind}")
        if one.kind == "language":
            node.set("default", "en-US")
    return node


def _facets(one: grammar.Element) -> Iterator[etree._Element]:
    if one.values:
        yield from (etree.Element(_xs("enumeration"), {"value": value}) for value in one.values)
    else:
        yield etree.Element(_xs("pattern"), {"value": _OFFSET_TIME})


def _explain(entry: etree._LogEntry, known: frozenset[str]) -> Finding:
    subject = _SUBJECT.match(entry.message)
    name = clip(subject[1]) if subject else "?"
    kind = entry.type_name
    if kind == "SCHEMAV_ELEMENT_CONTENT":
        return _explain_content(entry, name, known)
    value = _VALUE.search(entry.message)
    said = clip(value[1]) if value else ""
    if kind == "SCHEMAV_CVC_ENUMERATION_VALID":
        return Finding("schema_value", entry.line, {"name": name, "value": said})
    if kind == "SCHEMAV_CVC_PATTERN_VALID" or "dateTime" in entry.message:
        return Finding("schema_time", entry.line, {"name": name, "value": said})
    if kind.startswith("SCHEMAV_CVC_DATATYPE_VALID"):
        return Finding("schema_type", entry.line, {"name": name, "value": said})
    if "attribute" in entry.message:
        return Finding("schema_attribute", entry.line, {"name": name})
    if kind == "SCHEMAV_CVC_COMPLEX_TYPE_2_3":
        return Finding("schema_text", entry.line, {"name": name})
    return Finding("schema_other", entry.line, {"name": name})


def _explain_content(entry: etree._LogEntry, name: str, known: frozenset[str]) -> Finding:
    expected = _EXPECTED.search(entry.message)
    names = _shorten(expected[1]) if expected else ""
    if "Missing child" in entry.message:
        return Finding("schema_missing", entry.line, {"name": name, "expected": names})
    if name not in known:
        return Finding("schema_unknown", entry.line, {"name": name})
    if not names:
        return Finding("schema_unexpected", entry.line, {"name": name})
    return Finding("schema_order", entry.line, {"name": name, "expected": names})


def _shorten(expected: str) -> str:
    names = [part.strip().rpartition("}")[2] for part in expected.split(",")]
    names = [name for name in names if name and not name.startswith("##other")]
    return "、".join(names[:4]) + ("…" if len(names) > 4 else "")
