"""How long to wait before the next attempt."""

from __future__ import annotations

from typing import Callable, NamedTuple


class RetryLimits(NamedTuple):
    """Ceilings of the first wait and of any wait, in seconds."""

    first: float = 0.5
    longest: float = 60.0


def retry_delay(attempt: int, limits: RetryLimits, random: Callable[[], float]) -> float:
    """Full jitter, in seconds: any wait from 0 up to a ceiling that doubles with each failed attempt (from 1), so
    that clients spread.
    """
    return random() * min(limits.longest, limits.first * 2.0 ** min(attempt - 1, 30))
