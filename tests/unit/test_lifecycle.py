"""Random sequences of verbs: whatever people and the machine do, and in whatever order, the invariants hold.

The numbers are those of the design's invariants.
"""

import dataclasses
import datetime as dt
import json
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from bot.core import case, choosing, handoff, offering, steps, turns, view
from bot.core.conversation import Change, Conversation, from_doc, to_doc
from bot.core.errors import Conflict, Invalid
from bot.core.event import VISIBLE, Event, for_customer
from bot.core.people import Member
from bot.core.places import due, places, queue_score
from bot.core.said import Said
from bot.core.turns import Reply
from bot.core.world import World
from tests.unit.factories import COMPANY, NOON, conversation, world

agents = st.sampled_from(sorted(COMPANY.people))
TEXTS = [
    "moi", "kiitos", "missä pakettini on", "ihminen", "I want to talk to a human", "joo", "en halua",
    "jag vill prata med en människa", "/restart", "onko Riitta paikalla", "👍", "tilaus 1001",
]  # fmt: skip
replies = st.builds(
    Reply,
    text=st.sampled_from(["", "Paketti on matkalla.", "Selvä."]),
    miss=st.booleans(),
    propose=st.sampled_from([None, None, "handoff", "offer"]),
    reason=st.sampled_from([None, "asked", "second_miss"]),
    to=st.sampled_from([None, "Mikko", "Riitta"]),
    urgency=st.sampled_from(["normal", "high", "critical"]),
    alarm=st.booleans(),
    withdraw=st.booleans(),
    did=st.sampled_from([(), ({"action": "return", "summary": "SALAISUUS"},)]),
    signals=st.sampled_from([(), ({"name": "SALAISUUS", "text": "SALAISUUS"},)]),
    brief=st.sampled_from([{}, {"order": "1001"}]),
    language=st.sampled_from([None, "en", "sv"]),
)


class Life(RuleBasedStateMachine):
    """One conversation, its clock and its people."""

    def __init__(self) -> None:
        super().__init__()
        self.c: Conversation = conversation()
        self.now = NOON
        self.people: dict[str, Member] = dict(world().members)
        self.events: list[Event] = []
        self.said = 0

    @property
    def world(self) -> World:
        return dataclasses.replace(world(self.now), members=self.people)

    def step(self, verb: str, change: Change) -> None:
        before, self.c = self.c, change.conversation
        self.events += change.events
        self.pass_on(dt.timedelta(milliseconds=7))
        self.check_epoch(verb, before)
        self.check_holder(verb, before)
        self.check_lines(verb, before, change)
        self.check_answer(verb, change)

    def attempt(self, verb: str, decide: Any) -> None:
        try:
            self.step(verb, decide())
        except (Conflict, Invalid):
            self.pass_on(dt.timedelta(milliseconds=7))

    def pass_on(self, by: dt.timedelta) -> None:
        """Time goes on; lines that have gathered long enough are the turn, as every step finds them."""
        self.now += by
        if self.c.pending_at and self.c.pending_at <= self.now:
            self.c = turns.begun(self.c, self.world.timing.lease_s)

    def check_epoch(self, verb: str, before: Conversation) -> None:
        """2: the epoch only grows, and does whenever a person takes the case or lets it go."""
        assert self.c.epoch >= before.epoch
        if self.c.agent != before.agent:
            assert self.c.epoch > before.epoch, verb

    def check_holder(self, verb: str, before: Conversation) -> None:
        """10: a case once accepted leaves its person by accepted transfer, the customer's yes, or being resolved."""
        if before.agent and self.c.agent != before.agent:
            accepted = verb == "claim" and before.transfer is not None and before.transfer.agreed
            returned = verb == "write" and before.asked == "return"
            assert accepted or returned or verb == "resolve", verb

    def check_lines(self, verb: str, before: Conversation, change: Change) -> None:
        """5 and 7: no line under a person's name but by sending; no line of the bot's own while a person has it."""
        for event in change.events:
            if event.type == "message" and event.by.kind == "agent":
                assert verb == "agent_wrote"
            if event.type == "message" and event.by.kind == "bot" and before.handler == "agent":
                assert verb in ("transfer", "ask_return", "write"), (
                    "only what the person or the customer set off"
                )

    def check_answer(self, verb: str, change: Change) -> None:
        """5: a line to the bot or into the queue is on its way to an answer, or has led to one."""
        if verb == "write" and self.c.open and self.c.handler != "agent":
            led = {(e.type, e.by.kind) for e in change.events} - {("message", "customer")}
            offered_soon = self.c.offer_at is not None and self.c.offer_at <= self.now
            assert self.c.pending or led or self.c.queue_told or offered_soon

    @initialize(language=st.sampled_from(["fi", "en", "sv"]), helped=st.sampled_from([(), ("sanna",)]))
    def begin(self, language: str, helped: tuple[str, ...]) -> None:
        self.c = conversation(language=language, helped_by=helped)

    @rule(agent=agents, status=st.sampled_from(["online", "away", "offline"]), load=st.integers(0, 4))
    def people_change(self, agent: str, status: str, load: int) -> None:
        self.people[agent] = Member(COMPANY.people[agent], status, load)

    @rule(seconds=st.sampled_from([0.5, 1.0, 3.0, 6.0, 61.0, 1900.0, 40000.0]))
    def time_passes(self, seconds: float) -> None:
        """Everything that falls due meanwhile is served, as the worker does."""
        until = self.now + dt.timedelta(seconds=seconds)
        for _ in range(20):
            waiting = {kind: at for kind, at in due(self.c, self.world.timing).items() if at <= until}
            if not waiting:
                break
            kind = min(waiting, key=lambda one: waiting[one])
            self.pass_on(max(dt.timedelta(), waiting[kind] - self.now))
            self.serve(kind)
        self.pass_on(max(dt.timedelta(), until - self.now))

    def serve(self, kind: str) -> None:
        if kind == "turn":
            self.step("take_over", turns.take_over(self.world, self.c))
        elif kind == "honest":
            self.step("honest", turns.honest(self.world, self.c))
        elif kind == "offer":
            self.offer_falls_due()
        elif kind == "close":
            self.step("close", case.close_silent(self.world, self.c))
        else:
            self.c = self.c.but(promises=())

    @rule(text=st.sampled_from(TEXTS))
    def write(self, text: str) -> None:
        self.said += 1
        said = Said(text, f"m{self.said}")
        self.attempt("write", lambda: steps.customer_wrote(self.world, self.c, said))

    @rule(which=st.integers(0, 7), latest=st.booleans())
    def choose(self, which: int, latest: bool) -> None:
        self.said += 1
        lines = [[one["value"] for one in e.data["choices"]] for e in self.events if e.data.get("choices")]
        if lines:
            offered = lines[-1] if latest else [value for line in lines for value in line]
            value = offered[which % len(offered)]
            choice = {"event_id": "1-1", "value": value}
            said = Said("valinta", f"m{self.said}", value, None, choice)
            self.attempt("write", lambda: steps.customer_wrote(self.world, self.c, said))

    @rule()
    def type_on(self) -> None:
        self.step("typing", Change(turns.typing(self.world, self.c)))

    @rule(name=st.sampled_from([None, "aino", "Mikko", "Riitta"]))
    def ask_for_person(self, name: str | None) -> None:
        self.attempt("human", lambda: steps.human_wanted(self.world, self.c, name))
        if self.c.offer_at and self.c.offer_at <= self.now:
            self.offer_falls_due()

    @rule()
    def withdraw(self) -> None:
        self.attempt("withdraw", lambda: handoff.withdraw(self.world, self.c))

    @rule()
    def offer_falls_due(self) -> None:
        if self.c.handler == "queue" and self.c.open and self.c.offer_at and self.c.offer_at <= self.now:
            free = choosing.candidates(self.world, self.c)
            agent = free[0].person.id if free else None
            assert agent is None or agent != self.c.offered, "whoever let it lapse is not asked again at once"
            self.step("offer", offering.offer(self.world, self.c, agent, 1))

    @rule(agent=agents)
    def claim(self, agent: str) -> None:
        self.attempt("claim", lambda: handoff.claim(self.world, self.c, agent))

    @rule(agent=agents)
    def decline(self, agent: str) -> None:
        self.attempt("decline", lambda: handoff.decline(self.world, self.c, agent, "SALAISUUS"))

    @rule(agent=agents)
    def agent_writes(self, agent: str) -> None:
        self.attempt("agent_wrote", lambda: case.agent_wrote(self.world, self.c, agent, "Hei!", {}))

    @rule(agent=agents)
    def note(self, agent: str) -> None:
        self.attempt("note", lambda: case.noted(self.world, self.c, agent, "SALAISUUS", {}))

    @rule(agent=agents, to=agents | st.sampled_from([*COMPANY.teams, "nowhere"]))
    def transfer(self, agent: str, to: str) -> None:
        self.attempt("transfer", lambda: case.transfer(self.world, self.c, agent, to, "osaa paremmin")[0])

    @rule(agent=agents)
    def ask_return(self, agent: str) -> None:
        self.attempt("ask_return", lambda: case.ask_return(self.world, self.c, agent, "hoidettu"))

    @rule(agent=agents)
    def resolve(self, agent: str) -> None:
        self.attempt("resolve", lambda: case.resolve(self.world, self.c, agent, "SALAISUUS"))

    @rule(reply=replies)
    def assistant_replies(self, reply: Reply) -> None:
        if self.c.turn:
            id = self.c.turn.id
            self.step("replied", steps.assistant_answered(self.world, self.c, id, reply))
            again = steps.assistant_answered(self.world, self.c, id, reply)
            assert again == Change(self.c), "12: the same turn answered again changes nothing"

    @rule()
    def silent_case_timer(self) -> None:
        self.step("close", case.close_silent(self.world, self.c))

    @invariant()
    def exactly_one_handler(self) -> None:
        """1."""
        c = self.c
        assert c.handler in ("bot", "queue", "agent")
        assert (c.agent is not None) == (c.handler == "agent")
        if not c.open:
            assert c.handler == "bot"
            assert c.resolved_at
        assert (queue_score(c) is not None) == (c.handler == "queue" and c.open)

    @invariant()
    def nothing_of_the_bots_is_pending_with_a_person(self) -> None:
        """2."""
        if self.c.handler == "agent":
            assert not self.c.pending
            assert not {"turn", "honest", "offer", "close"} & set(due(self.c, self.world.timing))

    @invariant()
    def what_waits_has_a_timer(self) -> None:
        """5, 8: no line without an answer or an honest line to come; no wait without a next step."""
        c, timers = self.c, due(self.c, self.world.timing)
        if c.open and c.handler != "agent" and (c.pending or c.turn):
            assert "turn" in timers
            since = [
                at
                for at in (c.pending_since if c.pending else None, c.turn.first_at if c.turn else None)
                if at
            ]
            told = all(c.told_at and c.told_at >= at for at in since)
            assert told or timers["honest"] <= self.now + dt.timedelta(seconds=self.world.timing.honest_s)
        if c.open and c.handler == "queue":
            assert "offer" in timers

    @invariant()
    def the_record_survives_storing_and_its_timers_follow_from_it(self) -> None:
        """The timers are a function of the record; what is stored is what is read."""
        doc = json.loads(json.dumps(to_doc(self.c)))
        stored = from_doc(doc)
        assert json.loads(json.dumps(to_doc(stored))) == doc
        assert places(stored, self.world.timing) == places(self.c, self.world.timing)
        assert stored == self.c

    @invariant()
    def customers_see_the_allow_list_only(self) -> None:
        """9."""
        for event in self.events[-8:]:
            shown = for_customer(json.loads(json.dumps(event.to_json())))
            if shown:
                assert event.type in VISIBLE
                assert "SALAISUUS" not in json.dumps(shown)

    @invariant()
    def people_have_names_and_a_state_can_always_be_given(self) -> None:
        """7, and the contract: `human` is never null."""
        for event in self.events[-8:]:
            assert event.by.kind != "agent" or (event.by.name and event.by.role)
        state = json.loads(
            json.dumps(view.state(self.world, self.c, 1 if self.c.handler == "queue" else None))
        )
        assert state["human"]["name"]
        assert state["human"]["role"]
        assert state["human"]["available"] or state["human"]["expected_at"] or not self.c.open or self.c.agent

    @invariant()
    def the_bot_does_not_say_the_same_twice_in_a_row(self) -> None:
        """V4."""
        lines = [e.text for e in self.events if e.type == "message" and e.by.kind == "bot"][-2:]
        assert len(lines) < 2 or lines[0] != lines[1]


TestLife = Life.TestCase
TestLife.settings = settings(
    max_examples=150,
    stateful_step_count=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
