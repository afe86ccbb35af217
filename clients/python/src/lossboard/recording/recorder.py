"""Takes what a script logs, whatever it is."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from ..values.checks import binned_problem, key_problem, quote, whole, word_problem
from ..values.flatten import flatten
from ..values.histogram import DEFAULT_BINS, histogram_of
from ..values.numbers import is_array, number_of
from ..values.text import cut, text_of
from .sealer import LAST_STEP, Sealer

MAX_TEXT_LENGTH = 16_384
MAX_EVENT_LENGTH = 4096
MAX_KNOWN_KEYS = 10_000

EVENT_KINDS = ("checkpoint", "resume", "learning-rate", "steering", "nan", "alert", "note", "edit")
LOG_LEVELS = ("debug", "info", "warn", "error")


class Recorder:
    """Reads and checks at once, since a script may change an array after the call.

    What cannot be taken is counted and reported once.
    """

    def __init__(self, sealer: Sealer) -> None:
        self._sealer = sealer
        self._known_keys: set[Any] = set()

    def log(self, metrics: Any, step: Any = None, time_ms: Any = None) -> None:
        """Adds a point to each named series; of an array of several numbers, a histogram."""
        if metrics is None:
            return
        if not isinstance(metrics, Mapping):
            self._sealer.refuse(f"log takes numbers by key, got {quote(metrics)}")
            return
        at = now() if time_ms is None else time_ms
        step = step if step is LAST_STEP else whole(step)
        points: list[tuple[str, float]] = []
        arrays: list[tuple[str, Any]] = []
        for key, value in flatten(metrics):
            if type(value) is float and key in self._known_keys:
                points.append((key, value))
            else:
                self._read(key, value, points, arrays)
        self._sealer.points(points, step, at)
        for key, value in arrays:
            self.histogram(key, value, step=LAST_STEP if step is None else step, time_ms=at)

    def _read(self, key: Any, value: Any, points: list[tuple[str, float]], arrays: list[tuple[str, Any]]) -> None:
        problem = self._learn(key)
        number = None if problem else number_of(value)
        if number is not None:
            points.append((key, number))
        elif problem is None and is_array(value):
            arrays.append((key, value))
        else:
            self._sealer.refuse(problem or f"the value of {quote(key)} must be a number, got {quote(value)}")

    def histogram(
        self,
        key: Any,
        values: Any = None,
        *,
        bins: Any = DEFAULT_BINS,
        edges: Any = None,
        counts: Any = None,
        step: Any = None,
        time_ms: Any = None,
    ) -> None:
        """Adds a histogram: of values, or of ready-made bins."""
        problem = key_problem(key)
        binned: dict[str, Any] | None = None
        if problem is None and values is None:
            edges, counts = _as_list(edges), _as_list(counts)
            problem = binned_problem(edges, counts)
            binned = {"edges": edges, "counts": counts}
        elif problem is None:
            binned = histogram_of(values, bins)
            problem = f"a histogram is made of numbers, got {quote(values)}" if binned is None else None
        if problem is not None or binned is None:
            self._sealer.refuse(problem or "")
            return
        at = now() if time_ms is None else time_ms
        self._sealer.histogram({"key": key, **binned}, step if step is LAST_STEP else whole(step), at)

    def event(self, kind: Any, text: Any, step: Any = None, time_ms: Any = None) -> None:
        """Adds a mark to the curves."""
        problem = word_problem(EVENT_KINDS, kind)
        if problem is not None:
            self._sealer.refuse(problem)
            return
        at = now() if time_ms is None else time_ms
        self._sealer.event({"kind": kind, "text": cut(text_of(text), MAX_EVENT_LENGTH)}, whole(step), at)

    def text(
        self, line: Any, level: Any = "info", step: Any = None, time_ms: Any = None, stream: str | None = None
    ) -> None:
        """Adds a line to the log; one too long for the server is sent as several."""
        problem = word_problem(LOG_LEVELS, level)
        if problem is not None:
            self._sealer.refuse(problem)
            return
        at = now() if time_ms is None else time_ms
        rest, step = text_of(line), whole(step)
        while True:
            part = cut(rest, MAX_TEXT_LENGTH)
            rest = rest[len(part) :]
            self._sealer.line({"level": level, "text": part, **({"stream": stream} if stream else {})}, step, at)
            if not rest:
                return

    def summary(self, values: Any) -> None:
        """Each value becomes the last one of the series of its name, at the last step."""
        self.log(values, step=LAST_STEP)

    def _learn(self, key: Any) -> str | None:
        try:
            if key in self._known_keys:
                return None
        except TypeError:
            pass  # a key that cannot be hashed is no string
        problem = key_problem(key)
        if problem is None and len(self._known_keys) < MAX_KNOWN_KEYS:
            self._known_keys.add(key)
        return problem


def now() -> int:
    """Milliseconds since the epoch."""
    return int(time.time() * 1000)


def _as_list(values: Any) -> Any:
    """An array as Python's list; a tuple as a list."""
    if hasattr(values, "tolist"):
        return values.tolist()
    return list(values) if isinstance(values, tuple) else values
