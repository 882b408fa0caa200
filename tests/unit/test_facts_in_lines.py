"""Times and sums are facts: a line fills them in from company.yml or from the code that keeps to them, and types none."""

import re

import pytest

from bot.channels.mail.letters import CODE_MINUTES
from bot.channels.telegram.links import WINDOW_S
from bot.store.files import LARGEST
from bot.store.links import CARRIES_S
from tests.tone import ROOT, catalogue

UNITS = (
    r"(?:sekun|minuu|tun[nt]|päiv|viiko|kuukau|vuo[dst]|vuorokau|euro|prosent)\w*"
    r"|(?:second|minute|hour|day|week|month|year|euro|per ?cent)s?"
    r"|(?:sekund|minut|timm|dag|veck|månad)\w*|år|procent|€|%|Mt|MB|mega\w+"
)
NUMBERS = (
    r"yhde\w+|kahde\w+|kaksi|kolme\w*|neljä\w*|viisi|viide\w+|kuusi|kuude\w+|seitsem\w+|kymmene\w+|puol\w+"
    r"|an?|one|two|three|four|five|six|seven|ten|fourteen|thirty|half"
    r"|ett|en|två|tre|fyra|fem|sex|sju|tio|fjorton|trettio|halv\w*"
)
TERMS = (
    re.compile(r"\d"),
    re.compile(rf"\b(?:within|in|for|inom|på|i|gäller|om) (?:{NUMBERS}) (?:{UNITS})\b", re.IGNORECASE),
    re.compile(rf"\b(?!(?:an?|ett|en) )(?:{NUMBERS}) (?:{UNITS})\b", re.IGNORECASE),
    re.compile(
        r"(?<!… )\b(?:tunnin|päivän|viikon|kuukauden|vuoden) (?:sisällä|kuluessa|päästä|ajan)\b",
        re.IGNORECASE,
    ),
    re.compile(r"\bvoimassa (?:tunnin|päivän|viikon|kuukauden|vuoden)\b", re.IGNORECASE),
)
TYPED = {
    "gateway.yml:still_finding_out": (10, "an agent's own guess, who sees it before sending it"),
    "problems.yml:problem_file_too_large": (LARGEST // 1024**2, "the gateway's limit, megabytes"),
    "telegram.yml:tg_file_large": (20, "Telegram's limit for bots, megabytes"),
    "telegram.yml:tg_code_gone": (CARRIES_S // 60, "how long a link lives, minutes"),
    "telegram.yml:tg_web": (CARRIES_S // 60, "the same"),
    "telegram.yml:tg_code_wait": (WINDOW_S // 60, "how long tries are counted, minutes"),
}
"""What stands typed in a line, each with what it has to be as long as it stands there, and why it may."""


def typed(text: str) -> list[str]:
    """The numbers and terms in a line that nothing fills in."""
    plain = re.sub(r"\{\w+\}", "…", text)
    return [found[0] for pattern in TERMS if (found := pattern.search(plain))]


def test_no_line_types_a_time_or_a_sum() -> None:
    wrong = [
        f"{line.where} [{line.language}] {found}" for line in catalogue(ROOT) if (found := typed(line.text))
    ]
    assert [row for row in wrong if row.split(" [")[0] not in TYPED] == []


def test_what_is_typed_all_the_same_is_what_the_code_keeps_to() -> None:
    lines = {(line.where, line.language): line.text for line in catalogue(ROOT)}
    for where, (number, _why) in TYPED.items():
        for language in ("fi", "en", "sv"):
            assert set(re.findall(r"\d+", lines[where, language])) == {str(number)}, (where, language)


def test_the_page_of_a_mailed_code_leaves_its_time_to_the_mail() -> None:
    assert str(CODE_MINUTES) not in (ROOT / "bot/web/open/words.js").read_text("utf-8")


@pytest.mark.parametrize(
    "text",
    [
        "Rahat tulevat 14 päivässä.", "Linkki tulee viidessä minuutissa.", "vastaamme kuukauden kuluessa", "on voimassa tunnin",
        "The link works for an hour.", "within five minutes", "Länken gäller en timme.", "inom fem minuter", "within a month",
    ],
)  # fmt: skip
def test_a_planted_term_is_found(text: str) -> None:
    assert typed(text)


@pytest.mark.parametrize(
    "text", ["Yksi asia kerrallaan.", "{refund_days} päivässä", "One step at a time.", "En sak i taget."]
)
def test_what_is_no_term_is_let_be(text: str) -> None:
    assert not typed(text)
