"""An outbox in one append-only file, which the TypeScript client reads too."""

from __future__ import annotations

import json
import os
import re
import threading
from typing import Any, Callable, NamedTuple

from .frame_file import FrameFile, create_frame_file, open_frame_file
from .outbox import Fate, Record

Header = dict[str, Any]
"""The first frame of a spool, all that another process needs to send the rest: `url`, `writer`, `create`, and whose
file it is in `owner`.
"""

_BATCH = re.compile(r"b (\d+) (\d+) ", re.ASCII)


class _Place(NamedTuple):
    """Where a record is in the file, and its number, 0 unless it is a batch."""

    position: int
    seq: int


class Spool:
    """What a push accepted survives the death of the process.

    Records are framed with a CRC, so that a write cut short is seen and left out. The file is emptied whenever all
    of it was
    sent, and no record is held in memory.
    """

    def __init__(self, path: str, max_bytes: float, file: FrameFile, header: Header) -> None:
        self._path = path
        self._max_bytes = max_bytes
        self._file = file
        self._header = header
        self._lock = threading.Lock()
        self._open = True
        self._places: list[_Place] = []
        self._head = 0
        self._next_seq = 1
        self._load()

    @property
    def writer(self) -> str:
        return str(self._header["writer"])

    @property
    def waiting(self) -> int:
        return len(self._places) - self._head

    @property
    def path(self) -> str | None:
        return self._path

    def push_batch(self, body: str, records: int) -> bool:
        with self._lock:
            return self._push(Record(self._next_seq, records, body))

    def push_patch(self, body: str) -> bool:
        with self._lock:
            return self._push(Record(0, 0, body))

    def peek(self) -> Record | None:
        with self._lock:
            return self._read(self._places[self._head]) if self._head < len(self._places) else None

    def shift(self) -> None:
        with self._lock:
            self._head += 1
            if self._head < len(self._places) or not self._open:
                return
            self._places, self._head = [], 0
            self._file.clear()

    def renumber(self, writer: str) -> None:
        with self._lock:
            header = {**self._header, "writer": writer}
            renewed = create_frame_file(
                f"{self._path}.new", json.dumps(header, separators=(",", ":"), ensure_ascii=False)
            )
            seq = 0
            for place in self._places[self._head :]:
                record = self._read(place)
                if record and record.seq:
                    seq += 1
                    record = record._replace(seq=seq)
                if record:
                    renewed.append(_to_text(record), float("inf"))
            os.replace(f"{self._path}.new", self._path)
            self._file.close()
            self._file, self._header = renewed, header
            self._load()

    def close(self, fate: Fate) -> None:
        with self._lock:
            if not self._open:
                return
            self._open = False
            self._file.close()
            if fate == "delete":
                os.unlink(self._path)
            if fate == "refused":
                os.replace(self._path, f"{self._path}.refused")

    def abandon(self) -> None:
        """Lets go of the file of another process, such as the parent of a fork, without a change of it."""
        self._open = False
        self._file.close()

    def _load(self) -> None:
        records = [(frame.position, _to_record(frame.text)) for frame in self._file.frames()]
        self._places = [_Place(position, record.seq) for position, record in records]
        self._head = 0
        self._next_seq = max((place.seq for place in self._places), default=0) + 1

    def _push(self, record: Record) -> bool:
        frame = self._file.append(_to_text(record), self._max_bytes) if self._open else None
        if frame is None:
            return False
        self._places.append(_Place(frame.position, record.seq))
        self._next_seq += 1 if record.seq else 0
        return True

    def _read(self, place: _Place) -> Record | None:
        frame = self._file.at(place.position) if self._open else None
        return frame and _to_record(frame.text)


def create_spool(path: str, max_bytes: float, header: Header) -> Spool:
    """:raises OSError: what the file system raises"""
    return Spool(
        path, max_bytes, create_frame_file(path, json.dumps(header, separators=(",", ":"), ensure_ascii=False)), header
    )


def open_spool(path: str, wanted: Callable[[Header], bool]) -> tuple[Header, Spool] | None:
    """A spool that another process left; None when it is no spool, is damaged at its head, or is not `wanted`.

    :raises OSError: what the file system raises
    """
    file = open_frame_file(path)
    if file is None:
        return None
    header: Header = json.loads(file.first)
    if wanted(header):
        return header, Spool(path, float("inf"), file, header)
    file.close()
    return None


def _to_text(record: Record) -> str:
    """`b 12 340 {…}` for batch 12 of 340 records, `p {…}` for a patch: the body is sent on without being parsed."""
    return f"b {record.seq} {record.records} {record.body}" if record.seq else f"p {record.body}"


def _to_record(text: str) -> Record:
    batch = _BATCH.match(text)
    if batch:
        return Record(int(batch[1]), int(batch[2]), text[batch.end() :])
    return Record(0, 0, text[2:])
