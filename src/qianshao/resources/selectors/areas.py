"""The part of a scope where an action is granted."""

from qianshao.core.scope import Scope

VIEW = "resources.view"


def where(scope: Scope, action: str = VIEW) -> Scope:
    """The scope's areas in which ``action`` is granted; the machine's own scope stays whole."""
    if scope.whole:
        return scope
    return Scope({path: actions for path, actions in scope.grants.items() if action in actions})
