"""Papers of a major hazard: the report in three parts and the plan in six (hazards_to_assessment.md §1.3)."""

from django.db import models

from qianshao.hazards.models.ledger import Hazard


class _Paper(models.Model):
    """A version of a paper; the newest counts, the older ones stay."""

    at = models.DateTimeField()
    by_id = models.BigIntegerField(null=True)
    by_label = models.CharField(max_length=80)

    class Meta:
        abstract = True
        ordering = ("-id",)


class MajorReport(_Paper):
    """What it is and why, what it may do and how hard it is to mend, how it shall be treated."""

    hazard = models.ForeignKey(Hazard, models.PROTECT, related_name="reports")
    present = models.TextField(max_length=2000)
    harm = models.TextField(max_length=2000)
    plan = models.TextField(max_length=2000)

    objects = models.Manager()

    def __str__(self) -> str:
        return f"{self.hazard_id}"


class TreatmentPlan(_Paper):
    """Goals, measures, money, people, time, safety."""

    hazard = models.ForeignKey(Hazard, models.PROTECT, related_name="plans")
    goals = models.TextField(max_length=2000)
    measures = models.TextField(max_length=2000)
    money = models.TextField(max_length=2000)
    people = models.TextField(max_length=2000)
    limit = models.TextField(max_length=2000)
    safety = models.TextField(max_length=2000)

    objects = models.Manager()

    def __str__(self) -> str:
        return f"{self.hazard_id}"
