"""What waits to be sent, in order."""

from __future__ import annotations

import collections
import threading
from typing import Literal, NamedTuple, Protocol

Fate = Literal["delete", "keep", "refused"]
"""What becomes of a spool: deleted, kept for a later start, or set aside."""


class Record(NamedTuple):
    """A numbered batch, or with `seq` 0 a change of the run itself. `body` is JSON."""

    seq: int
    records: int
    body: str


class Outbox(Protocol):
    """Numbers the batches of its writer 1, 2, 3… and holds no more than its limit: a push answers False instead,
    and nothing is numbered.

    Its methods may be called from any thread.
    """

    @property
    def writer(self) -> str:
        """The name under which its batches are counted."""

    @property
    def waiting(self) -> int:
        """Records that wait."""

    @property
    def path(self) -> str | None:
        """Where they survive the end of the process; None when in memory only."""

    def push_batch(self, body: str, records: int) -> bool: ...

    def push_patch(self, body: str) -> bool: ...

    def peek(self) -> Record | None: ...

    def shift(self) -> None:
        """Forgets the first record: it is acknowledged."""

    def renumber(self, writer: str) -> None:
        """Gives the waiting batches a new writer's numbers from 1 on."""

    def close(self, fate: Fate) -> None:
        """Lets go of the file."""


class MemoryOutbox:
    """An outbox that ends with the process."""

    path: str | None = None

    def __init__(self, writer: str, max_bytes: int) -> None:
        self._writer = writer
        self._max_bytes = max_bytes
        self._bytes = 0
        self._next_seq = 1
        self._queue: collections.deque[Record] = collections.deque()
        self._lock = threading.Lock()

    @property
    def writer(self) -> str:
        return self._writer

    @property
    def waiting(self) -> int:
        return len(self._queue)

    def push_batch(self, body: str, records: int) -> bool:
        with self._lock:
            pushed = self._push(Record(self._next_seq, records, body))
            self._next_seq += pushed
            return pushed

    def push_patch(self, body: str) -> bool:
        with self._lock:
            return self._push(Record(0, 0, body))

    def peek(self) -> Record | None:
        with self._lock:
            return self._queue[0] if self._queue else None

    def shift(self) -> None:
        with self._lock:
            if self._queue:
                self._bytes -= len(self._queue.popleft().body)

    def renumber(self, writer: str) -> None:
        with self._lock:
            self._writer = writer
            self._next_seq = 1
            for index, record in enumerate(self._queue):
                if record.seq:
                    self._queue[index] = record._replace(seq=self._next_seq)
                    self._next_seq += 1

    def close(self, fate: Fate) -> None:
        with self._lock:
            self._queue.clear()
            self._bytes = 0

    def _push(self, record: Record) -> bool:
        if self._bytes + len(record.body) > self._max_bytes:
            return False
        self._bytes += len(record.body)
        self._queue.append(record)
        return True
