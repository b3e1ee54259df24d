"""Verbs of the room."""

from qianshao.hazards.services.accept import (
    accept_hazard,
    ask_acceptance,
    close_hazard,
    reject_hazard,
    reopen_hazard,
    send_back,
)
from qianshao.hazards.services.answer import answer_call, arrive_at, decline_call, finish_call, set_out
from qianshao.hazards.services.assign import (
    ask_extension,
    assign_hazard,
    decide_extension,
    report_progress,
    start_work,
    withdraw_extension,
)
from qianshao.hazards.services.blow import blow_whistle, call_department
from qianshao.hazards.services.by_link import TooOften, press_call, press_hazard
from qianshao.hazards.services.check_in import check_in
from qianshao.hazards.services.correct import correct_hazard
from qianshao.hazards.services.end_whistle import (
    close_whistle,
    insist_call,
    note_whistle,
    rate_call,
    release_call,
    withdraw_whistle,
)
from qianshao.hazards.services.eye import ask_eye
from qianshao.hazards.services.find import find_hazard
from qianshao.hazards.services.guards import end_guard, end_guard_of, look_at_guarded, set_guard
from qianshao.hazards.services.handle import handle_sighting, merge_sightings, split_sighting
from qianshao.hazards.services.import_stations import import_stations
from qianshao.hazards.services.points import create_point, edit_point, retire_point
from qianshao.hazards.services.publish_kinds import publish_kinds
from qianshao.hazards.services.publish_standard import publish_standard
from qianshao.hazards.services.remind import mark_told, remind_due
from qianshao.hazards.services.report import report_danger
from qianshao.hazards.services.reveal import reveal_unit_phone
from qianshao.hazards.services.risks import (
    adopt_registered,
    assess_risk,
    check_control,
    drop_control,
    put_control,
)
from qianshao.hazards.services.sense import take_readings
from qianshao.hazards.services.show_link import show_unit_link
from qianshao.hazards.services.stations import put_station
from qianshao.hazards.services.supervise import delist_hazard, escalate, put_plan, put_report, transfer_hazard
from qianshao.hazards.services.tie import link_risk, merge_hazards, split_hazard
from qianshao.hazards.services.verify import (
    fix_on_site,
    mark_false,
    note_hazard,
    report_up,
    restore_hazard,
    verify_hazard,
)
from qianshao.hazards.services.watch import Cause, Watch, end_guards_of, set_guards
from qianshao.hazards.services.whistle_reminders import mark_whistles_told, remind_missed
from qianshao.hazards.services.works import drop_project, plan_project, replan_project
from qianshao.hazards.services.works_steps import (
    accept_works,
    ask_works,
    finish_milestone,
    reject_works,
    tell_works,
)

__all__ = [
    "Cause",
    "TooOften",
    "Watch",
    "accept_hazard",
    "accept_works",
    "adopt_registered",
    "answer_call",
    "arrive_at",
    "ask_acceptance",
    "ask_extension",
    "ask_eye",
    "ask_works",
    "assess_risk",
    "assign_hazard",
    "blow_whistle",
    "call_department",
    "check_control",
    "check_in",
    "close_hazard",
    "close_whistle",
    "correct_hazard",
    "create_point",
    "decide_extension",
    "decline_call",
    "delist_hazard",
    "drop_control",
    "drop_project",
    "edit_point",
    "end_guard",
    "end_guard_of",
    "end_guards_of",
    "escalate",
    "find_hazard",
    "finish_call",
    "finish_milestone",
    "fix_on_site",
    "handle_sighting",
    "import_stations",
    "insist_call",
    "link_risk",
    "look_at_guarded",
    "mark_false",
    "mark_told",
    "mark_whistles_told",
    "merge_hazards",
    "merge_sightings",
    "note_hazard",
    "note_whistle",
    "plan_project",
    "press_call",
    "press_hazard",
    "publish_kinds",
    "publish_standard",
    "put_control",
    "put_plan",
    "put_report",
    "put_station",
    "rate_call",
    "reject_hazard",
    "reject_works",
    "release_call",
    "remind_due",
    "remind_missed",
    "reopen_hazard",
    "replan_project",
    "report_danger",
    "report_progress",
    "report_up",
    "restore_hazard",
    "retire_point",
    "reveal_unit_phone",
    "send_back",
    "set_guard",
    "set_guards",
    "set_out",
    "show_unit_link",
    "split_hazard",
    "split_sighting",
    "start_work",
    "take_readings",
    "tell_works",
    "transfer_hazard",
    "verify_hazard",
    "withdraw_extension",
    "withdraw_whistle",
]
