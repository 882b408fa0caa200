"""The table, for the terminal and for docs/understanding.md (between its two markers)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from tests.eval.measures import Result
from tests.harness import ROOT

PAGE = ROOT / "docs/understanding.md"
BEGIN, END = "<!-- figures: written by make eval -->", "<!-- end of figures -->"


def table(results: Iterable[Result], stock: Mapping[str, Any]) -> list[str]:
    """Markdown rows: figure with interval, target, baselines."""
    rows = [
        "| | | figure [95 %] | rows | target | reached | simple baseline | stock Rasa |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for one in sorted(results, key=lambda one: ("fi", "en", "sv").index(one.language)):
        rows.append(_row(one, stock))
    return rows


def _row(one: Result, stock: Mapping[str, Any]) -> str:
    assert one.figure
    target = "" if one.target is None else f"{'≤' if one.most else '≥'} {one.target}"
    reached = "" if one.target is None else "yes" if one.figure.reaches(one.target, one.most) else "**no**"
    simple = f"{one.baseline} ({one.by})" if one.baseline else ""
    theirs = stock.get(one.language, {}).get(one.what, "")
    return f"| {one.language} | {one.what} | {one.figure} | {one.figure.rows} | {target} | {reached} | {simple} | {theirs} |"


def write(lines: Iterable[str]) -> None:
    """Puts the figures in the page."""
    page = PAGE.read_text("utf-8")
    before, rest = page.split(BEGIN)
    after = rest.split(END)[1]
    body = "\n".join(lines).rstrip()
    PAGE.write_text(f"{before}{BEGIN}\n\n{body}\n\n{END}{after}", "utf-8")
