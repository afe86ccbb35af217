"""Empties an outbox into the server."""

from __future__ import annotations

import random as _random
import threading
from typing import Any, Callable, NamedTuple

from ..ids import random_id
from ..notices import Notices
from ..values.text import cut, text_of
from .backoff import RetryLimits, retry_delay
from .http import Http, Ok, Outcome, Refusal, Retry
from .outbox import Outbox, Record
from .pause import Pause
from .repair import with_line, without_fault, without_fields

MAX_RETRY_AFTER_SECONDS = 600.0
MAX_REPAIRS = 100
"""A batch with more faults than this is given up as a whole: each costs a request."""
MAX_LINE_LENGTH = 4096


class _Repair(NamedTuple):
    """A refused batch without its faults.

    `sent` is the rest and a line about what is missing: made once, since a number may not be sent again with other
    content.
    """

    rest: Record
    sent: Record
    missing: int
    times: int


class Sender:
    """Creates the run, then sends one record at a time, in order, each until it is acknowledged.

    What the server has already is acknowledged again and changes nothing, so every doubt is settled by sending once
    more.
    With `max_attempts`, so many failed attempts in a row leave the rest in the outbox; without it, none do.
    """

    def __init__(
        self,
        http: Http,
        outbox: Outbox,
        create: dict[str, Any],
        notices: Notices,
        retry: RetryLimits,
        *,
        attempt: int | None = None,
        max_attempts: int | None = None,
        on_stop: Callable[[], None] = lambda: None,
        random: Callable[[], float] = _random.random,
    ) -> None:
        self._http = http
        self._outbox = outbox
        self._create = create
        self._notices = notices
        self._retry = retry
        self._job_attempt = attempt
        self._max_attempts = max_attempts
        self._on_stop = on_stop
        self._random = random
        self._pause = Pause()
        self._woken = threading.Event()
        self._attempt: int | None = None
        self._failures = 0
        self._repair: _Repair | None = None
        self._closed = False
        self.halted = False
        self.acked = 0
        self.lost = 0
        """Records that the server refused."""

    @property
    def idle(self) -> bool:
        """Nothing waits, or there is no use in going on."""
        return self.halted or (self._attempt is not None and self._outbox.waiting == 0)

    @property
    def is_created(self) -> bool:
        """The server has the run."""
        return self._attempt is not None and not self.halted

    def serve(self) -> None:
        """Sends whatever comes until `close`: the work of a thread."""
        while not self._closed:
            self.send_all()
            self._woken.wait()
            self._woken.clear()
        self._http.close()

    def wake(self) -> None:
        """There is something to send."""
        self._woken.set()

    def close(self) -> None:
        """Sends nothing more after the present request."""
        self._closed = True
        self._woken.set()
        self._pause.cut()

    def hurry(self) -> None:
        """Ends the present wait between attempts, unless the server asked for it."""
        self._pause.cut()

    def send_all(self) -> None:
        """Sends until there is nothing left or no use in going on."""
        try:
            while not self.idle and not self._closed:
                if self._max_attempts is not None and self._failures >= self._max_attempts:
                    break
                self._step()
        except Exception as error:
            self._halt(f"what waits could not be read ({text_of(error)})")  # such as a disk that is gone

    def _step(self) -> None:
        if self._attempt is None:
            outcome = self._http.create_run(self._create)
            if isinstance(outcome, Ok):
                self._attempt = self._job_attempt or int(outcome.body["attempt"])
            refusal = self._settle(outcome)
            if refusal:
                self._creation_refused(refusal)
            return
        record = self._repair.sent if self._repair else self._outbox.peek()
        if record is None:
            if not self._closed:
                self._halt("a record of the spool could not be read back")
            return
        outcome = self._send(record, self._attempt)
        if isinstance(outcome, Ok):
            self._done(record, outcome.body)
        refusal = self._settle(outcome)
        if refusal:
            self._refused(record, refusal)

    def _send(self, record: Record, attempt: int) -> Outcome:
        run = str(self._create["id"])
        if not record.seq:
            return self._http.patch_run(run, record.body)
        return self._http.ingest(run, self._outbox.writer, attempt, record.seq, record.body)

    def _done(self, record: Record, answer: dict[str, Any]) -> None:
        self.acked += record.records
        self._repair = None
        self._outbox.shift()
        if record.seq and answer.get("stop") is True:
            self._on_stop()

    def _settle(self, outcome: Outcome) -> Refusal | None:
        """Waits if the same has to be tried again, and hands back a refusal."""
        if isinstance(outcome, Retry):
            self._wait(outcome)
            return None
        if self._failures > 0:
            self._notices.once("back", f"the server answers again; {self._outbox.waiting} batches are on their way")
        self._failures = 0
        self._notices.again("away")
        return outcome if isinstance(outcome, Refusal) else None

    def _wait(self, outcome: Retry) -> None:
        self._failures += 1
        kept = f"kept in {self._outbox.path}" if self._outbox.path else "kept in memory"
        self._notices.once(
            "away",
            f"the server did not take data ({outcome.why}). Your script goes on; data is {kept} and will be sent.",
        )
        self._notices.again("back")
        if self._failures == self._max_attempts:
            return
        delay = retry_delay(self._failures, self._retry, self._random)
        self._pause.wait(max(min(outcome.after, MAX_RETRY_AFTER_SECONDS), delay), outcome.after)

    def _creation_refused(self, refusal: Refusal) -> None:
        reduced = without_fields(self._create, refusal)
        if reduced is None:
            self._halt(f"the server refused to create the run: {refusal.message}")
            return
        left = [field for field in self._create if field not in reduced]
        self._notices.once("create", f"the run is created without {', '.join(left)}: {refusal.message}")
        self._create = reduced

    def _refused(self, record: Record, refusal: Refusal) -> None:
        code, message = refusal.code, refusal.message
        if code == "fenced":
            self._halt("another attempt of this run has taken over, so this one stops logging")
        elif code in ("conflict", "in_trash") and record.seq:
            self._halt(message)
        elif code == "not_found":
            self._halt(f"run {self._create['id']} is no longer on the server")
        elif code == "seq_gap":
            self._renumber(refusal.details.get("expected"))
        elif not record.seq:
            self._notices.once("patch", f"the server refused a change of the run: {message}")
            self._outbox.shift()
        else:
            self._replace(record, refusal)

    def _replace(self, record: Record, refusal: Refusal) -> None:
        """Leaves out what is wrong with a batch; all of it when that is not known."""
        rest, missing, times = (
            (self._repair.rest, self._repair.missing, self._repair.times) if self._repair else (record, 0, 0)
        )
        if rest.body == "{}":
            self._halt(f"the server refuses every batch: {refusal.message}")
            return
        kept = without_fault(rest.body, refusal) if times < MAX_REPAIRS else None
        body, removed = kept or ("{}", rest.records)
        missing += removed
        self.lost += removed
        self._notices.once("refused", f"the server refused {removed} of {rest.records} records: {refusal.message}")
        rest = rest._replace(records=rest.records - removed, body=body)
        sent = rest._replace(body=with_line(body, _apology(missing, refusal.message)))
        self._repair = _Repair(rest, sent, missing, times + 1)

    def _renumber(self, expected: object) -> None:
        """Batches that the server misses are gone, such as after it was restored from an older copy: the rest goes
        under a new name.
        """
        self._notices.once(
            "gap", f"the server misses batches from number {expected} on; what is left is sent as a new writer"
        )
        try:
            self._outbox.renumber(random_id(20))
            if self._repair:  # it stands for the first one
                self._repair = self._repair._replace(sent=self._repair.sent._replace(seq=1))
        except OSError as error:
            self._halt(f"the spool could not be renumbered: {text_of(error)}")

    def _halt(self, why: str) -> None:
        self.halted = True
        self._notices.once("halt", f"{why.rstrip('.')}. Nothing more is sent to this run; your script goes on.")


def _apology(records: int, message: str) -> str:
    """Names what is missing, so that the gap is seen on the page too."""
    return cut(f"{records} logged records are missing here: the server refused them ({message})", MAX_LINE_LENGTH)
