"""Pure decisions of the register."""

from qianshao.registry.rules.codes import code_of, new_code
from qianshao.registry.rules.ends import ends, first_end
from qianshao.registry.rules.fields import SHAPES, FieldFault, read_value
from qianshao.registry.rules.freshness import next_check
from qianshao.registry.rules.pinyin import find_text, read_aloud
from qianshao.registry.rules.readings import TESTED, readings_of

__all__ = [
    "SHAPES",
    "TESTED",
    "FieldFault",
    "code_of",
    "ends",
    "find_text",
    "first_end",
    "new_code",
    "next_check",
    "read_aloud",
    "read_value",
    "readings_of",
]
