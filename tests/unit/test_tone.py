"""The tone rules reach every file that customers read: a fault put into any of them is found there."""

import shutil
from pathlib import Path

import pytest

from bot.core import tone
from tests.tone import LANGUAGES, ROOT, lines, rules

PLANTED = [
    ("data/lines/talk.yml", '  fi: ["', "talk.yml:"),
    ("data/lines/mail.yml", '  fi: "', "mail.yml:"),
    ("data/lines/telegram.yml", '  fi: "', "telegram.yml:"),
    ("data/canned.yml", '    fi: "', "canned.yml:"),
    ("data/answers/for_parent.md", "Voit kysyä ", "for_parent.md"),
    ("data/practice.yml", '  opening: "', "practice.yml"),
    ("bot/web/widget/fi.js", "  lost: '", "widget/fi.js"),
    ("bot/web/open/words.js", "    many: '", "open/words.js"),
]
FAULT = "Vastaamme mahdollisimman pian! "


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The files that customers read, to put a fault into."""
    for name in ("data/lines", "data/answers", "bot/web/widget", "bot/web/open"):
        shutil.copytree(ROOT / name, tmp_path / name)
    for name in ("data/canned.yml", "data/practice.yml"):
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


@pytest.mark.parametrize(("file", "before", "where"), PLANTED, ids=[row[0] for row in PLANTED])
def test_a_fault_is_found_wherever_it_stands(copy: Path, file: str, before: str, where: str) -> None:
    path = copy / file
    text = path.read_text("utf-8")
    assert before in text
    path.write_text(text.replace(before, before + FAULT, 1), "utf-8")
    held = rules()
    found = [line.where for line in lines(copy) if any(tone.broken(line.text, line.language, held))]
    assert len(found) == 1
    assert found[0].startswith(where)


def test_every_source_speaks_finnish_and_english_and_all_but_the_written_answers_swedish() -> None:
    spoken = set()
    for line in lines():
        spoken.add((line.where.removesuffix(f"/{line.language}.js"), line.language))
    wanted = {(where, language) for where, _ in spoken for language in LANGUAGES}
    assert {
        where for where, language in wanted - spoken if language != "sv" or not where.endswith(".md")
    } == set()


def test_no_line_of_the_widget_is_passed_over(copy: Path) -> None:
    path = copy / "bot/web/widget/en.js"
    path.write_text(path.read_text("utf-8").replace("  lost: '", "  lost: `", 1), "utf-8")
    with pytest.raises(ValueError, match="lost"):
        list(lines(copy))
