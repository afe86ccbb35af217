"""What a script's author has to know, each kind once."""

from __future__ import annotations

import sys
from typing import Callable

MAX_TOPICS = 100

Say = Callable[[str, str], None]
"""Takes a topic and a message about it."""


class Notices:
    """Prints each topic once, so that a training log is not flooded."""

    def __init__(self, listener: Callable[[str], object] | None = None) -> None:
        self._print = listener if callable(listener) else _warn
        self._said: set[str] = set()

    def once(self, topic: str, message: str) -> None:
        if topic in self._said or len(self._said) >= MAX_TOPICS:
            return
        self._said.add(topic)
        try:
            self._print(f"lossboard: {message}")
        except Exception:
            pass  # the script's own listener failed, which must not end the script

    def again(self, topic: str) -> None:
        """Lets a topic be said again, such as the next outage after a recovery."""
        self._said.discard(topic)


def _warn(message: str) -> None:
    if sys.stderr is not None:
        print(message, file=sys.stderr, flush=True)
