"""The trained signals, as they lie in the model's archive: what the issue itself names, and what they cost."""

from __future__ import annotations

import time

import pytest

from bot.nlu.signal_model import SignalModel
from tests.rasa.conftest import trained


@pytest.fixture(scope="module")
def model() -> SignalModel:
    loaded: SignalModel = trained("signals.joblib")
    return loaded


@pytest.mark.parametrize(
    "text",
    [
        "tuote saapui rikki, miten toimin?", "ihan sairaan hyvää palvelua!!", "akku loppui", "kuolen nauruun",
        "moi", "kiitos", "ei kiitos", "onko asiakaspalvelu auki lauantaina", "my parcel is late, where is it?",
        "the lamp arrived broken, what should I do?", "insanely good service!!", "paketet har inte kommit, kan ni kolla",
    ],
)  # fmt: skip
def test_negative_words_are_no_frustration(model: SignalModel, text: str) -> None:
    noticed = model.read(text)
    assert noticed.frustration < 0.5
    assert noticed.urgency == "normal"


@pytest.mark.parametrize(
    "text",
    [
        "en vaihda teitä mihinkään muuhun kauppaan!", "ostan tästä eteenpäin kaiken vain teiltä", "no rush, happy to wait",
        "ni har mig som kund livet ut", "jag handlar bara hos er från och med nu",
        "stolen gnisslar när man gungar, hjälper olja?", "batteriet är slut efter en timme", "ei hätää, odottelen", "ingen brådska, jag väntar så gärna",
    ],
)  # fmt: skip
def test_loyalty_and_patience_are_no_frustration(model: SignalModel, text: str) -> None:
    noticed = model.read(text)
    assert noticed.frustration < 0.5
    assert noticed.urgency != "critical"


@pytest.mark.parametrize(
    "text",
    [
        "no hienosti meni taas tämäkin tilaus", "jaa, taas uusi päivä, kuinka yllättävää", "oh splendid, yet another new date",
        "jo tack, ännu ett datum, så pålitligt", "nu är måttet rågat, ingen svarar", "jag har skrivit fyra gånger och ingen bryr sig",
        "jag handlar aldrig mer hos er",
    ],
)  # fmt: skip
def test_dry_sarcasm_and_swedish_anger_are_noticed(model: SignalModel, text: str) -> None:
    assert model.read(text).frustration >= 0.5


@pytest.mark.parametrize(
    ("text", "signal"),
    [
        ("no antaa olla", "disappointment"), ("tämä on jo kolmas kerta kun kysyn tätä", "repeat"),
        ("te lupasitte soittaa eikä kukaan soittanut", "broken_promise"), ("vaihdan kauppaa, tää oli tässä", "leaving"),
        ("thanks for nothing, useless bot", "sarcasm"), ("I give up", "giving_up"),
        ("vien asian kuluttajariitalautakuntaan", "authority"), ("WHERE IS MY ORDER, ANSWER ME", "shouting"),
    ],
)  # fmt: skip
def test_being_let_down_is_noticed_with_its_words(model: SignalModel, text: str, signal: str) -> None:
    noticed = model.read(text)
    assert noticed.frustration >= 0.5
    assert signal in noticed.names
    assert all(one.text for one in noticed.signals)


@pytest.mark.parametrize(
    ("text", "matter", "alarm"),
    [
        ("akku savuaa", "danger", True), ("the battery is smoking", "danger", True),
        ("en halua enää elää", "self_harm", True), ("someone is using my card right now", "fraud", True),
        ("isäni kuoli viime viikolla", "death", False), ("minulla ei ole rahaa vuokraan", "hardship", False),
        ("I can see someone else's orders and address", "leak", False), ("batteriet ryker", "danger", True),
    ],
)  # fmt: skip
def test_what_cannot_wait_goes_first(model: SignalModel, text: str, matter: str, alarm: bool) -> None:
    noticed = model.read(text)
    assert (noticed.urgency, noticed.alarm) == ("critical", alarm)
    assert matter in noticed.names


@pytest.mark.parametrize(
    "text", ["", " ", "😀", "1001", "🙏🙏🙏", "?!", "пожалуйста", "aGVsbG8gd29ybGQ=" * 30, "x" * 4000]
)
def test_odd_input_is_calm_and_harmless(model: SignalModel, text: str) -> None:
    noticed = model.read(text)
    assert 0 <= noticed.frustration <= 1
    assert noticed.urgency == "normal"


def test_a_long_letter_is_read_to_its_grave_sentence(model: SignalModel) -> None:
    letter = "Hei. Tilasin teiltä kesällä pöydän. Se tuli ajallaan ja on ollut hyvä. Isäni kuoli viime viikolla. Terveisin Anna"
    assert model.read(letter).urgency == "critical"


def test_reading_takes_milliseconds(model: SignalModel) -> None:
    text = "Odotin koko päivän eikä kukaan tullut, vaikka niin luvattiin. Mitä nyt tehdään?"
    model.read(text)
    began = time.perf_counter()
    for _ in range(50):
        model.read(text)
    assert (time.perf_counter() - began) / 50 < 0.03
