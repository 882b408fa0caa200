"""A chat as its customer sees it, drawn as SVG from what was really sent (tests/telegram/pictures.py)."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

WIDTH, BUBBLE, PAD, LINE, LETTERS = 420, 330, 12, 19, 43
FONT = "system-ui, 'DejaVu Sans', Arial, sans-serif"


@dataclass(frozen=True)
class Bubble:
    """One message. `mine`: by the person whose phone it is. `bold`: its first line is a name. `buttons`: their labels."""

    text: str
    mine: bool = False
    bold: bool = False
    buttons: Sequence[str] = ()
    note: str = ""


def svg(title: str, bubbles: Sequence[Bubble]) -> str:
    """The chat."""
    drawn, y = [], 64
    for one in bubbles:
        part, y = _bubble(one, y)
        drawn.append(part)
    height = y + 8
    head = f'<rect width="{WIDTH}" height="48" fill="#26547c"/>' + _text(PAD, 30, title, "#ffffff", "600", 16)
    words = ". ".join(one.text.replace("\n", ". ") for one in bubbles)
    return "\n".join([
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" viewBox="0 0 {WIDTH} {height}" role="img" font-family="{FONT}">',
        f"<title>{escape(title)}</title><desc>{escape(words)}</desc>",
        f'<rect width="{WIDTH}" height="{height}" fill="#e7edf2"/>{head}',
        *drawn,
        "</svg>\n",
    ])  # fmt: skip


def _bubble(one: Bubble, y: int) -> tuple[str, int]:
    lines = [line for row in one.text.split("\n") for line in textwrap.wrap(row, LETTERS) or [""]]
    width = min(BUBBLE, max(max(map(len, lines)), 8) * 8 + 2 * PAD)
    x, height = (WIDTH - width - PAD if one.mine else PAD), len(lines) * LINE + 2 * PAD - 4
    box = f'<rect x="{x}" y="{y}" width="{width}" height="{height}" rx="12" fill="{"#d5f2c4" if one.mine else "#ffffff"}"/>'
    rows = [
        _text(x + PAD, y + PAD + 11 + n * LINE, line, "#1b1b1b", "700" if one.bold and not n else "400")
        for n, line in enumerate(lines)
    ]
    y += height + 4
    for label in one.buttons:
        rows.append(
            f'<rect x="{x}" y="{y}" width="{BUBBLE}" height="32" rx="8" fill="#ffffff" stroke="#26547c"/>'
        )
        rows.append(_text(x + BUBBLE // 2, y + 21, label, "#26547c", "600", anchor="middle"))
        y += 36
    if one.note:
        rows.append(_text(PAD if not one.mine else x, y + 11, one.note, "#53616d", "400", 11))
        y += 18
    return "".join([box, *rows]), y + 8


def _text(x: int, y: int, words: str, fill: str, weight: str, size: int = 14, anchor: str = "start") -> str:
    return f'<text x="{x}" y="{y}" font-size="{size}" font-weight="{weight}" fill="{fill}" text-anchor="{anchor}">{escape(words)}</text>'
