"""A message through the components: the server gives what Rasa gives."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

import pytest
from rasa.core.processor import MessageProcessor
from rasa.engine.graph import ExecutionContext, GraphComponent, GraphSchema, SchemaNode
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.engine.storage.local_model_storage import LocalModelStorage

from bot.rasa.graph import StraightRunner
from bot.rasa.processor import QuickProcessor
from tests.rasa.past import DOMAIN


class Number(GraphComponent):
    """A component that adds."""

    def __init__(self, add: int) -> None:
        self._add = add

    @classmethod
    def create(cls, config: dict[str, Any], *_: Any, **__: Any) -> Number:
        return cls(config["add"])

    def give(self, first: int, second: int = 0) -> int:
        if first < 0:
            raise ValueError("negative")
        return first + second + self._add


def runners(tmp_path: Path) -> tuple[DaskGraphRunner, StraightRunner]:
    def node(add: int, **needs: str) -> SchemaNode:
        return SchemaNode(
            needs=needs, uses=Number, constructor_name="create", fn="give", config={"add": add}, eager=True
        )

    schema = GraphSchema(
        {
            "last": node(1, first="left", second="right"),
            "left": node(2, first="given"),
            "right": node(3, first="left"),
            "apart": node(4, first="elsewhere"),
        }
    )
    made = schema, LocalModelStorage(tmp_path), ExecutionContext(schema, "test")
    return DaskGraphRunner(*made), StraightRunner(*made)


@pytest.mark.parametrize("targets", [["last"], ["right", "left"], ["last", "apart"]])
def test_the_graph_gives_what_dask_gives(tmp_path: Path, targets: list[str]) -> None:
    dask, straight = runners(tmp_path)
    for number in range(3):
        given = {"given": number, "elsewhere": 5}
        assert straight.run(given, targets) == dask.run(given, targets)


@pytest.mark.parametrize("given", [{"given": -1}, {}])
def test_the_graph_fails_as_with_dask(tmp_path: Path, given: dict[str, Any]) -> None:
    failures = []
    for runner in runners(tmp_path):
        with pytest.raises(Exception) as failure:  # noqa: PT011 - it is compared below
            runner.run(given, ["last"])
        failures.append((failure.type, str(failure.value)))
    assert failures[0] == failures[1]


def test_what_the_domain_has_not_is_warned_of() -> None:
    processor = object.__new__(QuickProcessor)
    processor.domain = DOMAIN
    for intent, entity in (("greet", "email"), ("unheard_of", "email"), ("greet", "unheard_of")):
        parsed = {"intent": {"name": intent}, "entities": [{"entity": entity, "value": "a"}]}
        warned = []
        for check in (MessageProcessor, QuickProcessor):
            with warnings.catch_warnings(record=True) as caught:
                warnings.simplefilter("always")
                check._check_for_unseen_features(processor, parsed)
            warned.append([str(one.message) for one in caught])
        assert warned[0] == warned[1]
        assert bool(warned[0]) == ("unheard_of" in (intent, entity))
