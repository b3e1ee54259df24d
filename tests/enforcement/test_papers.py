"""Documents: what they say, their numbers, that they stay; and hostile templates."""

import hashlib
import re
import zipfile
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, IntegrityError, transaction

from qianshao.core.errors import Invalid, NotAllowed, NotFound
from qianshao.core.units import group
from qianshao.enforcement import selectors, services
from qianshao.enforcement.models import Document
from qianshao.enforcement.papers.fill import fill
from qianshao.enforcement.papers.intake import MOST_BYTES, fault_of
from qianshao.enforcement.papers.pdf import as_pdf
from qianshao.enforcement.papers.shipped import shipped
from qianshao.enforcement.rules.papers import ACTS_OF, FIELDS
from qianshao.enforcement.services import papers
from qianshao.hazards.selectors import standard_rows
from qianshao.hazards.services import publish_standard
from tests.cast import SYSTEM, Cast
from tests.conftest import ClientAs
from tests.enforcement.cases import Doer, told_where

HOSTILE = "{{ 7*7 }} <w:p/> & </w:t>\x00{% for x in y %}"


def made_docx(*lines: str) -> bytes:
    book = docx.Document()
    for line in lines:
        book.add_paragraph(line)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def words(data: bytes) -> str:
    return "\n".join(paragraph.text for paragraph in docx.Document(BytesIO(data)).paragraphs)


def changed(data: bytes, **parts: bytes) -> bytes:
    """The package with parts added or replaced; ``word__x_xml`` is ``word/x.xml``."""
    out = BytesIO()
    named = {name.replace("___", "/_").replace("__", "/"): value for name, value in parts.items()}
    named = {re.sub(r"(?<!/)_", ".", name): value for name, value in named.items()}
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in named:
                new.writestr(name, old.read(name))
        for name, value in named.items():
            new.writestr(name, value)
    return out.getvalue()


LOOP = (
    b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>'
    b"{{ number }}{% for a in 'xyz' %}LOOP{% endfor %}</w:t></w:r></w:p></w:body></w:document>"
)


def renamed(data: bytes, part: str, name: str, content: bytes) -> bytes:
    """The package whose main part is ``name`` with another content, beside the part that looks like it."""
    old, new = Path(part).name.encode(), Path(name).name.encode()
    with zipfile.ZipFile(BytesIO(data)) as file:
        types = file.read("[Content_Types].xml").replace(b"/word/" + old, b"/word/" + new)
        rels = file.read("_rels/.rels").replace(part.encode(), name.encode())
        parts = {one: file.read(one) for one in file.namelist()}
    parts |= {"[Content_Types].xml": types, "_rels/.rels": rels, name: content}
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for one, value in parts.items():
            made.writestr(one, value)
    return out.getvalue()


@pytest.mark.parametrize("kind", list(ACTS_OF))
def test_our_template_of_every_kind_is_sound_and_filled_and_laid_out(kind: str) -> None:
    assert fault_of(shipped(kind)) is None
    filled = fill(shipped(kind), {name: f"<{name}>&" for name in FIELDS})
    said = words(filled)
    assert "<number>&" in said
    assert "{{" not in said
    assert as_pdf(filled, title="<题>", foot="脚").startswith(b"%PDF")


def test_words_in_a_case_are_never_read_as_a_template() -> None:
    filled = fill(made_docx("{{ facts }}"), dict.fromkeys(FIELDS, "") | {"facts": f"甲\n{HOSTILE}"})
    said = words(filled)
    assert "{{ 7*7 }} <w:p/> & </w:t>" in said
    assert "49" not in said
    assert as_pdf(filled, title="t", foot="f").startswith(b"%PDF")


def _hostile() -> dict[str, tuple[bytes, str]]:
    fine = made_docx("{{ number }}")
    rels = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}" Target="{target}" '
        'TargetMode="External"/></Relationships>'
    )
    head = b'<w:hdr xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
    code = head + b"<w:p><w:r><w:instrText>DDE</w:instrText></w:r><w:r><w:instrText>AUTO c</w:instrText></w:r>"
    code += b"</w:p></w:hdr>"
    entity = b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'
    remote = rels.format(kind="attachedTemplate", target="http://x/y.dotm").encode()
    image = rels.format(kind="image", target="http://x/y.png").encode()
    return {
        "nothing": (b"", "size"),
        "large": (b"PK" + b"0" * MOST_BYTES, "size"),
        "no zip": (b"MZ not a zip", "broken"),
        "another zip": (changed_zip(), "broken"),
        "cut": (fine[: len(fine) // 2], "broken"),
        "macro": (changed(fine, word__vbaProject_bin=b"x"), "macro"),
        "bomb": (changed(fine, word__big_xml=b"<a>" + b" " * 3_000_000 + b"</a>"), "bomb"),
        "entity": (changed(fine, word__e_xml=entity), "broken"),
        "remote template": (changed(fine, word___rels__settings_xml_rels=remote), "loads"),
        "remote picture": (changed(fine, word___rels__header9_xml_rels=image), "loads"),
        "field code": (changed(fine, word__header9_xml=code), "loads"),
        "escape": (made_docx("{{ number }}{{ ''.__class__.__mro__ }}"), "only_fields"),
        "attribute": (made_docx("{{ number }}{{ number.x }}"), "only_fields"),
        "sum": (made_docx("{{ number }}{{ 9**9**9 }}"), "only_fields"),
        "filter": (made_docx("{{ number|upper }}"), "only_fields"),
        "loop": (made_docx("{{ number }}{% for x in number %}a{% endfor %}"), "only_fields"),
        "call": (made_docx("{{ number }}{{ cycler() }}"), "only_fields"),
        "broken field": (made_docx("{{ number }}{{ number"), "syntax"),
        "unknown": (made_docx("{{ number }}{{ secret }}"), "unknown"),
        "under another name": (renamed(fine, "word/document.xml", "word/kopf.xml", LOOP), "only_fields"),
        "not called xml": (renamed(fine, "word/document.xml", "word/kopf.png", LOOP), "broken"),
        "unknown part": (changed(fine, word__kopf_dat=LOOP), "broken"),
        "no number": (made_docx("{{ matter }}"), "no_number"),
    }


def changed_zip() -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr("a.txt", "a")
    return out.getvalue()


@pytest.mark.parametrize("name", list(_hostile()))
def test_hostile_templates_are_refused_each_with_its_reason(name: str) -> None:
    data, code = _hostile()[name]
    found = fault_of(data)
    assert found is not None
    assert found.code == code


@pytest.mark.django_db
def test_a_document_has_the_next_number_stays_and_is_corrected_by_a_new_version(cast: Cast) -> None:
    doer = Doer(cast, party_code="91410000MA0000000X").check()
    made = doer.do_paper("check")
    assert (made.number, made.version) == ("应急检记〔2026〕1 号", 1)
    with pytest.raises(Invalid) as refused:
        doer.do_paper("check")
    assert refused.value.code == "paper.why"
    again = doer.do_paper("check", why="写错了地点")
    assert (again.number, again.version, again.why) == (made.number, 2, "写错了地点")
    doer.check()
    assert doer.do_paper("check").number == "应急检记〔2026〕2 号"
    other = Doer(cast).check().order()
    assert other.do_paper("order").number == "应急责改〔2026〕1 号"
    assert other.do_paper("check").number == "应急检记〔2026〕3 号"
    row, data = services.take_document(document_id=made.pk, form="docx", actor=doer.duty, now=cast.now)
    assert hashlib.sha256(data).hexdigest() == row.docx_sha256
    for piece in ("现场检查记录", made.number, "通道堵塞", "石磊（豫S石磊）", "红旗商店", "青石镇红旗村"):
        assert piece in words(data)
    kept = Document.objects.filter(pk=made.pk)
    assert "91410000MA" not in str(kept.values_list("docx_sha256", "number")[0])
    for attack in (kept.delete, lambda: kept.update(why="改了")):
        with pytest.raises(DatabaseError), transaction.atomic():
            attack()


@pytest.mark.django_db(transaction=True)
def test_a_number_that_was_undone_is_given_again_so_there_are_no_gaps(cast: Cast) -> None:
    doer = Doer(cast).check()
    with pytest.raises(RuntimeError), group():
        doer.do_paper("check")
        raise RuntimeError("the power went")
    assert doer.do_paper("check").serial == 1


@pytest.mark.django_db
@pytest.mark.parametrize("same", [True, False])
def test_of_two_who_make_a_paper_at_once_the_second_takes_no_other_number(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, same: bool
) -> None:
    """Somebody else's is filed while ours is laid out, which is before the transaction."""
    doer, other = Doer(cast).check(), Doer(cast).check()
    pages: list[str] = []

    def slow(*args: Any, **given: Any) -> bytes:
        pages.append(given["title"])
        if len(pages) == 1:
            (doer if same else other).do_paper("check")
        return as_pdf(*args, **given)

    monkeypatch.setattr(papers, "as_pdf", slow)
    if same:
        with pytest.raises(Invalid) as refused:
            doer.do_paper("check")
        assert refused.value.code == "paper.why"
    else:
        assert doer.do_paper("check").serial == 2
    assert [row.serial for row in Document.objects.order_by("serial")] == ([1] if same else [1, 2])


@pytest.mark.django_db
def test_the_database_itself_knows_one_first_version_of_a_steps_paper(cast: Cast) -> None:
    made = Doer(cast).check().do_paper("check")
    made.pk, made.serial = None, 9
    with pytest.raises(IntegrityError), transaction.atomic():
        made.save(force_insert=True)


@pytest.mark.django_db
def test_no_paper_before_its_step_and_none_of_an_unknown_kind(cast: Cast) -> None:
    doer = Doer(cast).check()
    for kind, code in (("decision", "paper.early"), ("love-letter", "paper.kind"), ("", "paper.kind")):
        with pytest.raises(Invalid) as refused:
            doer.do_paper(kind)
        assert refused.value.code == code
    made = doer.do_paper("check")
    with pytest.raises(NotFound):
        services.take_document(document_id=made.pk, form="pdf", actor=cast.actor("town_lead_b"), now=cast.now)


@pytest.mark.django_db
def test_every_paper_of_a_whole_case_can_be_made(cast: Cast) -> None:
    told_where(cast)
    doer = Doer(cast).to("served")
    doer.do(services.record_payment, paid=5000)
    made = {kind for kind, _name in selectors.makeable(doer.case, cast.now)}
    usual = {"check", "order", "recheck", "filing", "handling", "notice", "statement", "decision", "receipt"}
    assert made == usual | {"closing"}
    decision = doer.do_paper("decision")
    receipt = doer.do_paper("receipt")
    _row, data = services.take_document(document_id=receipt.pk, form="docx", actor=doer.duty, now=cast.now)
    assert decision.number in words(data)
    assert "当场交付" in words(data)


def said_in(doer: Doer, kind: str, **given: Any) -> str:
    """The words of a paper that is made now."""
    made = doer.do_paper(kind, **given)
    return words(services.take_document(document_id=made.pk, form="docx", actor=doer.duty, now=doer.now)[1])


@pytest.mark.django_db
def test_a_decision_says_how_to_pay_and_where_to_complain_or_is_not_made(cast: Cast) -> None:
    doer = Doer(cast).to("decided")
    with pytest.raises(Invalid) as refused:
        doer.do_paper("decision")
    assert refused.value.code == "paper.missing"
    for word in ("履行方式和期限", "罚款缴到哪里", "向谁申请行政复议", "向哪个法院起诉"):
        assert word in str(refused.value)
    told_where(cast)
    said = said_in(doer, "decision")
    for word in (
        "罚款自收到本决定书之日起15日内缴到县农商行财政专户",
        "自收到本决定书之日起60日内向本县人民政府申请行政复议",
        "自收到本决定书之日起6个月内向本县人民法院提起行政诉讼",
    ):
        assert word in said


@pytest.mark.django_db
def test_a_decision_without_a_fine_needs_no_account_but_says_how_it_is_carried_out(cast: Cast) -> None:
    told_where(cast)
    doer = Doer(cast).to("filed").show().propose(penalty="suspend", fine=None).notify().hear().prepare()
    with pytest.raises(Invalid) as refused:
        doer.decide()
    assert refused.value.code == "case.no_carry_out"
    doer.do(services.decide_penalty, doer.lead, words="停业", carry_out="送达当日起停业三日")
    assert "履行方式和期限：送达当日起停业三日。" in said_in(doer, "decision")
    assert "罚款自" not in said_in(doer, "decision", why="再看")


@pytest.mark.django_db
def test_the_notice_says_until_when_to_speak_and_tells_of_the_hearing_only_who_may_ask(cast: Cast) -> None:
    small, large = Doer(cast).to("notified"), Doer(cast).to("filed")
    large.show().propose(fine=50_000).notify()
    assert "自收到本告知书之日起5个工作日内进行陈述和申辩" in said_in(small, "notice")
    assert "不属于应当告知听证的情形" in said_in(small, "notice", why="再看")
    assert "要求听证的，应当自收到本告知书之日起5个工作日内提出" in said_in(large, "notice")


@pytest.mark.django_db
def test_the_papers_of_things_kept_name_each_thing_and_the_reminder_what_is_owed(cast: Cast) -> None:
    told_where(cast)
    doer = Doer(cast).to("filed")
    doer.do(services.hold_things, words="会丢", officers=doer.officers, things="电瓶，3 只，旧，县局仓库")
    for kind in ("hold_notice", "hold_list"):
        assert "1. 电瓶，3 只，旧，县局仓库" in said_in(doer, kind), kind
    assert "2026年7月28日前作出" in said_in(doer, "hold_notice", why="再看")
    doer.do(services.settle_hold, words="退还当事人", officers=doer.officers)
    assert "处理：退还当事人" in said_in(doer, "hold_decision")
    doer.to("proposed")
    assert "建议给予处罚：罚款　5000元" in said_in(doer, "handling")
    doer.to("heard")
    assert "明确放弃" in said_in(doer, "statement")
    doer.to("served").do(services.record_payment, paid=2000)
    with pytest.raises(Invalid) as refused:
        doer.do(services.urge_payment)
    assert refused.value.code == "case.not_due"
    doer.do(services.urge_payment, now=cast.now + timedelta(days=16))
    said = said_in(doer, "urging")
    for word in ("已缴 2000元，还欠 3000元", "缴款期限到2026年8月2日", "缴到县农商行财政专户"):
        assert word in said


@pytest.mark.django_db
def test_a_countys_new_kind_of_paper_needs_a_row_and_a_template_and_no_code(client_as: ClientAs, cast: Cast) -> None:
    doer = Doer(cast).check()
    rows = [*standard_rows("case_papers", cast.now)]
    rows.append({"code": "letter", "name": "告知承诺书", "word": "应急承诺", "act": "check", "sure": "U"})
    publish_standard(name="case_papers", rows=rows, version=0, actor=SYSTEM, now=cast.now)
    assert ("letter", "告知承诺书") in selectors.makeable(doer.case, cast.now)
    with pytest.raises(Invalid) as refused:
        doer.do_paper("letter")
    assert refused.value.code == "paper.template"
    admin = client_as("county_admin")
    assert "还没有模板" in admin.get("/enforcement/templates/").content.decode()
    assert admin.get("/enforcement/templates/file/?kind=letter").status_code == 404
    file = SimpleUploadedFile("承诺.docx", made_docx("{{ number }} {{ facts }}"))
    admin.post("/enforcement/templates/save/", {"kind": "letter", "file": file})
    assert said_in(doer, "letter") == "应急承诺〔2026〕1 号 通道堵塞"


@pytest.mark.django_db
def test_a_countys_own_template_holds_from_then_on_and_may_be_withdrawn(client_as: ClientAs, cast: Cast) -> None:
    doer, admin = Doer(cast).check(), client_as("county_admin")
    with pytest.raises(NotAllowed):
        services.save_template(kind="check", name="a", data=b"", actor=cast.actor("county_lead"), now=cast.now)

    def upload(data: bytes) -> Any:
        file = SimpleUploadedFile("我县.docx", data)
        return admin.post("/enforcement/templates/save/", {"kind": "check", "file": file}, follow=True)

    assert "不认识的字段：secret" in upload(made_docx("{{ number }}{{ secret }}")).content.decode()
    assert "我县.docx" in upload(made_docx("我县的记录 {{ number }}")).content.decode()
    made = doer.do_paper("check")
    page = client_as("county_duty")
    answer = page.get(f"/enforcement/papers/{made.pk}/?as=docx")
    assert words(answer.content) == f"我县的记录 {made.number}"
    assert page.get(f"/enforcement/papers/{made.pk}/?as=pdf").content.startswith(b"%PDF")
    assert made.number in page.get(f"/enforcement/{doer.case.pk}/").content.decode()
    admin.post("/enforcement/templates/withdraw/", {"kind": "check"})
    assert doer.do_paper("check", why="换回").template == ""
    assert b"PK" in admin.get("/enforcement/templates/file/?kind=check").content
    assert admin.get("/enforcement/templates/file/?kind=../../x").status_code == 404


@pytest.mark.django_db
def test_a_decision_without_the_partys_address_is_not_made_until_somebody_writes_it_down(cast: Cast) -> None:
    told_where(cast)
    doer = Doer(cast, party_address="").to("decided")
    with pytest.raises(Invalid) as refused:
        doer.do_paper("decision")
    assert (refused.value.code, "地址" in str(refused.value)) == ("paper.missing", True)
    doer.do(services.correct_party, words="营业执照上查到", party_address="老街 9 号", party_phone="13800002046")
    assert "老街 9 号" in said_in(doer, "decision")
    act = doer.case.acts.get(act="party")
    assert act.data["party"] == ["party_phone", "party_address"]
    assert "13800002046" not in str(act.data) + str(act.facts)


@pytest.mark.django_db
def test_the_partys_name_is_put_right_only_before_it_was_told_of_anything(cast: Cast) -> None:
    doer = Doer(cast).to("proposed")
    doer.do(services.correct_party, words="写错了字", party_name="红旗大商店")
    assert doer.case.party_name == "红旗大商店"
    assert "原来是：红旗商店" in [str(fact) for fact in doer.case.acts.latest("id").facts]
    doer.notify()
    for given, code in (({"party_name": "别的店"}, "case.name_late"), ({"party_head": ""}, "case.nothing_new")):
        with pytest.raises(Invalid) as refused:
            doer.do(services.correct_party, words="再改", **given)
        assert refused.value.code == code
    doer.do(services.correct_party, words="换了人", party_head="李四")
    assert doer.case.party_head == "李四"
