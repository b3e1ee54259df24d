"""The part of a scope where an action is granted.

Somebody may be a grid worker in one village and hold only the wall's role over the county: lists of people then show
the village, not the county.
"""

from qianshao.core.scope import Scope

VIEW = "people.view"


def where(scope: Scope, action: str = VIEW) -> Scope:
    """The scope's areas in which ``action`` is granted; the machine's own scope stays whole."""
    if scope.whole:
        return scope
    return Scope({path: actions for path, actions in scope.grants.items() if action in actions})
