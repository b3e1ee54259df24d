"""Who does it: every verb takes an actor, and the journal names them."""

from dataclasses import dataclass, field
from typing import Literal

from django.utils.translation import gettext_lazy as _

from qianshao.core.errors import NotAllowed, NotFound
from qianshao.core.scope import Scope

Source = Literal["desk", "phone", "api", "tick", "import", "cli", "gateway", "link", "demo", "paper"]


@dataclass(frozen=True)
class Actor:
    """A person, a machine sweep, a gateway or the holder of an answer link."""

    kind: Literal["user", "system", "gateway", "link"]
    label: str
    source: Source
    user_id: int | None = None
    person_id: int | None = None
    scope: Scope = field(default_factory=Scope)

    @classmethod
    def system(cls, name: str, source: Source = "tick") -> "Actor":
        """The machine itself, named by the sweep or command that runs."""
        return cls("system", name, source, scope=Scope.everything(name))

    def demand(self, action: str, path: str) -> None:
        """Let the verb go on only if this actor may do ``action`` at ``path`` (empty: anywhere at all).

        Raises:
            NotFound: the area is none of theirs.
            NotAllowed: theirs, but not this action.
        """
        if self.scope.may(action, path):
            return
        if path and not self.scope.sees(path):
            raise NotFound("area.unknown", _("没有找到，或不在您的辖区。"))
        raise NotAllowed("action.denied", _("您没有这项权限。需要时请找县应急局管理员。"))
