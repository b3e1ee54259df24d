"""Thousands of damaged messages: always a verdict, never an exception, never half an answer (reliability G-I1)."""

import random
import time
from copy import deepcopy

from lxml import etree

from qianshao.alerts.cap.reader import read
from qianshao.alerts.cap.verdict import REFUSED, Verdict, judge
from qianshao.alerts.cap.writer import write
from tests.alerts import messages
from tests.alerts.messages import NOW, SAMPLE

NASTY = [
    "", " ", "\u202e", "\x85", "0" * 5000, "9" * 400, "1e999", "-0", "nan", "NaN,inf", "--", "]]>", "&#x41;",
    "2026-02-30T25:61:61+99:99", "9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00",
    "2026-07-18T24:00:00+08:00",
    "1,2 3,4 5,6 1,2", "90,180 90,180 90,180 90,180", "a,b,c", ",,", "31.6,114.9 1e308", "٣٤,٥٦", "0x1,0x2",
]  # fmt: skip


def demand_whole(verdict: Verdict) -> None:
    """A refused message has reasons and nothing else; any other has an alert that can be written again."""
    if verdict.outcome == REFUSED:
        assert verdict.reasons and verdict.alert is None and not verdict.public
    else:
        assert not verdict.reasons and verdict.alert is not None
        assert judge(write(verdict.alert), now=NOW).outcome != REFUSED
    assert all(finding.sentence for finding in (*verdict.reasons, *verdict.marks, *verdict.notes))


def damaged_bytes(data: bytes, dice: random.Random) -> bytes:
    body = bytearray(data)
    for _ in range(dice.randrange(1, 4)):
        at = dice.randrange(len(body))
        if dice.random() < 0.5:
            body[at] = dice.randrange(256)
        elif dice.random() < 0.5:
            del body[at : at + dice.randrange(1, 40)]
        else:
            body[at:at] = bytes(dice.randrange(256) for _ in range(dice.randrange(1, 6)))
    return bytes(body)


def damaged_tree(data: bytes, dice: random.Random) -> bytes:
    root = etree.fromstring(data)
    for _ in range(dice.randrange(1, 4)):
        nodes = [node for node in root.iter("*") if node is not root]
        node = dice.choice(nodes)
        parent = node.getparent()
        assert parent is not None
        choice = dice.randrange(5)
        if choice == 0:
            parent.remove(node)
        elif choice == 1:
            parent.append(deepcopy(node))
        elif choice == 2:
            node.text = "".join(char for char in dice.choice(NASTY) if char >= " ")
        elif choice == 3:
            other = dice.choice(nodes)
            node.text, other.text = other.text, node.text
        elif not len(node):
            node.append(etree.Comment("x"))
    return etree.tostring(root, encoding=dice.choice(["utf-8", "utf-16", "gb18030"]), xml_declaration=True)


def test_damaged_bytes_always_get_a_whole_verdict_and_quickly() -> None:
    dice, slowest = random.Random(1), 0.0
    for _ in range(3000):
        begin = time.process_time()
        demand_whole(judge(damaged_bytes(SAMPLE.encode(), dice), now=NOW))
        slowest = max(slowest, time.process_time() - begin)
    assert slowest < 1.0


def test_damaged_trees_always_get_a_whole_verdict_and_some_are_still_usable() -> None:
    dice = random.Random(2)
    seeds = [SAMPLE.encode(), messages.cancel(kind="Update"), *(data for _code, data in messages.MARKED.values())]
    outcomes: dict[str, int] = {}
    for _ in range(3000):
        verdict = judge(damaged_tree(dice.choice(seeds), dice), now=NOW)
        demand_whole(verdict)
        outcomes[verdict.outcome] = outcomes.get(verdict.outcome, 0) + 1
    assert min(outcomes.values()) > 40 and len(outcomes) == 3


def seconds_a_byte(*given: bytes) -> float:
    """Of the processor, for the verdicts on these."""
    begin = time.process_time()
    for data in given:
        judge(data, now=NOW)
    return (time.process_time() - begin) / sum(map(len, given))


def test_bombs_are_refused_quickly() -> None:
    """A byte of them costs no more than ten of an honest message; anything quadratic costs hundreds."""
    deep = b"<alert xmlns='urn:oasis:names:tc:emergency:cap:1.2'>" + b"<a>" * 50_000
    wide = messages.spoiled(messages.POLYGON, "<polygon>" + "31.6,114.9 " * 20_000 + "</polygon>")
    many = messages.spoiled("<status>", "<x/>" * 40_000 + "<status>")
    attributes = messages.spoiled("<info>", "<info " + " ".join(f'a{n}="1"' for n in range(10_000)) + ">")
    bombs = (deep, wide, many, attributes)
    assert {judge(data, now=NOW).outcome for data in bombs} == {REFUSED}
    assert seconds_a_byte(*bombs) < 10 * seconds_a_byte(*[SAMPLE.encode()] * 200)


def test_the_reader_opens_no_file_and_no_connection(tmp_path: object) -> None:
    """An XInclude, a stylesheet and a schema location stay text."""
    tricks = messages.spoiled(
        "<alert ",
        '<?xml-stylesheet href="http://127.0.0.1:9/x.xsl"?><alert '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
        'xsi:schemaLocation="urn:x http://127.0.0.1:9/x.xsd" ',
    )
    verdict = judge(tricks, now=NOW)
    assert verdict.outcome != REFUSED
    include = '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/passwd"/>'
    assert judge(messages.spoiled("<info>", include + "<info>"), now=NOW).outcome == REFUSED
    assert read(tricks).tag.endswith("alert")
