"""Old messages forget whom they went to; that they went, when and how stays for the counts."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from qianshao.core.actor import Actor
from qianshao.core.sql import db_time, execute, fetch_all, read_time
from qianshao.journal.models import Cursor
from qianshao.journal.services import record

CURSOR = "channels.forget"


def forget_recipients(now: datetime, limit: int) -> int:
    """Strip address, name, the gateway's number and its words from messages older than the site keeps them.

    Messages are numbered in the order they were written, so a cursor does: no index is paid for while sending. Those
    still waiting to be sent (there is none after so long, but for a frozen site) keep their address and stop it.
    """
    before = now - timedelta(days=settings.OUTBOX_KEEP_DAYS)
    with transaction.atomic(durable=True):
        cursor = Cursor.of(CURSOR)
        rows = fetch_all(
            "SELECT id, created_at, state FROM channels_message WHERE id > %s ORDER BY id LIMIT %s",
            (cursor.last_id, limit),
        )
        last = cursor.last_id
        for number, created_at, state in rows:
            moment = read_time(created_at)
            if moment is None or moment >= before or state in ("queued", "sending"):
                break
            last = number
        if last == cursor.last_id:
            return 0
        count = execute(
            "UPDATE channels_message SET address_enc = '', to_label = '', provider_ref = '', error = '' "
            "WHERE id > %s AND id <= %s AND created_at < %s",
            (cursor.last_id, last, db_time(before)),
        )
        cursor.last_id = last
        cursor.save(update_fields=["last_id"])
        record(
            kind="channels.forgotten",
            actor=Actor.system(CURSOR),
            now=now,
            subject=("message", last),
            division_path="",
            data={"count": count, "days": settings.OUTBOX_KEEP_DAYS},
        )
    return count
