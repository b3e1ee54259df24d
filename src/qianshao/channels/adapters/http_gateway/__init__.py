"""The generic gateway for SMS and voice: signed JSON over HTTP, up to 100 messages a request.

Request: ``{"messages": [{"key", "to", "text", "title", "kind", "try", "not_after"}, …]}`` with the signature headers
and ``Idempotency-Key``. The gateway answers ``{"results": [{"key", "status", "id", "reason"}, …]}`` where status is
``accepted``, ``duplicate`` (had this key before), ``retry`` or ``rejected``; reason ``wrong_number`` counts as a
receipt. It reports back to ``/gateway/<channel>/callback`` (see services.callbacks).
"""

import hashlib
import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from qianshao.channels.adapters import wire
from qianshao.channels.adapters.base import Adapter, Envelope, Misconfigured, Outcome, Setting, TemporaryFailure
from qianshao.channels.adapters.signing import sign

_LARGEST_BATCH = 100
_RECEIPTS = frozenset({"wrong_number", "power_off", "unreachable"})


def _as_json(envelope: Envelope) -> dict[str, Any]:
    return {
        "key": envelope.key,
        "to": envelope.address,
        "title": envelope.title,
        "text": envelope.body,
        "kind": envelope.kind,
        "try": envelope.try_no,
        "not_after": envelope.not_after.isoformat(),
    }


def _idempotency_key(batch: Sequence[Envelope]) -> str:
    """One message: its own key. Several: a digest of theirs, so that the same batch has the same key."""
    if len(batch) == 1:
        return batch[0].key
    return hashlib.sha256("\n".join(e.key for e in batch).encode()).hexdigest()[:48]


def _outcome(result: Any) -> Outcome:
    if not isinstance(result, dict):
        return Outcome("temporary", error=gettext("网关没有说这一条的结果"))
    status, reason = str(result.get("status", "")), str(result.get("reason", ""))[:200]
    if status in {"accepted", "duplicate"}:
        return Outcome("sent", provider_ref=str(result.get("id", ""))[:80])
    if status == "rejected":
        return Outcome("permanent", error=reason, receipt=reason if reason in _RECEIPTS else "unreachable")
    return Outcome("temporary", error=reason or gettext("网关请求稍后再发"))


class HttpGatewayAdapter(Adapter):
    """See the module."""

    name = "http_gateway"
    label = _("通用网关（短信、语音、广播）")
    kinds = ("sms", "voice", "im", "broadcast")
    dedupes = True
    fields = (
        Setting("url", _("网关地址"), _("可含 {kind}：按短信、语音分不同地址"), required=True),
        Setting("allow", _("允许连接的 主机:端口"), _("逗号分隔；内网地址也须在此列出"), required=True),
        Setting("secret", _("签名密钥"), _("双方约定，不少于 16 个字符"), secret=True, required=True),
        Setting("batch", _("每次最多几条"), default="50"),
        Setting("timeout", _("超时（秒）"), default="5"),
    )

    def check(self) -> None:
        """Address on the allow-list, secret long enough, numbers in range."""
        super().check()
        try:
            self.batch, self.timeout = int(self.settings["batch"]), float(self.settings["timeout"])
        except ValueError as error:
            raise Misconfigured(gettext("条数和超时须是数字")) from error
        if not (1 <= self.batch <= _LARGEST_BATCH and 0 < self.timeout <= 10):
            raise Misconfigured(gettext("每次 1 到 100 条，超时不超过 10 秒"))
        if len(self.settings["secret"]) < 16:
            raise Misconfigured(gettext("签名密钥不少于 16 个字符"))
        self.allowed = wire.parse_allowed(self.settings["allow"])
        wire.check_url(self._url("sms"), self.allowed)

    def _url(self, kind: str) -> str:
        return self.settings["url"].replace("{kind}", kind)

    def send(self, batch: Sequence[Envelope], now: datetime) -> list[Outcome]:
        """One signed request per batch. All messages of a batch are of one kind."""
        body = json.dumps({"messages": [_as_json(e) for e in batch]}, ensure_ascii=False).encode()
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "Accept": "application/json",
            "Idempotency-Key": _idempotency_key(batch),
            **sign(self.settings["secret"], body, now),
        }
        url = self._url(batch[0].kind)
        answer = wire.post(url, body, headers, allowed=self.allowed, timeout=self.timeout)
        return self._outcomes(batch, answer)

    def _outcomes(self, batch: Sequence[Envelope], answer: wire.Answer) -> list[Outcome]:
        # A refusal of the request as a whole (401, 404, 429, 5xx) is the channel's trouble, not the message's.
        if not 200 <= answer.status < 300:
            raise TemporaryFailure(gettext("网关返回 {status}").format(status=answer.status))
        try:
            results = json.loads(answer.body)["results"]
            by_key = {str(result["key"]): result for result in results}
        except (ValueError, TypeError, KeyError) as error:
            raise TemporaryFailure(gettext("网关的回答看不懂")) from error
        return [_outcome(by_key.get(envelope.key)) for envelope in batch]
