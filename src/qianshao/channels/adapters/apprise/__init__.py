"""企业微信, 钉钉, 飞书, e-mail, webhooks and a hundred more through the Apprise library.

The setting ``url`` is an Apprise address, such as ``wecombot://KEY``, ``dingtalk://SECRET@TOKEN``, ``feishu://TOKEN``
or ``mailtos://user:password@mail.example.cn?to={address}``; ``{address}`` is replaced for messages to one person.
Apprise has no idempotency key: after a kill up to one message may arrive twice, which is right for a warning.
"""

import logging
import re
import threading
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from urllib.parse import quote

import apprise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from qianshao.channels.adapters import wire
from qianshao.channels.adapters.base import Adapter, Envelope, Misconfigured, Outcome, Setting

#: Schemes that would read files, run programs or reach the desktop: never.
_REFUSED = frozenset({"syslog", "dbus", "gnome", "macosx", "windows", "glib", "kde", "qt", "rsyslog"})
_LOG = logging.getLogger("apprise")
_STATUS = re.compile(r"error=(\d{3})")
_GONE = frozenset({400, 404, 410, 422})


class _Ear(logging.Handler):
    """Hears what Apprise logs in this thread: its only way to tell why ``notify`` returned False."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.thread, self.heard = threading.get_ident(), ""

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the last warning of this thread."""
        if record.thread == self.thread:
            self.heard = record.getMessage()


class AppriseAdapter(Adapter):
    """See the module."""

    name = "apprise"
    label = _("企业微信、钉钉、飞书、邮件等")
    kinds = ("im", "sms", "voice", "broadcast")
    batch = 5  # one request per message inside: few, so that a kill leaves few in doubt
    fields = (
        Setting("url", _("通知地址"), _("Apprise 格式；发给个人时用 {address} 代表号码"), secret=True, required=True),
        Setting("allow", _("允许连接的 主机:端口"), _("仅 webhook 和邮件需要；逗号分隔")),
    )

    def check(self) -> None:
        """The address is understood, of a permitted scheme, and its host is on the list where it can be any."""
        super().check()
        scheme = self.settings["url"].partition("://")[0].lower()
        if scheme in _REFUSED:
            raise Misconfigured(gettext("{scheme}:// 发不到人").format(scheme=scheme))
        service = self._service("13800000000")
        # Services whose address names any host are held to the allow-list; the rest talk to their maker's hosts.
        self.free_host = any("{host}" in template for template in service.templates)
        if self.free_host:
            self._check_host(service)

    def _check_host(self, service: Any) -> None:
        # E-mail: Apprise may know the provider's SMTP host better than the address says.
        host = getattr(service, "smtp_host", "") or service.host
        port = service.port or (443 if service.secure else 80)
        allowed = wire.parse_allowed(self.settings["allow"])
        wire.resolve(wire.check_url(f"http://{host}:{port}/", allowed), allowed)

    def _service(self, address: str) -> Any:
        asset = apprise.AppriseAsset(http_redirects=False, secure_logging=True, storage_mode="memory")
        url = self.settings["url"].replace("{address}", quote(address, safe=""))
        service = apprise.Apprise.instantiate(url, asset=asset, suppress_exceptions=True)
        if service is None:
            raise Misconfigured(gettext("通知地址看不懂"))
        service.socket_connect_timeout = service.socket_read_timeout = 4.0
        service.request_rate_per_sec = 0  # our own limit rules
        return service

    def send(self, batch: Sequence[Envelope], now: datetime) -> list[Outcome]:  # noqa: ARG002
        """One request per message; the batch stops at the first sign that the provider is away."""
        outcomes: list[Outcome] = []
        for envelope in batch:
            outcome = self._one(envelope)
            outcomes.append(outcome)
            if outcome.status == "temporary":
                break
        return outcomes + [outcomes[-1]] * (len(batch) - len(outcomes))

    def _one(self, envelope: Envelope) -> Outcome:
        service = self._service(envelope.address)
        if self.free_host:
            self._check_host(service)
        ear = _Ear()
        _LOG.addHandler(ear)
        try:
            done = service.notify(body=envelope.body, title=envelope.title)
        except TypeError as error:
            return Outcome("permanent", error=str(error)[:200])
        finally:
            _LOG.removeHandler(ear)
        return Outcome("sent") if done else self._why(ear.heard)

    def _why(self, heard: str) -> Outcome:
        found = _STATUS.search(heard)
        if found and int(found[1]) in _GONE and "{address}" in self.settings["url"]:
            # To one person, "no such" is about the person; to a group robot it is about the channel.
            return Outcome(
                "permanent", error=gettext("服务返回 {status}").format(status=found[1]), receipt="unreachable"
            )
        why = gettext("服务返回 {status}").format(status=found[1]) if found else gettext("服务连不上")
        return Outcome("temporary", error=why)
