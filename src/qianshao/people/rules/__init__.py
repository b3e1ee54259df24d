"""Pure decisions about people: the chain, names, numbers."""

from qianshao.core.phones import phone_fault
from qianshao.people.rules.chain import Holding, Roster
from qianshao.people.rules.codes import household_code, household_of_code
from qianshao.people.rules.names import initials
from qianshao.people.rules.numbers import age_on, birth_of, id_fault

__all__ = [
    "Holding",
    "Roster",
    "age_on",
    "birth_of",
    "household_code",
    "household_of_code",
    "id_fault",
    "initials",
    "phone_fault",
]
