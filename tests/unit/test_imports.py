"""Who may import whom, and what the pure core keeps out of (ARCHITECTURE.md says why)."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FILES = sorted(file for top in ("bot", "actions", "orders") for file in (ROOT / top).rglob("*.py"))

# What a package may import besides itself. A package that is not named may import everything of ours.
MAY_IMPORT = {
    "bot.core": (),
    "bot.nlu": ("bot.core", "rasa"),
    "bot.rasa": ("bot.core", "rasa"),
    "actions": ("bot.core", "bot.nlu.words", "rasa_sdk"),  # words: spelling, pure
    "bot.store": ("bot.core",),
    "bot.assistant": ("bot.core",),
    "bot.http": ("bot.core", "bot.store", "bot.service"),
    "bot.service": ("bot.core", "bot.store", "bot.assistant", "bot.settings"),
    "bot.channels": ("bot.core", "bot.store", "bot.assistant", "bot.http", "bot.service"),
    "bot.desk": ("bot.core", "bot.store", "bot.assistant", "bot.http", "bot.service"),
    "orders": (),
}
GUARDED = ("bot", "actions", "rasa", "rasa_sdk")
IMPURE = (
    "asyncio",
    "httpx",
    "os",
    "random",
    "redis",
    "sanic",
    "secrets",
    "socket",
    "subprocess",
    "time",
    "uuid",
)
CLOCKS = ("datetime.now", "datetime.today", "datetime.utcnow", "date.today")


def is_in(module: str, *packages: str) -> bool:
    return any(module == package or module.startswith(package + ".") for package in packages)


def imports(file: Path) -> Iterator[tuple[int, str]]:
    """Line and full name of everything that a file imports, also inside functions."""
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file}:{node.lineno}: imports are written from the root"
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


def package_of(file: Path) -> str:
    module = ".".join(file.relative_to(ROOT).with_suffix("").parts)
    return next((package for package in MAY_IMPORT if is_in(module, package)), "")


def name(file: Path) -> str:
    return str(file.relative_to(ROOT))


@pytest.mark.parametrize("file", FILES, ids=name)
def test_a_package_imports_only_what_it_may(file: Path) -> None:
    package = package_of(file)
    if package:
        allowed = (package, *MAY_IMPORT[package])
        wrong = [(line, m) for line, m in imports(file) if is_in(m, *GUARDED) and not is_in(m, *allowed)]
        assert not wrong, f"{package} may import {allowed}"


@pytest.mark.parametrize("file", [file for file in FILES if package_of(file) == "bot.core"], ids=name)
def test_the_core_is_pure_and_synchronous(file: Path) -> None:
    assert [m for _, m in imports(file) if is_in(m, *IMPURE)] == []
    nodes = list(ast.walk(ast.parse(file.read_text("utf-8"))))
    assert not [node.lineno for node in nodes if isinstance(node, ast.AsyncFunctionDef | ast.Await)]
    clocks = [
        node.lineno
        for node in nodes
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(CLOCKS)
    ]
    assert not clocks, "time comes in as an argument"


def test_opening_hours_are_read_in_one_place() -> None:
    """Who can take it, and when at the earliest, is asked of bot/core/earliest.py and of nothing else."""
    reads = {
        f"{file.relative_to(ROOT)}:{node.lineno}"
        for file in FILES
        if file.name not in ("earliest.py", "company.py")
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Attribute)
        and node.attr in ("hours_of", "hours_for", "hours_in", "hours")
        and ast.unparse(node.value) not in ("earliest", "person")  # a person's row, as shown at the desk
    }
    assert reads == set()
