"""Who may do what, and which address asks for it: ``docs/permissions.md``, made from the code.

python -m tools.permission_matrix            print it
python -m tools.permission_matrix --update   write docs/permissions.md
python -m tools.permission_matrix --check    1 when docs/permissions.md is not what the code says
"""

import argparse
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import django
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import translation

from qianshao.accounts.permissions import actions_of, all_actions
from qianshao.core.permissions import ROLES

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "docs/permissions.md"
HEAD = """# 权限表

本页由 `python -m tools.permission_matrix --update` 从代码生成，请不要手改。

- 角色在授权的辖区及其下级有效；辖区以外的对象一律答“没有找到”（404），辖区以内而没有权限的答“不能做”（403）。
- 每个页面和接口都有登记，没有登记的页面对谁都不开放；测试 `tests/accounts/test_matrix.py` 按本表逐个地址、逐个角色、
  逐个辖区核对，GET 和 POST 都核对。
"""
PLACE = re.compile(r"<(?:\w+:)?(\w+)>")
YES = "●"


def actions_table() -> list[str]:
    """One line for each action, a dot for each role that holds it."""
    lines = [
        "| 操作 | 编码 | " + " | ".join(str(name) for name in ROLES.values()) + " |",
        "|---|---|" + ":-:|" * len(ROLES),
    ]
    for action in all_actions().values():
        dots = (YES if action.code in actions_of(role) else "" for role in ROLES)
        lines.append(f"| {action.name} | `{action.code}` | " + " | ".join(dots) + " |")
    return lines


def addresses() -> Iterator[tuple[str, Any]]:
    """Every address with its mark; an API address once for each method."""
    return _walk(get_resolver().url_patterns, "/")


def _walk(patterns: list[Any], above: str) -> Iterator[tuple[str, Any]]:
    for pattern in patterns:
        route = above + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern):
            address = PLACE.sub(r"{\1}", route)
            operations = getattr(pattern.callback, "operations", None)
            if operations is None:
                yield address, getattr(pattern.callback, "access", None)
            for method, access in (operations or {}).items():
                yield f"{method} {address}", access


def addresses_table() -> list[str]:
    """One line for each address: who may open it."""
    lines = ["| 地址 | 谁能打开 | 说明 |", "|---|---|---|"]
    for address, access in sorted(addresses(), key=lambda one: one[0].split(" ")[-1]):
        if access is None:
            lines.append(f"| `{address}` | 谁都不能 | 没有登记 |")
        elif access.kind == "action":
            action = all_actions().get(access.detail)
            lines.append(f"| `{address}` | {action.name if action else '谁都不能'} | `{access.detail}` |")
        else:
            who = "所有人" if access.kind == "public" else "登录用户本人"
            lines.append(f"| `{address}` | {who} | {access.detail} |")
    return lines


def page() -> str:
    """The whole page."""
    with translation.override("zh-hans"):
        parts = [HEAD, "## 操作与角色\n", *actions_table(), "\n## 地址\n", *addresses_table(), ""]
    return "\n".join(parts)


def main(arguments: list[str]) -> int:
    """Print, write or compare."""
    parser = argparse.ArgumentParser(prog="python -m tools.permission_matrix")
    parser.add_argument("--update", action="store_true", help="write docs/permissions.md")
    parser.add_argument("--check", action="store_true", help="1 when docs/permissions.md is out of date")
    given = parser.parse_args(arguments)
    django.setup()
    text = page()
    if given.update:
        TARGET.write_text(text, encoding="utf-8")
    elif given.check:
        current = TARGET.exists() and TARGET.read_text(encoding="utf-8") == text
        print("docs/permissions.md is current" if current else "run python -m tools.permission_matrix --update")
        return 0 if current else 1
    else:
        print(text)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
