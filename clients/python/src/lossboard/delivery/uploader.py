"""Sends files, one at a time, in a thread of its own: a large one must not hold up the curves."""

from __future__ import annotations

import collections
import random
import threading
from typing import Callable

from ..notices import Notices
from ..values.text import text_of
from .backoff import RetryLimits, retry_delay
from .http import Http, Ok, Outcome, Refusal, Retry
from .parcels import Parcel
from .pause import Pause

MAX_RETRY_AFTER_SECONDS = 600.0


class Uploader:
    """Each file is sent until it is stored; one that the server refuses or that is gone is reported and left out."""

    def __init__(self, http: Http, notices: Notices, retry: RetryLimits, may_send: Callable[[], bool]) -> None:
        self._http = http
        self._notices = notices
        self._retry = retry
        self._may_send = may_send
        self._parcels: collections.deque[Parcel] = collections.deque()
        self._pause = Pause()
        self._woken = threading.Event()
        self._closed = False
        self._failures = 0
        self.bytes = 0
        """Of contents that wait."""
        self.sent = 0

    @property
    def waiting(self) -> int:
        """Files that are not stored yet."""
        return len(self._parcels)

    def add(self, parcel: Parcel) -> None:
        self.bytes += int(parcel.header.get("bytes", len(parcel.content)))
        self._parcels.append(parcel)
        self._woken.set()

    def serve(self) -> None:
        """Sends whatever comes until `close`: the work of a thread."""
        while not self._closed:
            while self._parcels and not self._closed:
                self._step(self._parcels[0])
            self._woken.wait()
            self._woken.clear()
        self._http.close()

    def hurry(self) -> None:
        """Ends the present wait between attempts, unless the server asked for it."""
        self._pause.cut()

    def close(self) -> None:
        """Sends nothing more after the present file."""
        self._closed = True
        self._woken.set()
        self._pause.cut()

    def _step(self, parcel: Parcel) -> None:
        if not self._may_send():
            self._pause.wait(0.05)  # the run is not created yet
            return
        outcome = send_parcel(self._http, parcel, self._notices)
        if isinstance(outcome, Retry):
            self._failures += 1
            delay = retry_delay(self._failures, self._retry, random.random)
            self._pause.wait(max(min(outcome.after, MAX_RETRY_AFTER_SECONDS), delay), outcome.after)
            return
        self._failures = 0
        self.sent += isinstance(outcome, Ok)
        self.bytes -= int(parcel.header.get("bytes", len(parcel.content)))
        self._parcels.popleft()
        parcel.forget()


def send_parcel(http: Http, parcel: Parcel, notices: Notices) -> Outcome:
    """One attempt; what will never succeed is reported."""
    run, name = str(parcel.header["run"]), str(parcel.header["name"])
    try:
        content, length = parcel.open()
    except OSError as error:
        notices.once(
            f"file {name}", f"the file {name} could not be read ({text_of(error)}), so the run goes without it"
        )
        return Refusal("gone", text_of(error), {})
    with content:
        outcome = http.put_file(run, name, content, length)
    if isinstance(outcome, Refusal):
        notices.once(f"file {name}", f"the server refused the file {name}: {outcome.message}")
    return outcome
