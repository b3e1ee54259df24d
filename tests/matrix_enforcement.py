"""Objects for the permission matrix: cases, officers, delegations."""

import hashlib
from collections.abc import Mapping
from datetime import date
from typing import Any

from qianshao.divisions.models import Division
from qianshao.enforcement import services
from qianshao.enforcement.models import Delegation, Document, Officer
from tests.cast import SYSTEM, Cast
from tests.matrix import Builder


def case(cast: Cast, where: Division) -> Mapping[str, Any]:
    """A case of the county in the area, in which the township takes part."""
    made = services.open_case(
        matter="某事",
        words="某某",
        party_name="某店",
        mode="joint",
        division_path=where.path,
        actor=SYSTEM,
        now=cast.now,
    )
    return {"case_id": made.pk}


def officer(cast: Cast, where: Division) -> Mapping[str, Any]:
    """An officer of the area."""
    made = services.save_officer(
        name="某某",
        certificate=f"证{Officer.objects.unscoped('a test counts').count()}",
        organisation="某局",
        division_path=where.path,
        valid_from=date(2020, 1, 1),
        valid_until=date(2030, 1, 1),
        actor=SYSTEM,
        now=cast.now,
    )
    return {"officer_id": made.pk}


def delegation(cast: Cast, where: Division) -> Mapping[str, Any]:
    """A delegation to somebody of the area."""
    made = Delegation.objects.create(
        division_path=where.path,
        town_name="某镇",
        document="某文件",
        matters=["某事"],
        valid_from=date(2020, 1, 1),
        saved_at=cast.now,
        saved_by="某某",
    )
    return {"delegation_id": made.pk}


def document(cast: Cast, where: Division) -> Mapping[str, Any]:
    """A document of a case of the area."""
    made = Document.objects.create(
        case_id=case(cast, where)["case_id"],
        kind="check",
        kind_name="某文书",
        number="某号",
        county="0",
        year=2026,
        serial=Document.objects.count() + 1,
        docx="",
        pdf="",
        docx_sha256=hashlib.sha256(b"").hexdigest(),
        pdf_sha256=hashlib.sha256(b"").hexdigest(),
        at=cast.now,
        by_label="某某",
    )
    return {"document_id": made.pk}


OBJECTS: dict[str, Builder] = {
    "enforcement:case": case,
    "enforcement:document": document,
    "enforcement:document-make": case,
    "enforcement:act-handle": case,
    "enforcement:act-approve": case,
    "enforcement:act-decide": case,
    "enforcement:officer": officer,
    "enforcement:officer-retire": officer,
    "enforcement:delegation-end": delegation,
}
