"""What to do for the person who writes: nothing, a softer word, the person on offer, or the person at once. Pure.

nothing ◀── calm             offer ◀── upset, or the same said again, or a tangled matter
soften  ◀── upset, but an offer was declined just now and things are no worse
handover ◀── critical, or still upset after the offer while the bot gets nowhere
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.empathy.complexity import complexity
from bot.core.empathy.history import Turns
from bot.core.empathy.matters import CRITICAL
from bot.core.empathy.signals import FELT, LINE, STRONG, Noticed

REST_TURNS = 3
"""A declined offer is not made again within this many turns, unless things get worse."""
WORSE = 0.15
FINAL = frozenset({"giving_up", "leaving", "authority"})


@dataclass(frozen=True)
class Answer:
    """What the assistant came up with for this turn. `gist`: what it comes to, however worded.

    `partly`: in a language of which it knows little, about a matter of the customer's own, and nobody was on offer so far.
    """

    miss: bool = False
    propose: str | None = None
    reason: str | None = None
    gist: str | None = None
    partly: bool = False


@dataclass(frozen=True)
class Decision:
    """`do`: nothing, soften, offer or handover. `reasons`: stable keys for the desk. `line`: what is said before the answer.

    `instead`: the assistant's own words are left out.
    """

    do: str = "nothing"
    reasons: tuple[str, ...] = ()
    line: str | None = None
    instead: bool = False


NOTHING = Decision()


def decide(now: Noticed, text: str, before: Turns, answer: Answer) -> Decision:
    """The one decision for a turn.

    Args:
        now: what was noticed in it.
        text: the customer's words.
        before: the turns before this one.
        answer: the assistant's, which is shown unless the decision says otherwise.
    """
    if now.urgency == "critical":
        return _critical(now)
    if answer.propose == "handoff":
        return NOTHING
    if before.declined_ago == 0:  # these very words say no
        return NOTHING
    reasons = _reasons(now, text, before, answer)
    if not reasons:
        return NOTHING
    soft = soft_line(now) if now.upset else None
    if _rests(now, before):
        return Decision("soften", reasons, soft) if soft else NOTHING
    if _stuck(now, before, answer):
        return Decision("handover", reasons, "soft.handover", instead=True)
    return Decision("offer", reasons, soft, instead=now.upset and answer.miss)


def soft_line(now: Noticed) -> str:
    """The key of the words for what happened to them, by what weighs most."""
    names = now.names
    for name, key in (
        ("broken_promise", "soft.promise"),
        ("repeat", "soft.repeat"),
        ("disappointment", "soft.disappointment"),
        ("giving_up", "soft.disappointment"),
    ):
        if name in names:
            return key
    return "soft.upset"


def _critical(now: Noticed) -> Decision:
    """At once, with the fixed words where we know what it is."""
    matter = next((one.name for one in now.signals if one.name in CRITICAL), None)
    if matter is None:
        return Decision("handover", ("critical",))
    return Decision("handover", ("critical", matter), f"critical.{matter}", instead=True)


def _reasons(now: Noticed, text: str, before: Turns, answer: Answer) -> tuple[str, ...]:
    """Why the person should come forward, the weightiest first; empty: no reason to."""
    again = before.repeats(text, answer.gist)
    hard = complexity(now, text, before, answer.miss, before.repeats(text))
    told = {
        "frustration": now.upset,
        "said_third_time": again >= 2,
        "said_again": again == 1 and (answer.miss or before.misses > 0 or now.frustration >= LINE * 0.7),
        "complexity": hard.tangled,
        "language": answer.partly,
    }
    felt = tuple(name for name in FELT if name in now.names and name != "frustration") if now.upset else ()
    found = (*(name for name, holds in told.items() if holds), *(hard.reasons if hard.tangled else ()), *felt)
    return tuple(dict.fromkeys(found))


def _rests(now: Noticed, before: Turns) -> bool:
    """Whether a declined offer keeps us from making another one now."""
    if before.declined_ago is None or before.declined_ago > REST_TURNS:
        return False
    since = before.felt[1 - before.declined_ago :] if before.declined_ago > 1 else ()
    calmed = bool(since) and max(since) < LINE  # upset anew, after turns that were not
    worse = now.frustration >= before.declined_felt + WORSE or calmed or bool(now.names & FINAL)
    return not (now.upset and worse)


def _stuck(now: Noticed, before: Turns, answer: Answer) -> bool:
    """Upset again, with the offer made before or the bot at a loss: waiting for a yes would be one turn too many."""
    if not now.upset:
        return False
    return (before.upset_before >= 1 and (before.offered or answer.miss) and now.frustration >= STRONG) or (
        before.upset_before >= 2
    )
