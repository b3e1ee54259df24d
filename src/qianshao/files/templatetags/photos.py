"""What a page says beside a photo: whether faces are hidden in it, and how to see it whole."""

from typing import Any

from django import template
from django.template import Context

register = template.Library()


@register.inclusion_tag("files/mask.html", takes_context=True)
def photo_mask(context: Context, photo: Any) -> dict[str, object]:
    """A few words, and for those who may, the way to the whole picture."""
    scope = getattr(context.get("request"), "scope", None)
    may = photo.is_masked and scope is not None and scope.may("files.unmask", photo.division_path)
    return {"photo": photo, "may": may, "csrf_token": context.get("csrf_token")}
