"""Money: budget lines by year and source with what was executed and paid; bond-fund equipment lists with matching.

All amounts are whole fen (分).
"""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from qianshao.core.scope import ScopedManager


class Source(models.TextChoices):
    """Where money comes from (S2-120, S2-121, S2-136, S4-071)."""

    OWN = "own", _("本级财政")
    UPPER = "upper", _("上级补助")
    BOND = "bond", _("国债资金")
    MATCHING = "matching", _("国债配套")
    AWARD = "award", _("以奖代补")
    SOCIAL = "social", _("社会投入")


class Head(models.TextChoices):
    """What money is for (S4-070, S5-089)."""

    EQUIPMENT = "equipment", _("应急装备")
    RELIEF = "relief", _("救灾物资")
    HAZARD = "hazard", _("隐患治理")
    REWARD = "reward", _("举报奖励")
    ALLOWANCE = "allowance", _("协管员津贴")
    SAFETY = "safety", _("安全生产监管")
    BUILDING = "building", _("基础设施建设")
    FORCE = "force", _("应急力量建设")
    COMMUNITY = "community", _("村（社区）综合减灾")
    OTHER = "other", _("其他")


class BudgetLine(models.Model):
    """One line of a year's budget. ``executed`` and ``paid`` are the sums of its entries, checked by the table."""

    division_path = models.CharField(max_length=40)
    year = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=10, choices=Source.choices)
    head = models.CharField(max_length=12, choices=Head.choices)
    name = models.CharField(max_length=80)
    planned = models.BigIntegerField()
    executed = models.BigIntegerField(default=0)
    paid = models.BigIntegerField(default=0)
    note = models.CharField(max_length=200, blank=True)
    is_active = models.BooleanField(default=True)
    is_demo = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=0)

    objects = ScopedManager()

    class Meta:
        ordering = ("-year", "division_path", "source", "id")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(planned__gte=0, executed__gte=0, paid__gte=0), name="budget_line_not_negative"
            ),
            models.CheckConstraint(condition=Q(paid__lte=F("executed")), name="budget_line_paid_is_executed"),
        ]
        indexes: ClassVar = [models.Index(fields=("division_path", "year"), name="budget_line_area")]

    def __str__(self) -> str:
        return self.name


class Step(models.TextChoices):
    """What an entry says."""

    EXECUTED = "executed", _("已执行")
    PAID = "paid", _("已支付")


class BudgetEntry(models.Model):
    """An amount executed or paid; corrections are entries with the other sign. Never changed, never removed."""

    line = models.ForeignKey(BudgetLine, on_delete=models.PROTECT, related_name="entries")
    step = models.CharField(max_length=10, choices=Step.choices)
    amount = models.BigIntegerField()
    on = models.DateField()
    words = models.CharField(max_length=120)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=80)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.get_step_display()} {self.amount}"


class MatchingVersion(models.Model):
    """One version of the matching rates by class of county; versions are added, never changed.

    ``classes``: [{code, name, percent, counties: [six digits]}]; the class without counties is everybody else's.
    """

    name = models.CharField(max_length=80)
    valid_from = models.DateField()
    classes = models.JSONField(default=list)
    source = models.CharField(max_length=200, blank=True)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=80)

    class Meta:
        ordering = ("-valid_from", "-id")

    def __str__(self) -> str:
        return self.name


class BondProject(models.Model):
    """An equipment list paid by bonds. ``base``: what the matching rate is taken of (the paper leaves it open);
    ``percent`` and ``rule``: the rate in force on ``approved_on``, kept as it was then; ``in_place``: matching money
    that has arrived."""

    division_path = models.CharField(max_length=40)
    name = models.CharField(max_length=80)
    batch = models.CharField(max_length=40, blank=True)
    approved_on = models.DateField()
    base = models.BigIntegerField()
    percent = models.PositiveSmallIntegerField()
    rule = models.CharField(max_length=120)
    in_place = models.BigIntegerField(default=0)
    is_demo = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=0)

    objects = ScopedManager()

    class Meta:
        ordering = ("-approved_on", "-id")
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(base__gte=0, in_place__gte=0), name="bond_project_not_negative"),
            models.CheckConstraint(condition=Q(percent__lte=100), name="bond_project_percent"),
        ]
        indexes: ClassVar = [models.Index(fields=("division_path", "-approved_on"), name="bond_project_area")]

    def __str__(self) -> str:
        return self.name


class BondCategory(models.TextChoices):
    """The six categories of equipment (S1-005)."""

    FOREST = "forest", _("森林火灾扑救抢险救援")
    FLOOD = "flood", _("抗洪抢险")
    WATER = "water", _("水域救援")
    QUAKE = "quake", _("地震地质灾害救援")
    COMMS = "comms", _("应急通讯")
    SUPPORT = "support", _("综合保障")


class BondItem(models.Model):
    """One line of an equipment list: how many were planned, delivered, accepted and handed to the team."""

    project = models.ForeignKey(BondProject, on_delete=models.PROTECT, related_name="items")
    category = models.CharField(max_length=10, choices=BondCategory.choices)
    name = models.CharField(max_length=60)
    unit = models.CharField(max_length=8)
    price = models.BigIntegerField(default=0)
    team = models.CharField(max_length=60, blank=True)
    planned = models.PositiveIntegerField()
    delivered = models.PositiveIntegerField(default=0)
    accepted = models.PositiveIntegerField(default=0)
    issued = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("category", "id")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(issued__lte=F("accepted"), accepted__lte=F("delivered")), name="bond_item_in_order"
            )
        ]

    def __str__(self) -> str:
        return self.name
