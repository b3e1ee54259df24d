"""Which pictures are taken: whose eyes, which page, which window, and what is pressed before."""

from dataclasses import dataclass

DESK, LAPTOP, WALL, PHONE = (1440, 900), (1366, 768), (1920, 1080), (390, 844)


@dataclass(frozen=True)
class Shot:
    """One picture. ``{callout}`` and the like are found on the list pages."""

    name: str
    path: str
    who: str = "zhiban"
    size: tuple[int, int] = DESK
    whole: bool = False


@dataclass(frozen=True)
class PhoneShot:
    """One picture of the app on a bound phone: its screen, what is pressed there, and which screen is shown then.

    ``offline``: the network is off while it is pressed and shown. ``press``: CSS selectors, each the first that fits.
    """

    name: str
    screen: str
    press: tuple[str, ...] = ()
    then: str = ""
    offline: bool = False


SHOTS = (
    Shot("login", "/login/", who=""),
    Shot("desk", "/desk/"),
    Shot("wall-desk", "/wall/desk/", who="daping", size=WALL),
    Shot("callouts", "/callouts/"),
    Shot("callout", "/callouts/{callout}/"),
    Shot("callout-laptop", "/callouts/{callout}/", size=LAPTOP),
    Shot("callout-case", "/callouts/{callout}/cases/{case}/"),
    Shot("callout-town", "/callouts/{callout}/", who="xiangzhen"),
    Shot("callout-print", "/callouts/{callout}/print/"),
    Shot("wall-callout", "/wall/callout/{callout}/", who="daping", size=WALL),
    Shot("evac-orders", "/evacuation/"),
    Shot("evac", "/evacuation/{order}/"),
    Shot("evac-town", "/evacuation/{order}/", who="xiangzhen"),
    Shot("evac-phone", "/evacuation/{order}/", size=PHONE),
    Shot("evac-conflicts", "/evacuation/{order}/conflicts/"),
    Shot("evac-shelters", "/evacuation/{order}/shelters/"),
    Shot("evac-new", "/evacuation/new/"),
    Shot("evac-paper", "/evacuation/{order}/paper/"),
    Shot("evac-doors-print", "/evacuation/{order}/paper/doors/", who="xiangzhen"),
    Shot("evac-lists", "/evacuation/lists/"),
    Shot("evac-list-files", "/evacuation/lists/files/"),
    Shot("shelters", "/shelters/"),
    Shot("shelter", "/shelters/{shelter}/", whole=True),
    Shot("dangers", "/dangers/"),
    Shot("danger", "/dangers/{danger}/"),
    Shot("reactions", "/reactions/"),
    Shot("hazards", "/hazards/"),
    Shot("hazard", "/hazards/{hazard}/", whole=True),
    Shot("hazard-phone", "/hazards/", who="xiangzhen", size=PHONE),
    Shot("hazard-one-phone", "/hazards/{hazard}/", size=PHONE, whole=True),
    Shot("hazard-order", "/hazards/{hazard}/order/"),
    Shot("hazard-table", "/hazards/table/"),
    Shot("hazard-months", "/hazards/months/"),
    Shot("hazard-standards", "/hazards/standards/"),
    Shot("risks", "/risks/"),
    Shot("risk", "/risks/{risk}/"),
    Shot("whistles", "/whistles/"),
    Shot("whistle", "/whistles/{whistle}/"),
    Shot("whistle-phone", "/whistles/{whistle}/", who="xiangzhen", size=PHONE),
    Shot("tips", "/tips/"),
    Shot("tip", "/tips/{tip}/"),
    Shot("tip-report", "/p/", who="", size=PHONE, whole=True),
    Shot("tip-track", "/p/track/", who="", size=PHONE),
    Shot("tip-rewards", "/tips/rewards/"),
    Shot("inspections", "/inspections/"),
    Shot("visit", "/inspections/{visit}/", whole=True),
    Shot("visit-phone", "/inspections/{visit}/", size=PHONE),
    Shot("draws", "/inspections/draws/", who="daiban"),
    Shot("cases", "/enforcement/"),
    Shot("case", "/enforcement/{lawcase}/", whole=True),
    Shot("case-templates", "/enforcement/templates/", who="guanli"),
    Shot("case-phone", "/enforcement/{lawcase}/", size=PHONE),
    Shot("alerts", "/alerts/"),
    Shot("alert", "/alerts/{alert}/", whole=True),
    Shot("alert-intake", "/alerts/intake/"),
    Shot("alert-new", "/alerts/new/", whole=True),
    Shot("registry-home", "/registry/"),
    Shot("registry-list", "/registry/team_general/"),
    Shot("registry-list-phone", "/registry/satphone/", who="xiangzhen", size=PHONE),
    Shot("registry-record", "/registry/records/{record}/"),
    Shot("registry-checks", "/registry/checks/"),
    Shot("registry-import", "/registry/team_general/import/"),
    Shot("registry-scan", "/r/{label}/", size=PHONE),
    Shot("registry-rounds", "/r/", size=PHONE),
    Shot("supplies", "/supplies/"),
    Shot("store", "/supplies/stores/{store}/"),
    Shot("store-phone", "/supplies/stores/{store}/", size=PHONE),
    Shot("moves", "/dispatch/"),
    Shot("move", "/dispatch/{move}/", whole=True),
    Shot("first-there", "/dispatch/first/"),
    Shot("planning", "/planning/"),
    Shot("budget", "/budget/"),
    Shot("map", "/map/"),
    Shot("map-phone", "/map/", size=PHONE),
    Shot("public-home", "/public/", who=""),
    Shot("public-shelters", "/public/?at=114.860,31.630", who="", size=PHONE, whole=True),
    Shot("public-teams", "/public/teams/", who="", size=PHONE),
    Shot("public-calls", "/public/calls/", who="", size=PHONE),
    Shot("public-desk", "/public-desk/"),
    Shot("poster", "/public-desk/posters/print/?shelter={shelter}&size=a4", whole=True),
    Shot("persons", "/people/"),
    Shot("person", "/people/{holder}/"),
    Shot("posts", "/people/posts/"),
    Shot("households", "/households/"),
    Shot("household", "/households/{home}/"),
    Shot("imports", "/imports/", who="guanli"),
    Shot("channels", "/channels/", who="guanli"),
    Shot("users", "/users/", who="guanli"),
    Shot("devices", "/devices/", who="xiangzhen"),
    Shot("quarantine", "/quarantine/", who="xiangzhen"),
    Shot("journal", "/journal/", who="ducha"),
    Shot("desk-phone", "/desk/", size=PHONE),
    Shot("callout-phone", "/callouts/{callout}/", size=PHONE),
    Shot("answer", "/a/{person}", who="", size=PHONE),
    Shot("answer-household", "/a/{household}", who="", size=PHONE, whole=True),
    Shot("answer-thanks", "/a/{answered}", who="", size=PHONE),
)
PHONE_SHOTS = (
    PhoneShot("field-home", "home"),
    PhoneShot("field-tasks", "tasks"),
    PhoneShot("field-doors", "doors"),
    PhoneShot("field-sheet", "doors", press=("[data-key^='trouble-']",)),
    PhoneShot("field-report", "report"),
    PhoneShot("field-signin", "signin"),
    PhoneShot("field-phones", "phones"),
    PhoneShot("field-find", "find"),
    PhoneShot("field-hazards", "hazards"),
    PhoneShot("field-mend", "hazards", press=("a[href^='#/mend/']",)),
    PhoneShot("field-watch", "hazards", press=("a[href^='#/watch/']",)),
    PhoneShot("field-visit", "visits", press=("a[href^='#/visit/']",)),
    PhoneShot("field-outbox", "doors", press=("[data-key^='went-']",) * 3, then="mine", offline=True),
)
