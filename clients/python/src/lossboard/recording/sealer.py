"""Seals what was logged into batches: by size, by age, or when told."""

from __future__ import annotations

import collections
import json
import threading
from typing import Any, Callable

from ..delivery.outbox import Outbox
from ..notices import Notices
from ..values.checks import step_problem, time_problem
from .columns import Columns

MAX_BATCH_RECORDS = 5000
MAX_BATCH_BYTES = 256 * 1024
MAX_INCOMING = 10_000

LAST_STEP = object()
"""Stands for the highest step logged so far."""


class Sealer:
    """Entries come in without a lock; whichever thread gets the lock then moves all of them into the columns.

    So a call waits for nobody, and one made while another is under way in the same thread, such as by a signal
    handler or a
    finalizer, does no harm. Only when the queue has grown long does a call wait its turn, which bounds the memory.
    """

    def __init__(self, outbox: Outbox, notices: Notices, on_sealed: Callable[[], None], last_step: int = 0) -> None:
        self._outbox = outbox
        self._notices = notices
        self._on_sealed = on_sealed
        self._columns = Columns()
        self._incoming: collections.deque[tuple[Any, ...]] = collections.deque()
        self._lock = threading.Lock()
        self._holder: int | None = None
        self.closed = False
        self.last_step = last_step
        """The highest step logged so far, 0 before the first."""
        self.taken = 0
        """Records in batches, or on their way into one."""
        self.dropped = 0
        """Records that were of the wrong form, or had no room."""

    def points(self, points: list[tuple[str, float]], step: Any, time_ms: Any) -> None:
        """One step of several series. Without a step: the one after the highest so far."""
        self._put((self._take_points, points, step, time_ms))

    def histogram(self, histogram: dict[str, Any], step: Any, time_ms: Any) -> None:
        self._put((self._take, self._columns.histogram, histogram, LAST_STEP if step is None else step, time_ms))

    def event(self, event: dict[str, Any], step: Any, time_ms: Any) -> None:
        self._put((self._take, self._columns.event, event, LAST_STEP if step is None else step, time_ms))

    def line(self, line: dict[str, Any], step: Any, time_ms: Any) -> None:
        self._put((self._take, self._columns.line, line, step, time_ms))

    def refuse(self, problem: str) -> None:
        """Counts something that cannot be taken, and reports why once."""
        self._put((self._take_refusal, problem))

    def patch(self, change: dict[str, Any]) -> None:
        """A change of the run, in its place among the data."""
        self._put((self._take_patch, change))

    def beat(self) -> None:
        """An empty batch: the run is alive but has nothing to log."""
        self._put((self._take_beat,))

    def seal(self) -> None:
        """Puts everything logged so far into the outbox."""
        if self._holder == threading.get_ident():
            return  # called from within another call of the same thread
        with self._lock:
            self._take_in()
            self._seal()

    def close(self) -> None:
        """Takes nothing more."""
        self.seal()
        self.closed = True

    def _put(self, entry: tuple[Any, ...]) -> None:
        self._incoming.append(entry)
        if self._holder == threading.get_ident():
            return  # the call under way takes it in, or the next seal
        if not self._lock.acquire(blocking=len(self._incoming) > MAX_INCOMING):
            return  # as does another thread
        try:
            self._take_in()
        finally:
            self._lock.release()

    def _take_in(self) -> None:
        self._holder = threading.get_ident()
        try:
            for _ in range(len(self._incoming)):
                take, *arguments = self._incoming.popleft()
                take(*arguments)
        finally:
            self._holder = None

    def _take_points(self, points: list[tuple[str, float]], step: Any, time_ms: Any) -> None:
        at = self.last_step if step is LAST_STEP else self.last_step + 1 if step is None else step
        problem = self._problem(at, time_ms)
        if problem is not None:
            for _ in points:
                self._take_refusal(problem)
            return
        if at > self.last_step:
            self.last_step = at
        for key, value in points:
            self._columns.point(key, at, time_ms, value)
            self.taken += 1
            self._seal_when_full()

    def _take(self, gather: Callable[[dict[str, Any]], None], record: dict[str, Any], step: Any, time_ms: Any) -> None:
        at = self.last_step if step is LAST_STEP else step
        problem = self._problem(at, time_ms)
        if problem is not None:
            self._take_refusal(problem)
            return
        gather({**record, "time": time_ms} if at is None else {**record, "step": at, "time": time_ms})
        self.taken += 1
        self._seal_when_full()

    def _take_refusal(self, problem: str) -> None:
        self.dropped += 1
        self._notices.once(f"bad {problem}", f"not logged: {problem}")

    def _take_patch(self, change: dict[str, Any]) -> None:
        if self.closed:
            return
        self._seal()
        if self._push(lambda: self._outbox.push_patch(json.dumps(change, separators=(",", ":"), ensure_ascii=False))):
            self._on_sealed()
        else:
            self._notices.once("full", "no room for a change of the run; it is dropped")

    def _take_beat(self) -> None:
        if self.closed or self._columns.records > 0 or self._outbox.waiting > 0:
            return
        if self._push(lambda: self._outbox.push_batch("{}", 0)):
            self._on_sealed()

    def _problem(self, step: Any, time_ms: Any) -> str | None:
        if self.closed:
            return "the run has ended"
        return (None if step is None else step_problem(step)) or time_problem(time_ms)

    def _seal_when_full(self) -> None:
        if self._columns.records >= MAX_BATCH_RECORDS or self._columns.bytes >= MAX_BATCH_BYTES:
            self._seal()

    def _seal(self) -> None:
        if self._columns.records == 0:
            return
        body, records = self._columns.take()
        if self._push(lambda: self._outbox.push_batch(body, records)):
            self._on_sealed()
            return
        self.dropped += records
        self.taken -= records
        where = self._outbox.path or "memory"
        self._notices.once("full", f"no room for more data in {where}: it is dropped and counted until there is")

    def _push(self, push: Callable[[], bool]) -> bool:
        """False also when the push raises, such as for a file that is gone."""
        try:
            return push()
        except Exception:
            return False
