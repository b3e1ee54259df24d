"""The rooms of the house, lowest floor first; an upper floor imports lower ones, never sideways, never up."""

FLOORS: tuple[tuple[str, ...], ...] = (
    ("core",),
    ("journal", "engine"),
    ("divisions",),
    ("accounts",),
    ("channels", "files", "geo"),
    ("registry",),
    ("calling", "people", "places", "resources"),
    ("alerts", "evacuation", "hazards"),
    ("enforcement", "inspections", "tips"),
    ("command",),
    ("desk", "field", "onemap", "public"),
    ("demo",),
)
ROOMS: tuple[str, ...] = tuple(room for floor in FLOORS for room in floor)
