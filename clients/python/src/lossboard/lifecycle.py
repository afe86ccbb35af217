"""How a run begins, goes through forks and ends in this process."""

from __future__ import annotations

import functools
import threading
import weakref
from collections.abc import Mapping
from types import TracebackType
from typing import Any, Callable, TypeVar, cast

from .notices import Notices
from .process.exits import EXITS, Ending, exit_code_of, reason_of
from .process.forks import at_end_of_child
from .settings import Settings
from .values.text import cut, text_of
from .writer import Delivery, Writer

FLUSH_SECONDS = 10.0
INTERRUPTED_SECONDS = 2.0
MAX_REASON_LENGTH = 4096

_Method = TypeVar("_Method", bound=Callable[..., Any])
_Self = TypeVar("_Self", bound="RunLifecycle")


def safely(method: _Method) -> _Method:
    """Nothing that a script passes makes a call raise: what cannot be read is counted and reported once."""

    @functools.wraps(method)
    def safe(self: RunLifecycle, *arguments: Any, **named: Any) -> Any:
        try:
            return method(self, *arguments, **named)
        except Exception as error:
            self._report(error)
            return None

    return cast(_Method, safe)


class RunLifecycle:
    """The writer of a run in each process that logs to it, and its end by the one that called `init`."""

    def __init__(
        self, settings: Settings, notices: Notices, on_stop: Callable[[], object] | None, is_owner: bool
    ) -> None:
        self._settings = settings
        self._notices = notices
        self._stop_listener = on_stop
        self._is_owner = is_owner
        self._lock = threading.Lock()
        self._writer: Writer | None = None
        self._final: Delivery | None = None
        self._last_step = settings.last_step
        self._stop_requested = False
        self._on_end: tuple[Callable[[Mapping[str, Any]], None], ...] = ()
        self._has_forked = False
        RUNS.add(self)

    @property
    def id(self) -> str:
        """Names the run on the server."""
        return self._settings.id

    @property
    def url(self) -> str:
        """The run's page."""
        return f"{self._settings.url}/runs/{self.id}"

    @property
    def step(self) -> int:
        """The highest step logged so far, 0 before the first."""
        return self._writer.sealer.last_step if self._writer else self._last_step

    @property
    def stop_requested(self) -> bool:
        """True once somebody asked the run to stop: end the loop, then call `finish`."""
        return self._stop_requested

    def delivery(self) -> Delivery:
        """How many records were logged, acknowledged, refused and dropped."""
        return self._final or self._writing().delivery()

    def flush(self, timeout: float = FLUSH_SECONDS) -> Delivery:
        """Waits until everything logged so far is stored, at most `timeout` seconds."""
        if self._final is None:
            self._writing().drain(_seconds(timeout))
        return self.delivery()

    def finish(self, timeout: float = FLUSH_SECONDS) -> Delivery:
        """Ends the run as finished, or as stopped where that was asked for.

        What the server has not got by then stays in the spool for the next start.
        """
        return self._end(self._outcome(), _seconds(timeout))

    def fail(self, reason: object, timeout: float = FLUSH_SECONDS) -> Delivery:
        """Ends the run as failed."""
        return self._end({"state": "failed", "reason": cut(text_of(reason), MAX_REASON_LENGTH)}, _seconds(timeout))

    def end_with_process(self, ending: Ending) -> None:
        """Ends the run as its process does."""
        is_interrupted = ending.signal_name is not None or isinstance(ending.error, KeyboardInterrupt)
        if is_interrupted:
            change = {"state": "stopped", "reason": ending.signal_name or "SIGINT"}
        elif ending.error is not None or ending.code != 0:
            change = {"state": "failed", "reason": cut(reason_of(ending), MAX_REASON_LENGTH)}
        else:
            change = self._outcome()
        self._end(change, INTERRUPTED_SECONDS if is_interrupted else FLUSH_SECONDS)

    def on_end(self, work: Callable[[Mapping[str, Any]], None]) -> None:
        """Calls back before the run ends, with the change that ends it, while it still takes what is logged."""
        self._on_end = (*self._on_end, work)

    def __enter__(self: _Self) -> _Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if isinstance(error, SystemExit):
            self.end_with_process(Ending(exit_code_of(error.code)))
        else:
            self.end_with_process(Ending(0 if error is None else 1, error))

    def _writing(self) -> Writer:
        """The writer of this process, which a forked one begins with its first record."""
        writer = self._writer
        if writer is not None:
            return writer
        with self._lock:
            if self._writer is None:
                self._writer = Writer(self._settings, self._notices, self._raise_stop, self._last_step)
                if not self._is_owner:
                    at_end_of_child(self._end_in_child)
            return self._writer

    def begin(self) -> None:
        """Starts sending: the server learns of the run."""
        writer = self._writing()
        if self._settings.changes:
            writer.sealer.patch(self._settings.changes)
        EXITS.add(self)

    def after_fork_in_child(self) -> None:
        """The threads and locks of the parent are not there: this process logs by a writer of its own."""
        if self._writer is not None:
            self._last_step = self._writer.sealer.last_step
            self._writer.abandon()
        self._writer = None
        self._is_owner = False
        self._lock = threading.Lock()

    def after_fork_in_parent(self) -> None:
        """What the child leaves behind is sent with the end of the run."""
        self._has_forked = True

    def _end(self, change: dict[str, Any], seconds: float) -> Delivery:
        try:
            return self._close(change, seconds)
        except Exception as error:
            self._notices.once("end", f"the run could not be ended: {text_of(error)}")
            return self._final or Delivery(0, 0, 0, 0, False, None)

    def _close(self, change: dict[str, Any], seconds: float) -> Delivery:
        if self._final is not None:
            return self._final
        if not self._is_owner:
            return self._end_in_child(seconds)
        for work in self._on_end:
            work(change)
        writer = self._writing()
        if self._has_forked:
            writer.drain(seconds)
            writer.send_left_behind()
        with self._lock:
            if self._final is None:
                self._final = writer.close(change, seconds)
        EXITS.remove(self)
        return self._final

    def _end_in_child(self, seconds: float = INTERRUPTED_SECONDS) -> Delivery:
        with self._lock:
            if self._final is None:
                self._final = self._writer.close(None, seconds) if self._writer else Delivery(0, 0, 0, 0, True, None)
            return self._final

    def _outcome(self) -> dict[str, Any]:
        """The end of a run whose script came to its own end."""
        if self._stop_requested:
            return {"state": "stopped", "reason": "Stopped by its script, as asked."}
        return {"state": "finished"}

    def _raise_stop(self) -> None:
        if self._stop_requested:
            return
        self._stop_requested = True
        try:
            if callable(self._stop_listener):
                self._stop_listener()
        except Exception as error:
            self._notices.once("on_stop", f"on_stop failed: {text_of(error)}")

    def _report(self, error: Exception) -> None:
        try:
            self._writing().sealer.refuse(text_of(error))
        except Exception:
            pass  # there is no writer to count it


RUNS: weakref.WeakSet[RunLifecycle] = weakref.WeakSet()
"""Those of this process, for what a fork has to do about them."""


def _seconds(timeout: Any) -> float:
    """The time that a script allows; anything but a number of seconds means the usual one."""
    is_number = isinstance(timeout, (int, float)) and not isinstance(timeout, bool)
    return float(timeout) if is_number and timeout >= 0 else FLUSH_SECONDS
