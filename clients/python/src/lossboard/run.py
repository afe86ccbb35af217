"""A run being logged to."""

from __future__ import annotations

import html
import os
from collections.abc import Mapping
from typing import Any, Callable

from .config import Config, Summary
from .create import description
from .lifecycle import RunLifecycle, safely
from .notices import Notices
from .settings import Settings
from .values.checks import file_name, key_problem, quote, step_problem, whole
from .values.flatten import flatten
from .values.image import image_of
from .values.numbers import is_array, number_of
from .values.plain import plain
from .values.text import text_of


class Run(RunLifecycle):
    """No method raises, and none but `flush`, `finish` and `fail` takes time.

    May be used from any thread. A process that was forked from this one logs to the same run, as does one that got the
    run by pickling; only the process that called `init` ends it.
    """

    def __init__(
        self,
        settings: Settings,
        notices: Notices,
        on_stop: Callable[[], object] | None = None,
        config: Mapping[str, Any] | None = None,
        is_owner: bool = True,
    ) -> None:
        super().__init__(settings, notices, on_stop, is_owner)
        self._results: dict[str, Any] = {}
        self.config: Config = Config(config or {}, self._configure)
        """The settings of the run, to read and to change."""
        self.summary: Summary = Summary(self._summarize)
        """Final results."""

    @safely
    def log(self, metrics: Mapping[str, Any], step: int | None = None, *, time: float | None = None) -> None:
        """Adds a point to each named series; without a step, the one after the highest so far, from 1 on.

        Nested mappings are joined by slashes, an array of several numbers becomes a histogram, and `time` is in
        seconds since the epoch.
        """
        self._writing().recorder.log(metrics, step, _milliseconds(time))

    @safely
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

    @safely
    def text(self, line: object, *, level: str = "info", step: int | None = None, time: float | None = None) -> None:
        """Adds a line to the run's log; `debug`, `info`, `warn` or `error`."""
        self._writing().recorder.text(line, level, step, _milliseconds(time))

    @safely
    def printed(self, stream: str, line: str) -> None:
        """Adds a line that the script wrote to `stdout` or `stderr`."""
        self._writing().recorder.text(line, "info", stream=stream)

    @safely
    def event(self, kind: str, text: object, *, step: int | None = None, time: float | None = None) -> None:
        """Adds a mark to the curves: `checkpoint`, `resume`, `learning-rate`, `nan`, `alert` or `note`."""
        self._writing().recorder.event(kind, text, step, _milliseconds(time))

    @safely
    def alert(self, title: object, text: object = "", *, level: str = "warn", step: int | None = None) -> None:
        """Adds a mark of kind `alert` and a line to the log."""
        words = f"{text_of(title)}: {text_of(text)}" if text != "" else text_of(title)
        recorder = self._writing().recorder
        recorder.event("alert", words, step)
        recorder.text(words, level, step)

    @safely
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

    @safely
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

    @safely
    def describe(self, *, name: Any = None, group: Any = None, tags: Any = None, notes: Any = None) -> None:
        """Changes the run's name, group, tags or notes: those given, and nothing else."""
        fields = {"name": name, "group": group, "tags": tags, "notes": notes}
        change = description(fields, self._notices.once)
        if change:
            self._writing().sealer.patch(change)

    def __reduce__(self) -> tuple[Any, ...]:
        return _attach, (self._settings._replace(changes={}), plain(self.config) or {})

    def __repr__(self) -> str:
        return f"<lossboard run {self.id}: {self.url}>"

    def _repr_html_(self) -> str:
        """The run in a notebook."""
        url = html.escape(self.url)
        return f'<a href="{url}" target="_blank" rel="noopener">Run {html.escape(self.id)} in Lossboard</a>'

    @safely
    def _configure(self, values: Any) -> None:
        config = plain(values)
        if config is None:
            self._writing().sealer.refuse(f"a config is named settings, got {quote(values)}")
        elif config:
            self._writing().sealer.patch({"config": config})

    @safely
    def _summarize(self, values: Any) -> None:
        flat = dict(flatten(values))
        texts = {key: value for key, value in flat.items() if number_of(value) is None and not is_array(value)}
        self._writing().recorder.summary({key: value for key, value in flat.items() if key not in texts})
        if texts:
            self._results.update(plain(texts) or {})
            self._writing().sealer.patch({"config": {"summary": dict(self._results)}})


def _attach(settings: Settings, config: dict[str, Any]) -> Run:
    """The same run in a process that got it by pickling."""
    return Run(settings, Notices(), None, config, is_owner=False)


def _milliseconds(seconds: Any) -> Any:
    """A time of the script as the protocol has it; what is none is refused there."""
    is_number = isinstance(seconds, (int, float)) and not isinstance(seconds, bool)
    return int(seconds * 1000) if is_number and abs(seconds) < 1e16 else seconds
