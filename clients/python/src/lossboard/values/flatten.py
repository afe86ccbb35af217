"""Nested metrics by their paths."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

MAX_LEVELS = 64


def flatten(metrics: Mapping[Any, Any]) -> Iterator[tuple[Any, Any]]:
    """Each value with its path, joined by slashes: `{"train": {"loss": 1}}` is `train/loss`.

    What is nested deeper than 64 levels, such as a mapping within itself, comes as it is, which is no number.
    """
    for key, value in metrics.items():
        if isinstance(value, Mapping):
            yield from _below(key, value, 1)
        else:
            yield key, value


def _below(path: Any, metrics: Mapping[Any, Any], level: int) -> Iterator[tuple[Any, Any]]:
    for key, value in metrics.items():
        inner = f"{path}/{key}"
        if isinstance(value, Mapping) and level < MAX_LEVELS:
            yield from _below(inner, value, level + 1)
        else:
            yield inner, value
