"""The half year before the story: hazards found and mended, risks held down, visits, reports, cases, money."""

from datetime import datetime

from qianshao.demo.build import Built
from qianshao.demo.cases import Enforcement
from qianshao.demo.diary import Diary
from qianshao.demo.facts import CountyFacts
from qianshao.demo.hazards import make_hazards
from qianshao.demo.layout import lay_out
from qianshao.demo.money import Money
from qianshao.demo.risks import control_risks, make_risks
from qianshao.demo.texts import fill_case_texts, fill_department_phones
from qianshao.demo.tips import make_tips
from qianshao.demo.visits import Visits
from qianshao.demo.whistles import make_whistles
from qianshao.demo.works import make_stations
from qianshao.hazards.selectors import reminders_to_tell
from qianshao.hazards.services import mark_told

#: A county of so many villages has everything; a smaller one its share.
_WHOLE = 200
_MOST_TOWNS = 15
#: Days before the story at which nothing has happened yet.
_BEFORE_ALL = 200


def make_safety(facts: CountyFacts, built: Built, *, now: datetime) -> int:
    """Write all of it through the rooms' verbs, in the order of time; returns how many deeds it took."""
    towns = [town for town in lay_out(facts).towns if town.villages][:_MOST_TOWNS]
    villages, paths = sum(len(town.villages) for town in towns), built.paths
    share = min(villages / _WHOLE, 1.0)
    diary, county = Diary(now), paths[facts.county.code]
    points = make_risks(towns, paths, share, now)
    make_hazards(diary, towns, paths, share, points)
    control_risks(diary, points)
    make_whistles(diary, towns, paths)
    make_stations(diary, towns, paths)
    Visits(county, diary, max(round(12 * share), 4)).tell()
    make_tips(diary, towns)
    fill_case_texts(facts.county.name, diary.moment(_BEFORE_ALL))
    Enforcement(diary, county, paths[towns[0].place.code], paths[towns[0].villages[0].place.code]).tell()
    Money(county, diary).tell()
    done = diary.play()
    fill_department_phones(now)
    # Whoever was reminded in that half year was told then.
    mark_told(reminder_ids=[row.pk for row in reminders_to_tell(100_000)], now=now)
    return done
