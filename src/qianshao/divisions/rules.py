"""Pure rules of the tree: paths and codes."""

PATH_WIDTH = 4
MAX_CHILDREN = 10**PATH_WIDTH - 1
_CODE_LENGTHS = {1: 2, 2: 4, 3: 6, 4: 9, 5: 12}


def child_path(parent_path: str, number: int) -> str:
    """The path of a parent's ``number``-th child (from 1).

    Raises:
        ValueError: the parent has no room for it.
    """
    if not 1 <= number <= MAX_CHILDREN:
        raise ValueError(f"a division has room for 1 to {MAX_CHILDREN} parts")
    return f"{parent_path}{number:0{PATH_WIDTH}d}"


def level_of_code(code: str) -> int | None:
    """The level a 12-digit code stands for, by its trailing zeros; None when it is no such code."""
    if len(code) != 12 or not code.isdigit():
        return None
    for level, length in _CODE_LENGTHS.items():
        if set(code[length:]) <= {"0"}:
            return level
    return None


def depth(path: str) -> int:
    """How many levels deep a path is."""
    return len(path) // PATH_WIDTH


def ancestors(path: str) -> list[str]:
    """The paths above and including ``path``, from the root."""
    return [path[:end] for end in range(PATH_WIDTH, len(path) + 1, PATH_WIDTH)]
