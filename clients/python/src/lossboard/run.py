"""A run being logged to."""

from __future__ import annotations

import functools
import html
import os
import threading
import weakref
from collections.abc import Mapping
from types import TracebackType
from typing import Any, Callable, TypeVar, cast

from .config import Config, Summary
from .create import description
from .notices import Notices
from .process.exits import EXITS, Ending, exit_code_of, reason_of
from .process.forks import at_end_of_child
from .settings import Settings
from .values.checks import file_name, key_problem, quote, step_problem, whole
from .values.flatten import flatten
from .values.image import image_of
from .values.numbers import is_array, number_of
from .values.plain import plain
from .values.text import cut, text_of
from .writer import Delivery, Writer

FLUSH_SECONDS = 10.0
INTERRUPTED_SECONDS = 2.0
MAX_REASON_LENGTH = 4096

_Method = TypeVar("_Method", bound=Callable[..., Any])


def _safely(method: _Method) -> _Method:
    """Nothing that a script passes makes a call raise: what cannot be read is counted and reported once."""

    @functools.wraps(method)
    def safe(self: Run, *arguments: Any, **named: Any) -> Any:
        try:
            return method(self, *arguments, **named)
        except Exception as error:
            self._report(error)
            return None

    return cast(_Method, safe)


class Run:
    """No method raises, and none but `flush`, `finish` and `fail` takes time.

    May be used from any thread. A process that was forked from this one logs to the same run, as does one that got
    the run by
    pickling; only the process that called `init` ends it.
    """

    def __init__(
        self,
        settings: Settings,
        notices: Notices,
        on_stop: Callable[[], object] | None = None,
        config: Mapping[str, Any] | None = None,
        is_owner: bool = True,
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
        self._results: dict[str, Any] = {}
        self.config: Config = Config(config or {}, self._configure)
        """The settings of the run, to read and to change."""
        self.summary: Summary = Summary(self._summarize)
        """Final results."""
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

    @_safely
    def log(self, metrics: Mapping[str, Any], step: int | None = None, *, time: float | None = None) -> None:
        """Adds a point to each named series; without a step, the one after the highest so far, from 1 on.

        Nested mappings are joined by slashes, an array of several numbers becomes a histogram, and `time` is in
        seconds since the epoch.
        """
        self._writing().recorder.log(metrics, step, _milliseconds(time))

    @_safely
    def histogram(
        self,
        key: str,
        values: Any = None,
        *,
        bins: int = 64,
        edges: Any = None,
        counts: Any = None,
        step: int | None = None,
        time: float | None = None,
    ) -> None:
        """Adds a histogram: of any array of numbers, or ready-made by `edges` and `counts`."""
        at = _milliseconds(time)
        recorder = self._writing().recorder
        recorder.histogram(key, values, bins=bins, edges=edges, counts=counts, step=step, time_ms=at)

    @_safely
    def text(self, line: object, *, level: str = "info", step: int | None = None, time: float | None = None) -> None:
        """Adds a line to the run's log; `debug`, `info`, `warn` or `error`."""
        self._writing().recorder.text(line, level, step, _milliseconds(time))

    @_safely
    def printed(self, stream: str, line: str) -> None:
        """Adds a line that the script wrote to `stdout` or `stderr`."""
        self._writing().recorder.text(line, "info", stream=stream)

    @_safely
    def event(self, kind: str, text: object, *, step: int | None = None, time: float | None = None) -> None:
        """Adds a mark to the curves: `checkpoint`, `resume`, `learning-rate`, `nan`, `alert` or `note`."""
        self._writing().recorder.event(kind, text, step, _milliseconds(time))

    @_safely
    def alert(self, title: object, text: object = "", *, level: str = "warn", step: int | None = None) -> None:
        """Adds a mark of kind `alert` and a line to the log."""
        words = f"{text_of(title)}: {text_of(text)}" if text != "" else text_of(title)
        recorder = self._writing().recorder
        recorder.event("alert", words, step)
        recorder.text(words, level, step)

    @_safely
    def file(self, path: Any = None, name: str | None = None, *, content: Any = None) -> None:
        """Keeps a file with the run: the one at `path`, which is read when its turn to be sent has come, or a text
        or bytes as `content`.

        :param name: as which; default: the name of the file without its folder
        """
        if content is not None:
            data = content.encode("utf-8", "replace") if isinstance(content, str) else bytes(content)
            self._writing().add_file(file_name(name if name is not None else path), data, None)
            return
        place = os.path.abspath(os.fspath(path))
        if not os.path.isfile(place):
            raise ValueError(f"there is no file {place}")
        self._writing().add_file(file_name(name if name is not None else os.path.basename(place)), None, place)

    @_safely
    def image(self, key: str, image: Any, *, step: int | None = None) -> None:
        """Keeps a picture of a series: a file, bytes, an array or tensor, a picture of PIL, a figure of matplotlib.

        An array has height by width, with 1 to 4 channels behind or in front; whole numbers from 0 to 255, or others
        from 0 to 1.
        """
        content, ending = image_of(image)
        at = whole(step) if step is not None else self.step
        problem = key_problem(key) or step_problem(at)
        if problem is not None:
            raise ValueError(problem)
        self._writing().add_file(file_name(f"images/{key}/{at}.{ending}"), content, None)

    @_safely
    def describe(self, *, name: Any = None, group: Any = None, tags: Any = None, notes: Any = None) -> None:
        """Changes the run's name, group, tags or notes: those given, and nothing else."""
        fields = {"name": name, "group": group, "tags": tags, "notes": notes}
        change = description(fields, self._notices.once)
        if change:
            self._writing().sealer.patch(change)

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

    def __enter__(self) -> Run:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if isinstance(error, SystemExit):
            self.end_with_process(Ending(exit_code_of(error.code)))
        else:
            self.end_with_process(Ending(0 if error is None else 1, error))

    def __reduce__(self) -> tuple[Any, ...]:
        return _attach, (self._settings._replace(changes={}), plain(self.config) or {})

    def __repr__(self) -> str:
        return f"<lossboard run {self.id}: {self.url}>"

    def _repr_html_(self) -> str:
        """The run in a notebook."""
        url = html.escape(self.url)
        return f'<a href="{url}" target="_blank" rel="noopener">Run {html.escape(self.id)} in Lossboard</a>'

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

    @_safely
    def _configure(self, values: Any) -> None:
        config = plain(values)
        if config is None:
            self._writing().sealer.refuse(f"a config is named settings, got {quote(values)}")
        elif config:
            self._writing().sealer.patch({"config": config})

    @_safely
    def _summarize(self, values: Any) -> None:
        flat = dict(flatten(values))
        texts = {key: value for key, value in flat.items() if number_of(value) is None and not is_array(value)}
        self._writing().recorder.summary({key: value for key, value in flat.items() if key not in texts})
        if texts:
            self._results.update(plain(texts) or {})
            self._writing().sealer.patch({"config": {"summary": dict(self._results)}})

    def _report(self, error: Exception) -> None:
        try:
            self._writing().sealer.refuse(text_of(error))
        except Exception:
            pass  # there is no writer to count it


RUNS: weakref.WeakSet[Run] = weakref.WeakSet()
"""Those of this process, for what a fork has to do about them."""


def _attach(settings: Settings, config: dict[str, Any]) -> Run:
    """The same run in a process that got it by pickling."""
    return Run(settings, Notices(), None, config, is_owner=False)


def _milliseconds(seconds: Any) -> Any:
    """A time of the script as the protocol has it; what is none is refused there."""
    is_number = isinstance(seconds, (int, float)) and not isinstance(seconds, bool)
    return int(seconds * 1000) if is_number and abs(seconds) < 1e16 else seconds


def _seconds(timeout: Any) -> float:
    """The time that a script allows; anything but a number of seconds means the usual one."""
    is_number = isinstance(timeout, (int, float)) and not isinstance(timeout, bool)
    return float(timeout) if is_number and timeout >= 0 else FLUSH_SECONDS
