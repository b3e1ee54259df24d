"""Signs of life of the engine."""

from django.db import models


class Heartbeat(models.Model):
    """When a worker last finished a round, and which sweep failed last."""

    name = models.CharField(max_length=60, unique=True)
    beat_at = models.DateTimeField()
    rounds = models.BigIntegerField(default=0)
    last_error = models.TextField(blank=True)
    last_error_at = models.DateTimeField(null=True)
