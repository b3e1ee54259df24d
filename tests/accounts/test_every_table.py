"""Rules over all tables of all rooms: what carries an area is scoped, what is a personal number is sealed."""

import re
from typing import Any

import pytest
from django.apps import apps
from django.db import models

from qianshao.core.fields import EncryptedTextField
from qianshao.core.scope import ScopedQuerySet, ScopeMissing

TABLES = [model for model in apps.get_models() if model.__module__.startswith("qianshao.")]
AREA = {"division_path", "path"}
NUMBER = re.compile(r"phone|mobile|id_number|address_enc|secret|(?<!_)token$")
#: What the pattern catches by name and is no value itself.
LOOK_UP = re.compile(r"_hash$|_at$|digest")
#: Numbers that exist to be read by everybody: the posts printed on posters and on the public pages.
PUBLISHED = {"DutyLine.phone"}


def carries_an_area(model: Any) -> bool:
    """Whether rows of this table belong to areas."""
    return bool(AREA & {field.name for field in model._meta.fields})


def is_scoped(model: Any) -> bool:
    """Whether its questions must say for whom."""
    return isinstance(model._default_manager.get_queryset(), ScopedQuerySet)


def plain_numbers(model: Any) -> list[str]:
    """Columns that by their name hold a personal number or a secret and are not sealed."""
    return [
        f"{model.__name__}.{field.name}"
        for field in model._meta.fields
        if NUMBER.search(field.name)
        and not LOOK_UP.search(field.name)
        and isinstance(field, models.CharField | models.TextField)
        and not isinstance(field, EncryptedTextField)
    ]


def test_every_table_with_an_area_is_scoped() -> None:
    assert len(TABLES) > 10
    assert not [model.__name__ for model in TABLES if carries_an_area(model) and not is_scoped(model)]


@pytest.mark.django_db
@pytest.mark.parametrize("model", [m for m in TABLES if is_scoped(m)], ids=lambda m: m.__name__)
def test_no_scoped_table_answers_before_it_knows_for_whom(model: Any) -> None:
    with pytest.raises(ScopeMissing):
        model._default_manager.first()
    assert list(model._default_manager.all().unscoped("a test")[:1]) is not None


def test_every_personal_number_and_secret_is_sealed() -> None:
    assert not [name for model in TABLES for name in plain_numbers(model) if name not in PUBLISHED]


def test_control_a_plain_phone_column_and_an_unscoped_table_would_be_found() -> None:
    class Careless(models.Model):
        phone = models.CharField(max_length=20)
        division_path = models.CharField(max_length=40)

        class Meta:
            app_label = "core"
            managed = False

    try:
        assert plain_numbers(Careless) == ["Careless.phone"]
        assert carries_an_area(Careless)
        assert not is_scoped(Careless)
    finally:
        apps.all_models["core"].pop("careless")
        apps.clear_cache()
