"""Documents that were made, and the templates in force."""

from django.utils.translation import gettext_lazy as _

from qianshao.core.errors import NotFound
from qianshao.core.scope import Scope
from qianshao.enforcement.models import Case, Document, Template


def documents_of(case: Case) -> list[Document]:
    """The documents of a case the reader was given, the newest first, without their bytes."""
    return list(case.documents.defer("docx", "pdf").order_by("-id"))


def document_of(scope: Scope, document_id: int) -> Document:
    """One document of a case in the scope.

    Raises:
        NotFound: there is none.
    """
    mine = Case.objects.within(scope).values("pk")
    found = Document.objects.filter(pk=document_id, case__in=mine).select_related("case").first()
    if found is None:
        raise NotFound("document.unknown", _("没有找到这份文书，或不在您的辖区。"))
    return found


def template_of(kind: str) -> Template | None:
    """The county's newest template of a kind; None: ours holds."""
    found = Template.objects.filter(kind=kind).order_by("-version").first()
    return found if found is not None and found.data else None


def template_versions(kind: str) -> list[Template]:
    """Every version of a kind, the newest first, without the files."""
    return list(Template.objects.filter(kind=kind).defer("data").order_by("-version"))
