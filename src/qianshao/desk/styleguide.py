"""The living style page `/_styleguide/` (DEBUG only): every component once, for eyes and screenshot tests."""

# zh: sample text of the page for developers

from dataclasses import dataclass
from datetime import datetime, timedelta

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from qianshao.accounts.access import public
from qianshao.core import clock


@dataclass(frozen=True)
class SampleStep:
    """A ladder step as `ui/ladder.html` draws it."""

    mark: str
    name: str
    state: str
    icon: str
    at: datetime
    called: int = 0
    answered: int = 0
    expected: int = 0
    limit_text: str = ""
    due: datetime | None = None


class SampleForm(forms.Form):
    """One field of each kind."""

    name = forms.CharField(label="隐患名称", initial="石门水库溢洪道裂缝")
    until = forms.DateField(label="整改期限", help_text="不早于今天")
    town = forms.ChoiceField(label="乡镇", choices=[("1", "石门镇"), ("2", "龙潭镇")])
    urgent = forms.BooleanField(label="重大隐患", required=False)


def sample_steps(now: datetime) -> list[SampleStep]:
    """The ladder of the prototype: three steps done, one running, one to come."""
    return [
        SampleStep("①", "短信＋平台推送", "done", "send", now - timedelta(minutes=26), 486, 312),
        SampleStep("②", "智能外呼", "done", "phone-call", now - timedelta(minutes=23), 174, 96),
        SampleStep("③", "值班员电话", "done", "phone-outgoing", now - timedelta(minutes=15), 78, 29),
        SampleStep(
            "④",
            "乡镇值班代叫",
            "now",
            "building-community",
            now - timedelta(minutes=7),
            49,
            8,
            limit_text="10 分钟",
            due=now + timedelta(seconds=154),
        ),
        SampleStep("⑤", "应急广播＋敲门", "next", "speakerphone", now + timedelta(minutes=3), expected=41),
    ]


@public("shown to developers only (DEBUG), and holds no data")
def styleguide(request: HttpRequest) -> HttpResponse:
    """Show it to developers, and to nobody else."""
    if not settings.DEBUG:
        raise Http404
    form = SampleForm({"name": "石门水库溢洪道裂缝", "until": "", "town": "1"})
    return render(request, "ui/styleguide.html", {"steps": sample_steps(clock.now()), "form": form})
