"""From town, village and grid names to an area: a village is looked for in its own town only, names repeat."""

from collections import defaultdict
from collections.abc import Mapping

from django.utils.translation import gettext as _

from qianshao.core.scope import Scope
from qianshao.divisions.levels import Level
from qianshao.divisions.models import Division
from qianshao.divisions.rules import name_key, short_name


class Unknown(Exception):
    """No such place; ``column`` is the cell at fault, the text says what to do."""

    def __init__(self, column: str, words: str) -> None:
        self.column = column
        super().__init__(words)


class Places:
    """The living tree of areas by name; what lies outside the scope is reported, not silently missed."""

    def __init__(self, scope: Scope, action: str) -> None:
        self._scope, self._action = scope, action
        self._below: dict[str, list[tuple[str, str, int]]] = defaultdict(list)
        rows = Division.objects.unscoped("names of areas are public").filter(valid_to__isnull=True)
        for path, name, level in rows.order_by("path").values_list("path", "name", "level"):
            self._below[path[:-4]].append((path, name, level))
        self.counties = [
            (path, name) for below in self._below.values() for path, name, level in below if level == Level.COUNTY
        ]
        self.names = {path: name for below in self._below.values() for path, name, _level in below}
        self._found: dict[tuple[str, str, str, str], str] = {}

    def find(self, cells: Mapping[str, str]) -> str:
        """The path of the lowest area the cells name.

        Raises:
            Unknown: no such area, several, or one the person may not write to.
        """
        wanted = tuple(cells.get(key, "") for key in ("county", "town", "village", "grid"))
        key = (wanted[0], wanted[1], wanted[2], wanted[3])
        if key not in self._found:
            self._found[key] = self._look(*key)
        return self._found[key]

    def _look(self, county: str, town: str, village: str, grid: str) -> str:
        path, column = self._county(county, town), "county"
        for key, name, label in (("town", town, _("乡镇")), ("village", village, _("村")), ("grid", grid, _("网格"))):
            if not name:
                if (key == "town" and village) or (key == "village" and grid):
                    raise Unknown(key, _("没有填{level}").format(level=label))
                continue
            path, column = self._child(path, name, key, label), key
        if not self._scope.may(self._action, path):
            raise Unknown(column, _("{place}不在您的辖区，不能导入").format(place=self.names[path]))
        return path

    def _county(self, county: str, town: str) -> str:
        found = self.counties
        if county:
            found = [(path, name) for path, name in found if name_key(name) == name_key(county)]
            if not found:
                raise Unknown("county", _("没有县（区）“{name}”").format(name=county))
        elif len(found) > 1:
            mine = [(path, name) for path, name in found if self._scope.sees(path) or self._near(path)]
            with_town = [(path, name) for path, name in mine if not town or self._match(path, town)]
            found = with_town or mine
        if len(found) != 1:
            raise Unknown("county", _("本系统有 {n} 个县（区），请填县（区）").format(n=len(self.counties)))
        return found[0][0]

    def _near(self, path: str) -> bool:
        return any(area.startswith(path) for area in self._scope.paths)

    def _match(self, path: str, name: str) -> list[str]:
        below = self._below[path]
        for same in (
            lambda other: other == name,
            lambda other: short_name(other) == short_name(name),
            lambda other: name_key(other) == name_key(name),
        ):
            if found := [child for child, other, _level in below if same(other)]:
                return found
        return []

    def _child(self, path: str, name: str, column: str, label: str) -> str:
        found = self._match(path, name)
        if len(found) == 1:
            return found[0]
        place = self.names[path]
        if found:
            words = _("{place}有 {n} 个叫“{name}”的{level}，请写全名")
            raise Unknown(column, words.format(place=place, n=len(found), name=name, level=label))
        words = _("{place}没有叫“{name}”的{level}，请核对")
        raise Unknown(column, words.format(place=place, name=name, level=label))
