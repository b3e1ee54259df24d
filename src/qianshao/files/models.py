"""Tables of evidence. The bytes are files under ``QIANSHAO_HOME/evidence``, sealed by the row's key."""

import base64
import secrets
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from qianshao.core.fields import EncryptedTextField
from qianshao.core.scope import ScopedManager
from qianshao.files.states import OPEN, STATE_LABELS, WHYS, EvidenceState


def new_key() -> str:
    """A key of one photo, as text."""
    return base64.b64encode(secrets.token_bytes(32)).decode()


class Evidence(models.Model):
    """One photo. ``uid`` is the phone's own UUID for it.

    ``sha256`` is of the file as sent (which is not kept), ``kept_sha256`` of the picture as shown. ``made_at`` and
    ``lon``/``lat``/``accuracy`` (WGS-84, metres) come from the command or the upload, ``exif_*`` from inside the
    file: neither replaces the other, nor ``received_at``, which is ours. An empty ``key``: erased for good.
    ``faces`` are the boxes (left, top, right, bottom) that are made unrecognisable in ``masked_name`` and in the
    thumbnail; empty: none found; null: nobody looked for faces. ``kept_sha256`` is always of the whole picture.
    """

    uid = models.UUIDField(unique=True)
    state = models.CharField(max_length=10, default=EvidenceState.AWAITED, choices=list(STATE_LABELS.items()))
    owner_id = models.BigIntegerField()
    owner_label = models.CharField(max_length=80)
    division_path = models.CharField(max_length=40)
    subject_kind = models.CharField(max_length=32, blank=True)
    subject_id = models.BigIntegerField(null=True)
    is_drill = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    made_at = models.DateTimeField(null=True)
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    accuracy = models.FloatField(null=True)
    total = models.PositiveIntegerField(default=0)
    received = models.PositiveIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    last_part_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField(null=True)
    key = EncryptedTextField(blank=True, default=new_key)
    tries = models.PositiveSmallIntegerField(default=0)
    why = models.CharField(max_length=10, blank=True)
    kept_at = models.DateTimeField(null=True)
    kept_sha256 = models.CharField(max_length=64, blank=True)
    kept_bytes = models.PositiveIntegerField(default=0)
    kept_name = models.CharField(max_length=60, blank=True)
    thumb_name = models.CharField(max_length=60, blank=True)
    # Null, so that SQLite adds the column in place: a table made anew would lose the triggers that keep evidence.
    masked_name = models.CharField(max_length=60, blank=True, null=True)
    faces = models.JSONField(null=True)
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    exif_at = models.CharField(max_length=25, blank=True)
    exif_lon = models.FloatField(null=True)
    exif_lat = models.FloatField(null=True)
    erased_at = models.DateTimeField(null=True)
    erased_by = models.CharField(max_length=80, blank=True)
    erase_reason = models.CharField(max_length=200, blank=True)

    objects = ScopedManager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(state="erased") | Q(key=""), name="evidence_erased_has_no_key"),
            models.CheckConstraint(condition=Q(received__lte=models.F("total")), name="evidence_not_too_long"),
        ]
        indexes: ClassVar = [
            models.Index(fields=("subject_kind", "subject_id"), name="evidence_subject"),
            models.Index(fields=("owner_id", "created_at"), name="evidence_owner"),
            models.Index(fields=("received_at",), name="evidence_arrived", condition=Q(state="arrived")),
            models.Index(fields=("division_path", "id"), name="evidence_area"),
        ]

    def __str__(self) -> str:
        return str(self.uid)

    @property
    def label(self) -> Any:
        """The state in words."""
        return STATE_LABELS[EvidenceState(self.state)]

    @property
    def why_words(self) -> Any:
        """Why it is no picture."""
        return WHYS.get(self.why, "")

    @property
    def is_shown(self) -> bool:
        """Whether there is a picture to look at."""
        return self.state == EvidenceState.KEPT

    @property
    def is_masked(self) -> bool:
        """Whether what is shown has faces made unrecognisable."""
        return self.is_shown and bool(self.masked_name)

    @property
    def is_unlooked(self) -> bool:
        """Whether it is shown though nobody looked for faces in it."""
        return self.is_shown and self.faces is None

    @property
    def is_open(self) -> bool:
        """Whether bytes are still missing."""
        return self.state in OPEN

    @property
    def file_names(self) -> list[str]:
        """Its pictures in the store."""
        return [name for name in (self.kept_name, self.thumb_name, self.masked_name) if name]

    @property
    def raw_key(self) -> bytes:
        """The key as bytes; empty when erased."""
        return base64.b64decode(self.key)


class EvidencePart(models.Model):
    """A piece of a file on disk: ``length`` bytes from ``offset``."""

    evidence = models.ForeignKey(Evidence, models.CASCADE, related_name="parts")
    offset = models.PositiveIntegerField()
    length = models.PositiveIntegerField()
    name = models.CharField(max_length=60)

    objects = models.Manager()

    class Meta:
        ordering = ("offset",)
        constraints: ClassVar = [models.UniqueConstraint(fields=("evidence", "offset"), name="evidence_part_once")]

    def __str__(self) -> str:
        return self.name
