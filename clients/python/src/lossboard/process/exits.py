"""How the process comes to its end, for all runs that are open then."""

from __future__ import annotations

import atexit
import os
import signal
import sys
import threading
from types import FrameType, TracebackType
from typing import Any, Callable, NoReturn, Protocol

from ..values.text import text_of


class Ending:
    """An end of the process: its exit code, the error that it ends by, or the signal."""

    def __init__(self, code: int = 0, error: BaseException | None = None, signal_name: str | None = None) -> None:
        self.code = code
        self.error = error
        self.signal_name = signal_name


class OpenRun(Protocol):
    """What has to happen to a run when its process ends."""

    def end_with_process(self, ending: Ending) -> None:
        """Sends what waits and ends the run. Must not raise."""


class ExitWatch:
    """Watches for all open runs: hooks belong to the process.

    `sys.exit` and `sys.excepthook` are replaced by ones that note what they get and then do what they did: nothing
    else knows the
    exit code before the process has ended. SIGTERM gets a handler while the script has none: it ends the runs, then the
    process by the same signal, and at once on a second one.
    """

    def __init__(self) -> None:
        self._runs: list[OpenRun] = []
        self._ending = Ending()
        self._hooked = False

    def add(self, run: OpenRun) -> None:
        self._hook()
        self._runs.append(run)
        self._hold_sigterm()

    def remove(self, run: OpenRun) -> None:
        if run in self._runs:
            self._runs.remove(run)
        if not self._runs:
            self._release_sigterm()

    def forget(self) -> None:
        """In a forked process: its end is not that of the runs, which are its parent's."""
        self._runs = []
        self._ending = Ending()

    def _hook(self) -> None:
        if self._hooked:
            return
        self._hooked = True
        atexit.register(self._at_exit)
        sys.exit = self._noting_exit(sys.exit)
        sys.excepthook = self._noting_error(sys.excepthook)

    def _at_exit(self) -> None:
        for run in list(self._runs):
            run.end_with_process(self._ending)

    def _noting_exit(self, exit_: Callable[[Any], NoReturn]) -> Any:
        def noting(status: Any = None, /) -> NoReturn:
            if threading.current_thread() is threading.main_thread():  # of another thread, it ends that one alone
                self._ending = Ending(exit_code_of(status))
            exit_(status)

        return noting

    def _noting_error(self, hook: Callable[..., Any]) -> Callable[..., Any]:
        def noting(kind: type[BaseException], error: BaseException, traceback: TracebackType | None) -> None:
            self._ending = Ending(1, error)
            hook(kind, error, traceback)

        return noting

    def _hold_sigterm(self) -> None:
        is_main = threading.current_thread() is threading.main_thread()
        if is_main and hasattr(signal, "SIGTERM") and signal.getsignal(signal.SIGTERM) == signal.SIG_DFL:
            signal.signal(signal.SIGTERM, self._on_sigterm)

    def _release_sigterm(self) -> None:
        is_main = threading.current_thread() is threading.main_thread()
        if is_main and signal.getsignal(signal.SIGTERM) == self._on_sigterm:
            signal.signal(signal.SIGTERM, signal.SIG_DFL)

    def _on_sigterm(self, number: int, frame: FrameType | None) -> None:
        """In a thread of its own, since the code that the signal interrupted may hold what the end of a run waits
        for.
        """
        signal.signal(number, signal.SIG_DFL)
        process = os.getpid()

        def end() -> None:
            try:
                for run in list(self._runs):
                    run.end_with_process(Ending(signal_name="SIGTERM"))
            finally:
                os.kill(process, number)

        try:
            threading.Thread(target=end, name="lossboard-end", daemon=True).start()
        except RuntimeError:
            os.kill(process, number)


def exit_code_of(status: Any) -> int:
    """The code that a process ends with which calls `sys.exit(status)`."""
    if status is None:
        return 0
    return status if isinstance(status, int) else 1


def reason_of(ending: Ending) -> str:
    """Why it ended, in words."""
    if ending.error is not None:
        return text_of(ending.error)
    return ending.signal_name or f"exit code {ending.code}"


EXITS = ExitWatch()
"""The watch of this process."""
