"""The tree of areas."""

from django.db import models

from qianshao.core.scope import ScopedQuerySet
from qianshao.divisions.levels import Level


class DivisionQuerySet(ScopedQuerySet):
    """Divisions are scoped by their own path."""

    path_column = "path"


class Division(models.Model):
    """One area. ``boundary`` is a GeoJSON geometry in CGCS2000/WGS-84 lon-lat; lon and lat are its seat."""

    name = models.CharField(max_length=60)
    level = models.PositiveSmallIntegerField(choices=[(level.value, level.name) for level in Level])
    code = models.CharField(max_length=12, blank=True, db_index=True)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    path = models.CharField(max_length=40, unique=True)
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    boundary = models.JSONField(null=True)
    boundary_crs = models.CharField(max_length=12, blank=True)
    is_demo = models.BooleanField(default=False)

    objects = models.Manager.from_queryset(DivisionQuerySet)()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["code"],
                condition=models.Q(valid_to__isnull=True) & ~models.Q(code=""),
                name="divisions_one_living_code",
            )
        ]

    def __str__(self) -> str:
        return self.name
