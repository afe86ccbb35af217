"""Gathers what was logged into the columns of the next batch, and knows about how large it would be as JSON."""

from __future__ import annotations

import json
import math
from typing import Any

from ..values.numbers import to_json_number

POINT_BYTES = 48
RECORD_BYTES = 64


class Columns:
    def __init__(self) -> None:
        self._start_anew()

    def _start_anew(self) -> None:
        self._series: dict[str, tuple[list[int], list[int], list[float]]] = {}
        self._histograms: list[dict[str, Any]] = []
        self._events: list[dict[str, Any]] = []
        self._logs: list[dict[str, Any]] = []
        self.records = 0
        """Points, histograms, events and lines gathered since the last `take`."""
        self.bytes = 0
        """Estimated size as JSON."""

    def point(self, key: str, step: int, time_ms: int, value: float) -> None:
        columns = self._series.get(key)
        if columns is None:
            columns = self._series[key] = ([], [], [])
            self.bytes += RECORD_BYTES + len(key)
        columns[0].append(step)
        columns[1].append(time_ms)
        columns[2].append(value)
        self.records += 1
        self.bytes += POINT_BYTES

    def histogram(self, histogram: dict[str, Any]) -> None:
        self._histograms.append(histogram)
        self.records += 1
        self.bytes += RECORD_BYTES + 2 * 20 * len(histogram["edges"])

    def event(self, event: dict[str, Any]) -> None:
        self._events.append(event)
        self.records += 1
        self.bytes += RECORD_BYTES + 2 * len(event["text"])

    def line(self, line: dict[str, Any]) -> None:
        self._logs.append(line)
        self.records += 1
        self.bytes += RECORD_BYTES + 2 * len(line["text"])

    def take(self) -> tuple[str, int]:
        """Everything gathered, as the JSON of one batch, and how many records it has; starts anew."""
        body: dict[str, Any] = {}
        if self._series:
            body["series"] = {
                key: {"step": steps, "time": times, "value": _json_numbers(values)}
                for key, (steps, times, values) in self._series.items()
            }
        for name, listed in (("histograms", self._histograms), ("events", self._events), ("logs", self._logs)):
            if listed:
                body[name] = listed
        records = self.records
        self._start_anew()
        return json.dumps(body, separators=(",", ":"), ensure_ascii=False, allow_nan=False), records


def _json_numbers(values: list[float]) -> list[Any]:
    return values if all(map(math.isfinite, values)) else [to_json_number(value) for value in values]
