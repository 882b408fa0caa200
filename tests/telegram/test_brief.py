"""The brief in a chat: what was understood stands below /status, and the customer puts a line right there."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from bot.core.correcting import AWAITED
from tests.harness import Agent, Gateway, of, until_async
from tests.telegram.emulator import Message
from tests.telegram.person import Person


async def asked(gateway: Gateway, liisa: Person, line: str = "Asia") -> tuple[Agent, str, Message]:
    """Aino has the case, and Liisa was asked for a line in her own words."""
    aino, cid = await liisa.with_aino(gateway)
    liisa.says("/status")
    liisa.presses(await liisa.reads("Näin ymmärsimme asiasi:"), "Korjaa")
    liisa.presses(await liisa.reads("Mikä kohta korjataan?"), line)
    return aino, cid, await liisa.reads(f"miten tämä kohta on oikein: {line}.")


async def matter(gateway: Gateway, cid: str) -> str:
    c = (await gateway.services.store.load(cid)).conversation
    return str((await gateway.services.cases.state(c))["brief"]["matter"])


async def test_status_shows_what_was_understood_line_by_line(gateway: Gateway, liisa: Person) -> None:
    _, cid = await liisa.with_aino(gateway)
    liisa.says("/status")
    status = await liisa.reads("Näin ymmärsimme asiasi:")
    assert f"\nAsia: {await matter(gateway, cid)}\nMitä on kokeiltu: " in status.text
    assert status.button("Korjaa")


async def test_the_next_message_is_the_corrected_line_which_the_desk_sees_and_no_line_of_the_conversation(
    gateway: Gateway, liisa: Person
) -> None:
    aino, cid, _ = await asked(gateway, liisa)
    update = liisa.says("Lasku tuli kahdesti")
    await liisa.reads("Korjattu. Sinun sanasi näkee myös: Aino, laskutus.\nAsia: Lasku tuli kahdesti")
    liisa.telegram.give(update)  # Telegram sends it once more
    liisa.says("ja kiitos")
    await until_async(lambda: _said(aino, cid, "ja kiitos"))
    case = await aino.case(cid)
    assert case["brief"]["matter"] == "Lasku tuli kahdesti"
    assert case["brief_lines"][0] == {"kind": "matter", "text": "Lasku tuli kahdesti"}
    assert len(of(case["events"], "brief.updated")) == 1
    assert not await _said(aino, cid, "Lasku tuli kahdesti")


@pytest.mark.parametrize("words", ["haluan puhua ihmiselle", "laturi savuaa ja palaa", "a" * 501])
async def test_who_asks_for_a_person_tells_of_danger_or_writes_at_length_is_heard_in_the_conversation(
    gateway: Gateway, liisa: Person, words: str
) -> None:
    aino, cid, _ = await asked(gateway, liisa)
    before = await matter(gateway, cid)
    for line in (words, "ja vielä tämä"):
        liisa.says(line)
        await until_async(partial(_said, aino, cid, line))
    assert await matter(gateway, cid) == before


async def test_leaving_it_or_ten_minutes_later_the_words_belong_to_the_conversation(
    gateway: Gateway, liisa: Person
) -> None:
    aino, cid, question = await asked(gateway, liisa)
    before = await matter(gateway, cid)
    liisa.presses(question, "Jätä ennalleen")
    status = await liisa.reads("Selvä, mitään ei muutettu.")
    liisa.says("hei taas")
    await until_async(lambda: _said(aino, cid, "hei taas"))
    liisa.presses_data(status, "b:matter")
    await until_async(lambda: _asked_for(gateway, cid))
    gateway.clock.move(seconds=AWAITED.total_seconds() + 1)
    liisa.says("missä laskuni on")
    await until_async(lambda: _said(aino, cid, "missä laskuni on"))
    assert await matter(gateway, cid) == before


async def test_while_the_bot_has_it_the_corrected_line_is_no_turn_of_its_and_waits_for_whoever_goes_on(
    gateway: Gateway, liisa: Person
) -> None:
    async def found(_turn: dict[str, Any]) -> Any:
        return [{"text": "Paketti on Vantaalla.", "custom": {"brief": {"order": "1002"}}}]

    gateway.assistant.answer = found
    liisa.says("missä pakettini on")
    await liisa.reads("Paketti on Vantaalla.")
    liisa.says("/status")
    status = await liisa.reads("Tilaus: 1002")
    assert status.button("Puhu ihmiselle")
    liisa.presses(status, "Korjaa")
    liisa.presses(await liisa.reads("Mikä kohta korjataan?"), "Tilaus")
    await liisa.reads("miten tämä kohta on oikein: Tilaus.")
    liisa.says("1003")
    await liisa.reads("Korjattu. Sinun sanasi seuraavat mukana, jos ihminen jatkaa tästä.\nTilaus: 1003")
    assert [turn["message"] for turn in gateway.assistant.turns] == ["missä pakettini on"]


async def test_a_button_for_a_line_that_there_is_not_is_an_old_button(
    gateway: Gateway, liisa: Person
) -> None:
    await liisa.with_aino(gateway)
    liisa.says("/status")
    status, before = await liisa.reads("Näin ymmärsimme"), liisa.telegram.count("answerCallbackQuery")
    liisa.presses_data(status, "b:mood")
    calls = await liisa.telegram.called("answerCallbackQuery", before + 1)
    assert "Tämä nappi kuuluu aiempaan kysymykseen" in calls[-1].params["text"]


async def _said(aino: Agent, cid: str, text: str) -> bool:
    events = (await aino.case(cid))["events"]
    return any(one["text"] == text for one in of(events, "message", "customer"))


async def _asked_for(gateway: Gateway, cid: str) -> bool:
    return bool((await gateway.services.store.load(cid)).conversation.correcting)
