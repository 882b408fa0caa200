"""What became of every promise, read from the logs alone: the simulation is judged by what was written down."""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from bot.core.event import instant

Log = list[dict[str, Any]]
Order = tuple[int, int]
Span = tuple[dt.datetime, dt.datetime]
TELLING = dt.timedelta(minutes=3)
CALL = dt.timedelta(minutes=10)
ENDS = {
    "promise.kept": "kept",
    "promise.withdrawn": "withdrawn",
    "promise.broken": "broken",
    "promise.disputed": "broken",
}


@dataclass
class Findings:
    """How promises ended. `promises` = kept + broken_and_told + withdrawn + silent_lapses; moved ones are among these.

    `unreached`: of the withdrawn, calls that met nobody, which no customer withdrew. `told_late`: unconfirmed (or
    by somebody who has left since), and owned only after their time, although no clock jumped over it. `over`: the
    nights, by name, that some promise was open through.
    """

    @property
    def sound(self) -> bool:
        """Whether nothing went wrong that must not."""
        return not (self.silent_lapses or self.double_notices or self.double_bookings or self.told_late)

    promises: int = 0
    kept: int = 0
    moved: int = 0
    broken_and_told: int = 0
    withdrawn: int = 0
    unreached: int = 0
    silent_lapses: int = 0
    double_notices: int = 0
    double_bookings: int = 0
    told_late: int = 0
    over: list[str] = field(default_factory=list)
    why: list[str] = field(default_factory=list)


def audited(
    logs: Mapping[str, Log],
    now: dt.datetime,
    jumped: Collection[Span] = (),
    nights: Mapping[str, dt.datetime] = MappingProxyType({}),
) -> Findings:
    """Judges the logs of all conversations as of now.

    Args:
        jumped: the times that the clock left out.
        nights: instants of which is told whether a promise was open through them, by name.
    """
    found = Findings()
    found.over = [name for name, at in nights.items() if any(_open_through(log, at) for log in logs.values())]
    for cid, log in logs.items():
        found.double_notices += _doubles(log, found.why)
        for pid in dict.fromkeys(_of(e) for e in log if e["type"] == "promise.made"):
            _judge(found, cid, pid, log, now, jumped)
    found.double_bookings = _double_bookings(logs, found.why)
    return found


def together(parts: Iterable[Findings]) -> Findings:
    """The findings of several runs as those of one."""
    found = Findings()
    for part in parts:
        for name, value in vars(part).items():
            setattr(found, name, getattr(found, name) + value)
    return found


MINUTE = len("2026-11-27T10:30")
"""Of an instant, what tells its minute: nobody calls twice in one."""


@dataclass(frozen=True)
class _Booking:
    """A time that somebody has promised, from one word to the next in the store's order. `half_hour`: given out as free."""

    due: dt.datetime
    call: bool
    half_hour: bool
    since: Order
    until: Order = (2**62, 0)

    def clashes(self, other: _Booking) -> bool:
        """Whether one person cannot have both: two calls at once, or one half hour given out twice."""
        both = self.since < other.until and other.since < self.until
        calls = self.call and other.call and abs(self.due - other.due) < CALL
        return both and (calls or (self.half_hour and other.half_hour and self.due == other.due))


def _double_bookings(logs: Mapping[str, Log], why: list[str]) -> int:
    had: dict[str, list[_Booking]] = {}
    for log in logs.values():
        for who, booking in _bookings(log):
            had.setdefault(who, []).append(booking)
    clashes = [
        f"{who}, twice: {one.due.isoformat()} and {other.due.isoformat()}"
        for who, bookings in had.items()
        for one, other in _near(sorted(bookings, key=lambda b: b.due))
        if one.clashes(other)
    ]
    why += clashes
    return len(clashes)


def _bookings(log: Log) -> Iterator[tuple[str, _Booking]]:
    """Whose time a conversation's promises took, and from when to when."""
    holds: dict[str, tuple[str, _Booking]] = {}
    for event in log:
        if not _changes(event) or event["type"] in ("promise.reminded", "promise.confirmed"):
            continue
        pid, shown, at = _of(event), event["data"]["promise"], _order(event)
        before = holds.pop(pid, None)
        if before:
            yield before[0], dataclasses.replace(before[1], until=at)
        if event["type"] in ENDS:
            continue
        due = instant(shown["due_at"])
        anew = not before or before[1].due != due
        given = event["type"] in ("promise.made", "promise.moved") and anew and event["by"]["kind"] != "agent"
        holds[pid] = shown["who"]["name"], _Booking(due, shown.get("what") == "call", given, at)
    yield from holds.values()


def _near(bookings: list[_Booking]) -> Iterator[tuple[_Booking, _Booking]]:
    """Pairs of bookings that are near enough to clash, of bookings in the order of time."""
    for place, one in enumerate(bookings):
        for other in itertools.islice(bookings, place + 1, None):
            if other.due - one.due >= CALL:
                break
            yield one, other


def _order(event: dict[str, Any]) -> Order:
    """By the store's own order: the simulated clock jumps."""
    ms, _, number = event["id"].partition("-")
    return int(ms), int(number)


def _open_through(log: Log, at: dt.datetime) -> bool:
    """Whether a promise made before an instant was due after it, and not ended before."""
    for event in log:
        if _changes(event) and instant(event["at"]) < at:
            due = instant(event["data"]["promise"]["due_at"])
            later = [e for e in log if _changes(e) and _of(e) == _of(event) and instant(e["at"]) >= at]
            if due > at and later and event["type"] not in ENDS:
                return True
    return False


def _judge(found: Findings, cid: str, pid: str, log: Log, now: dt.datetime, jumped: Collection[Span]) -> None:
    found.promises += 1
    ended, moved, due, sure, unreached = "", False, "", False, False
    for place, event in enumerate(log):
        if _left(event, pid):
            sure = False
        if not _changes(event) or _of(event) != pid:
            continue
        if event["type"] in ("promise.moved", "promise.tried", "promise.made"):
            if event["type"] == "promise.moved" and event["data"]["promise"]["due_at"] != due:
                moved = True
                if instant(event["at"]) >= instant(due):
                    found.why.append(f"{cid} {pid}: moved at {event['at']}, after it was due at {due}")
                    found.silent_lapses += 1
                    return
            due, sure = event["data"]["promise"]["due_at"], False
        sure = sure or event["type"] in ("promise.confirmed", "promise.answered")
        if event["type"] == "promise.broken":
            found.told_late += not sure and _late(instant(event["at"]), instant(due), jumped)
        if event["type"] == "promise.broken" and not _told(log[place + 1 :]):
            found.why.append(f"{cid} {pid}: broken, and nobody told the customer")
            found.silent_lapses += 1
            return
        ended = ENDS.get(event["type"], ended)
        unreached = ended == "withdrawn" and event["data"]["promise"].get("why") == "no_answer"
    if not ended:
        found.why.append(f"{cid} {pid}: due at {due}, and at {now.isoformat()} no word")
        found.silent_lapses += 1
        return
    found.moved += moved
    found.kept += ended == "kept"
    found.withdrawn += ended == "withdrawn"
    found.unreached += unreached
    found.broken_and_told += ended == "broken"


def _late(at: dt.datetime, due: dt.datetime, jumped: Collection[Span]) -> bool:
    """Whether it was said after its time, which the clock did show. (An end of the jump may be the time to tell it.)"""
    return at >= due and not any(start <= due <= end + TELLING for start, end in jumped)


def _told(after: Iterable[dict[str, Any]]) -> bool:
    """Whether the bot says it to the customer at once."""
    following = next((event for event in after if not event["type"].startswith("handoff.")), None)
    return following is not None and following["type"] == "message" and following["by"]["kind"] == "bot"


def _doubles(log: Log, why: list[str]) -> int:
    """Notices that say what was said already: the same step for the same time, the same end, the same new time."""
    said: Counter[tuple[str, ...]] = Counter()
    due: dict[str, str] = {}
    who: dict[str, str] = {}
    for event in log:
        if not _changes(event):
            continue
        pid, shown = _of(event), event["data"]["promise"]
        if event["type"] == "promise.reminded":
            said["reminded", pid, shown["due_at"], str(event["data"]["step"]), shown["who"]["name"]] += 1
        elif event["type"] == "promise.tried":  # one call, one word: another call that met nobody is news
            said[event["type"], pid, shown["due_at"], shown["who"]["name"], event["at"][:MINUTE]] += 1
        elif event["type"] == "promise.moved":
            if (shown["due_at"], shown["who"]["name"]) == (due.get(pid), who.get(pid)):
                said[event["type"], pid, shown["due_at"], shown["who"]["name"]] += 2
        elif event["type"] in (
            "promise.broken",
            "promise.kept",
            "promise.withdrawn",
            "promise.made",
            "promise.disputed",
        ):
            said[event["type"], pid] += 1
        due[pid], who[pid] = shown["due_at"], shown["who"]["name"]
    double = [key for key, count in said.items() if count > 1]
    why += [f"twice: {key}" for key in double]
    return len(double)


def _changes(event: dict[str, Any]) -> bool:
    """Whether it says how a promise stands now; that one is at risk is the desk's own sum."""
    kind = str(event["type"])
    return kind.startswith("promise.") and kind != "promise.at_risk"


def _left(event: dict[str, Any], pid: str) -> bool:
    """Whether its owner has left, and nobody has it: that they had confirmed it excuses nothing from then on."""
    return event["type"] == "promise.at_risk" and event["data"]["promise"] == pid and "left" in event["data"]


def _of(event: dict[str, Any]) -> str:
    return str(event["data"]["promise"]["id"])
