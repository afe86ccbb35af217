"""A wait that can be cut short."""

from __future__ import annotations

import threading
import time


class Pause:
    """One thread waits, any may cut."""

    def __init__(self) -> None:
        self._cut = threading.Event()

    def wait(self, seconds: float, at_least: float = 0) -> None:
        """Waits; a `cut` ends it early, but not before `at_least` of it."""
        started = time.monotonic()
        self._cut.clear()
        self._cut.wait(seconds)
        rest = min(seconds, at_least) - (time.monotonic() - started)
        if rest > 0:
            time.sleep(rest)

    def cut(self) -> None:
        self._cut.set()
