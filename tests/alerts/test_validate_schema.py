"""Our schema gives the verdict of the schema OASIS publishes (read here only, never shipped)."""

import gzip
import random
from copy import deepcopy
from pathlib import Path

from lxml import etree

from qianshao.alerts.cap import grammar, schema
from qianshao.alerts.cap.findings import Refusal
from qianshao.alerts.cap.reader import NAMESPACES, read, version
from tests.alerts import messages
from tests.shared_data import shared

VALUES = [
    "", " ", "x", "Actual", " Actual", "Test", "Public", "Met", "AllClear", "Avoid", "Immediate", "Extreme",
    "2026-07-18T20:38:00+08:00", " 2026-07-18T20:38:00+08:00 ", "2026-07-18T20:38:00Z", "2026-07-18T20:38:00",
    "2026-07-18T20:38:00.5+08:00", "2026-02-30T20:38:00+08:00", "2024-02-29T20:38:00-00:00", "2026-07-18",
    "2026-07-18T24:00:00+08:00", "2026-07-18T25:00:00+08:00", "2026-07-18T20:38:60+08:00", "-2026-07-18T20:38:00",
    "2026-07-18T20:38:00+14:00", "2026-07-18T20:38:00+14:01", "2026-07-18T20:38:00+15:00", "12026-07-18T20:38:00",
    "2026-07-18T20:38:00,08:00", "0000-07-18T20:38:00+08:00", "2026-13-18T20:38:00+08:00", "1", "-1", "+1.5",
    "1e5", "zh-CN", "en", "zh_CN", "toolonglanguage", "a b", "http://x/y z", "http://[", "%zz", "::", "#a#b",
]  # fmt: skip


def messages_on_disk() -> list[etree._Element]:
    roots = []
    folder = shared("cap")
    for path in sorted([*folder.glob("alerts/*"), *folder.glob("mutants/*"), *folder.glob("zh/*.xml")]):
        data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        try:
            roots.append(read(data))
        except Refusal:
            continue
    return roots


def oasis() -> dict[str, etree.XMLSchema]:
    folder: Path = shared("cap/schema")
    return {which: etree.XMLSchema(etree.parse(folder / f"CAP-v{which}.xsd")) for which in ("1.1", "1.2")}


def mutate(root: etree._Element, dice: random.Random) -> etree._Element:
    """One structured change: drop, double, move, swap, rename, retext, add an attribute or a foreign element."""
    copy = deepcopy(root)
    nodes = [node for node in copy.iter() if isinstance(node.tag, str) and node is not copy]
    if not nodes:
        return copy
    node, other = dice.choice(nodes), dice.choice(nodes)
    parent = node.getparent()
    assert parent is not None
    kind = dice.randrange(9)
    if kind == 0:
        parent.remove(node)
    elif kind == 1:
        parent.insert(parent.index(node), deepcopy(node))
    elif kind == 2:
        parent.insert(dice.randrange(len(parent)), node)
    elif kind == 3 and not len(other):
        other.append(deepcopy(node))
    elif kind == 4:
        names = [*sorted(grammar.known_names("1.2")), "reference", "Type"]
        node.tag = f"{{{etree.QName(copy).namespace}}}{dice.choice(names)}"
    elif kind == 5:
        node.text = dice.choice(VALUES)
    elif kind == 6:
        node.set(dice.choice(["id", "lang", "xmlns"]), "1")
    elif kind == 7:
        parent.append(etree.Element("{urn:other}thing"))
    elif kind == 8:
        parent.append(etree.Element("{http://www.w3.org/2000/09/xmldsig#}Signature"))
    return copy


def other_version(root: etree._Element) -> etree._Element:
    """The same elements in the namespace of the other version."""
    old = etree.QName(root).namespace or ""
    new = next(name for name in NAMESPACES if name != old)
    return etree.fromstring(etree.tostring(root).replace(old.encode(), new.encode()))


def test_every_file_has_the_same_verdict_under_both_versions() -> None:
    truth = oasis()
    for root in messages_on_disk():
        for one in (root, other_version(root)):
            assert (not schema.faults(one)) == truth[version(one)].validate(one), etree.tostring(one)[:400]


def test_structured_mutations_have_the_same_verdict() -> None:
    truth = oasis()
    dice = random.Random(20260718)
    roots = messages_on_disk()
    small = [root for root in roots if len(etree.tostring(root)) < 20_000]
    seen = {True: 0, False: 0}
    for _ in range(4000):
        one = mutate(dice.choice(small), dice)
        if dice.random() < 0.3:
            one = mutate(one, dice)
        if dice.random() < 0.3:
            one = other_version(one)
        expected = truth[version(one)].validate(one)
        seen[expected] += 1
        assert (not schema.faults(one)) == expected, etree.tostring(one).decode()
    assert min(seen.values()) > 400


def test_our_own_sample_is_valid_and_every_removed_required_element_is_missed() -> None:
    root = read(messages.SAMPLE.encode())
    assert schema.faults(root) == ()
    required = ["identifier", "sender", "sent", "status", "msgType", "scope", "info/category", "info/event"]
    required += ["info/urgency", "info/severity", "info/certainty", "info/area/areaDesc", "info/eventCode/value"]
    for path in required:
        copy = deepcopy(root)
        names = "/".join(f"{{{etree.QName(root).namespace}}}{part}" for part in path.split("/"))
        node = copy.find(names)
        assert node is not None
        parent = node.getparent()
        assert parent is not None
        parent.remove(node)
        faults = schema.faults(copy)
        assert faults, path
        assert path.rpartition("/")[2] in faults[0].sentence
