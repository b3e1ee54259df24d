"""Answers by village on the map: how many of those called have answered, now or at a moment of the night."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from qianshao.calling.selectors.progress import answered_at, callouts_at
from qianshao.core.layers import Feature, Layer, point
from qianshao.core.scope import Scope
from qianshao.divisions.selectors import names_of, seats_of


def _answers(scope: Scope, at: datetime) -> Iterator[Feature]:
    """One mark for each village with people called; amber while an answer is missing, then green."""
    sums: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    pages: dict[str, str] = {}
    for callout in callouts_at(scope, at):
        page = reverse("alerts:alert", args=[callout.cause_id]) if callout.cause_kind == "alert" else ""
        for path, (done, total) in answered_at(scope, callout.pk, at).items():
            sums[path][0] += done
            sums[path][1] += total
            pages.setdefault(path, page)
    names = names_of(set(sums))
    for path, (lon, lat) in seats_of(sums).items():
        done, total = sums[path]
        tone = "ok" if done == total else "wait"
        words = f"{done:,}/{total:,}"
        yield Feature(point(lon, lat), names.get(path, ""), words, tone, "phone-call", pages[path], at)


LAYERS = (Layer("answers", _("应答进度"), "calling.view", _answers, past=_answers),)
