"""Rasa's graph of components, run one after another in an order worked out once.

Rasa builds a dask graph anew for every message and every prediction and describes the whole of it for a log line that
nobody reads; with one thread there is nothing for dask to schedule.
"""

from __future__ import annotations

from collections.abc import Iterator
from graphlib import TopologicalSorter
from typing import Any

from rasa.engine.runner.dask import DaskGraphRunner

Order = tuple[tuple[str, tuple[str, ...]], ...]


class StraightRunner(DaskGraphRunner):
    """Gives what Rasa's own runner gives."""

    def run(self, inputs: dict[str, Any] | None = None, targets: list[str] | None = None) -> dict[str, Any]:
        """The outputs of the targets.

        Raises:
            GraphComponentException: of the component that fails, as Rasa's own.
        """
        wanted = tuple(targets or self._graph_schema.target_names)
        found = {name: (name, value) for name, value in (inputs or {}).items()}
        for name, needs in self._order(wanted):
            found[name] = self._instantiated_nodes[name](*(found.get(one, one) for one in needs))
        return dict(found[name] for name in wanted)

    def _order(self, targets: tuple[str, ...]) -> Order:
        """The nodes that the targets need, each after what it needs itself; remembered."""
        known: dict[tuple[str, ...], Order] = self.__dict__.setdefault("_orders", {})
        if targets not in known:
            known[targets] = tuple(self._sorted(targets))
        return known[targets]

    def _sorted(self, targets: tuple[str, ...]) -> Iterator[tuple[str, tuple[str, ...]]]:
        nodes = self._graph_schema.minimal_graph_schema(list(targets)).nodes
        needs = {name: tuple(node.needs.values()) for name, node in nodes.items()}
        return ((name, needs[name]) for name in TopologicalSorter(needs).static_order() if name in needs)
