"""What is left of a refused request without its faults."""

from __future__ import annotations

import json
import time
from typing import Any

from .http import Refusal

_LISTS = ("histograms", "events", "logs")
_DISPENSABLE = ("config", "notes")
"""What a create request can do without, and what most often makes it too large."""


def without_fault(body: str, refusal: Refusal) -> tuple[str, int] | None:
    """A refused batch without what the refusal names as wrong, and how many records that were, so that one bad
    point does not cost its neighbours.

    None when the refusal names nothing that is in the batch.
    """
    batch: dict[str, Any] = json.loads(body)
    if refusal.code == "bad_point":
        removed = _remove_point(batch, refusal.details)
    else:
        removed = _remove_listed(batch, _paths_of(refusal.details))
    return (json.dumps(batch, separators=(",", ":")), removed) if removed > 0 else None


def with_line(body: str, text: str) -> str:
    """A batch with one line more in its log."""
    batch: dict[str, Any] = json.loads(body)
    line = {"time": int(time.time() * 1000), "level": "error", "text": text}
    return json.dumps({**batch, "logs": [*batch.get("logs", []), line]}, separators=(",", ":"))


def without_fields(create: dict[str, Any], refusal: Refusal) -> dict[str, Any] | None:
    """A refused create request without what was wrong with it; None when nothing is left that may be left out."""
    if refusal.code not in ("invalid", "too_large"):
        return None
    named = [path[0] if path else "" for path in _paths_of(refusal.details)]
    suspects = named or _DISPENSABLE
    kept = {field: value for field, value in create.items() if field == "id" or field not in suspects}
    if len(kept) < len(create):
        return kept
    return {"id": create["id"]} if len(create) > 1 else None


def _remove_point(batch: dict[str, Any], details: dict[str, Any]) -> int:
    key, column, index = details.get("series"), details.get("column"), details.get("index")
    histograms = batch.get("histograms")
    if histograms is not None and column in ("edges", "counts"):
        batch["histograms"] = [histogram for histogram in histograms if histogram["key"] != key]
        return len(histograms) - len(batch["histograms"])
    series = batch.get("series")
    if not isinstance(series, dict) or not isinstance(key, str) or key not in series:
        return 0
    columns = series[key]
    points = len(columns["step"])
    if column != "key" and isinstance(index, int) and 0 <= index < points and points > 1:
        for name in ("step", "time", "value"):
            del columns[name][index]
        return 1
    del series[key]
    return points


def _remove_listed(batch: dict[str, Any], paths: list[list[str]]) -> int:
    removed = 0
    for name in _LISTS:
        wrong = {path[1] for path in paths if len(path) > 1 and path[0] == name}
        listed = batch.get(name, [])
        kept = [each for index, each in enumerate(listed) if str(index) not in wrong]
        removed += len(listed) - len(kept)
        if len(kept) < len(listed):
            batch[name] = kept
    return removed


def _paths_of(details: dict[str, Any]) -> list[list[str]]:
    """The parts of the JSON pointers that an `invalid` refusal names."""
    fields = details.get("fields")
    if not isinstance(fields, list):
        return []
    paths = [field.get("path") if isinstance(field, dict) else None for field in fields]
    return [str(path or "").split("/")[1:] for path in paths]
