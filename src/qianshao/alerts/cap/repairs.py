"""The few schema faults of real agencies whose meaning cannot be mistaken.

Tolerated: the order of the *describing* elements (in ``info`` after ``certainty``, in ``area`` after
``areaDesc``: NOAA writes geocodes before polygons), and an enveloped signature in CAP 1.1 (its text allows
it, its schema forgot it). Never touched: anything that identifies, addresses or grades the message.
See docs/decisions/0020-cap-tolerance.md.
"""

from collections.abc import Mapping
from copy import deepcopy

from lxml import etree

from qianshao.alerts.cap import grammar
from qianshao.alerts.cap.findings import Finding
from qianshao.alerts.cap.reader import version


def repair(root: etree._Element) -> tuple[etree._Element, tuple[Finding, ...]]:
    """A copy in the standard's form, and what had to be changed; anything not tolerated stays as it was."""
    copy = deepcopy(root)
    which = version(copy)
    marks: list[Finding] = []
    if which == "1.1":
        marks += _drop_signature(copy)
    namespace = etree.QName(copy).namespace
    for info in copy.iter(f"{{{namespace}}}info"):
        marks += _sort_tail(info, grammar.order(which, "info"), "certainty")
    for area in copy.iter(f"{{{namespace}}}area"):
        marks += _sort_tail(area, grammar.order(which, "info", "area"), "areaDesc")
    return copy, tuple(marks)


def _drop_signature(root: etree._Element) -> list[Finding]:
    found = root.findall(f"{{{grammar.SIGNATURE_NAMESPACE}}}Signature")
    for node in found:
        root.remove(node)
    return [Finding("signature_in_cap11", node.sourceline) for node in found[:1]]


def _sort_tail(parent: etree._Element, places: Mapping[str, int], anchor: str) -> list[Finding]:
    """Sort what follows ``anchor``, if every element there is one of the standard's."""
    children = [child for child in parent if isinstance(child.tag, str)]
    names = [_name(child, parent) for child in children]
    if anchor not in names or any(name not in places for name in names):
        return []
    start = names.index(anchor) + 1
    tail = children[start:]
    wanted = sorted(tail, key=lambda child: places[_name(child, parent)])
    if wanted == tail:
        return []
    line = next(one.sourceline for one, other in zip(tail, wanted, strict=True) if one is not other)
    for child in wanted:
        parent.append(child)
    return [Finding("order_tolerated", line, {"name": etree.QName(parent).localname})]


def _name(child: etree._Element, parent: etree._Element) -> str:
    """The local name when the child is in its parent's namespace, else a name no grammar has."""
    name = etree.QName(child)
    return name.localname if name.namespace == etree.QName(parent).namespace else ""
