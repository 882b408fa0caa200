"""company.yml as a file: whatever is wrong in it is named with its line."""

from __future__ import annotations

import re
from pathlib import Path

import yaml

from bot.core.company import Company, parse_company
from bot.core.errors import BadConfiguration

_PART = re.compile(r"[^.\[\]]+")


def load_company(path: Path) -> Company:
    """company.yml.

    Raises:
        BadConfiguration: naming the line, the key, the value and the form wanted.
    """
    try:
        text = path.read_text("utf-8")
        document = yaml.safe_load(text)
    except FileNotFoundError:
        raise BadConfiguration("COMPANY", str(path), "the path of a company.yml that is there") from None
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise BadConfiguration("company.yml", str(path), f"a readable YAML file ({error})") from None
    try:
        return parse_company(document)
    except BadConfiguration as wrong:
        where = f"{path.name}, line {line_of(text, wrong.key)}"
        raise BadConfiguration(wrong.key, wrong.value, wrong.wanted, where) from None


def line_of(text: str, key: str) -> int:
    """The line, from 1, on which a key such as `teams.laskutus.hours.sat` or `people[0].team` stands.

    Where it stands nowhere, since it was left out, the line of what it belongs to.
    """
    node, line = yaml.compose(text, yaml.SafeLoader), 1
    for part in _PART.findall(key):
        found = _within(node, part)
        if not found:
            break
        line, node = found
    return line


def _within(node: yaml.Node | None, part: str) -> tuple[int, yaml.Node] | None:
    """Line and value of an entry of a table or a list."""
    if isinstance(node, yaml.MappingNode):
        pairs = ((key, value) for key, value in node.value if key.value == part)
        return next(((key.start_mark.line + 1, value) for key, value in pairs), None)
    if isinstance(node, yaml.SequenceNode) and part.isdecimal() and int(part) < len(node.value):
        entry: yaml.Node = node.value[int(part)]
        return entry.start_mark.line + 1, entry
    return None
