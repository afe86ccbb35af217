"""What is recorded of a run without a call of its script."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import Any, NamedTuple

from .process.console import CONSOLE
from .process.source import command_of, commit_of, diff_of
from .process.system_metrics import StepMeans, SystemMetrics
from .run import Run

FIRST_SYSTEM_SECONDS = 1.0
SOURCE_SECONDS = 2.0


class Observed(NamedTuple):
    """What to record."""

    console: bool
    system_seconds: float
    """Between two readings of the machine; 0 for none."""
    command: bool
    git: bool
    diff: bool


def observe(run: Run, what: Observed) -> None:
    """Begins to record, until the run ends. Whatever takes time does so in a thread of its own."""
    if what.console:
        _copy_console(run)
    if what.system_seconds > 0:
        _watch_system(run, what.system_seconds)
    _record_source(run, what)


def _copy_console(run: Run) -> None:
    key = id(run)
    CONSOLE.add(key, run.printed)
    run.on_end(lambda change: CONSOLE.remove(key))


def _watch_system(run: Run, seconds: float) -> None:
    ended = threading.Event()
    metrics, means = SystemMetrics(), StepMeans()

    def watch() -> None:
        wait = min(seconds, FIRST_SYSTEM_SECONDS)
        while not ended.wait(wait):
            step = run.step
            values = means.add(metrics.read(), step)
            if not ended.is_set():
                run.log(values, step=step)
            wait = seconds

    def end(change: Mapping[str, Any]) -> None:
        ended.set()

    run.on_end(end)
    threading.Thread(target=watch, name="lossboard-system", daemon=True).start()


def _record_source(run: Run, what: Observed) -> None:
    """The command at once; what git has to be asked for later, and a run that ends at once waits for it a moment."""
    command = command_of() if what.command else {}
    if command:
        run.config.update({"source": command})
    if not (what.git or what.diff):
        return

    def ask_git() -> None:
        commit = commit_of() if what.git else {}
        if commit:
            run.config.update({"source": {**command, **commit}})
        diff = diff_of() if what.diff else None
        if diff is not None:
            run.file("source.diff", content=diff)

    thread = threading.Thread(target=ask_git, name="lossboard-source", daemon=True)
    thread.start()
    run.on_end(lambda change: thread.join(SOURCE_SECONDS))
