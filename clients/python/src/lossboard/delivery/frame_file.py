"""A file of frames, the first of which describes it; frames are only added at its end."""

from __future__ import annotations

import os
from typing import NamedTuple

from .frames import MAGIC, decode_frame, encode_frame

_BINARY = getattr(os, "O_BINARY", 0)


class Frame(NamedTuple):
    """A frame of a file: its text, where it begins and where the next one does."""

    text: str
    position: int
    next: int


class FrameFile:
    """Not safe for several threads: its owner sees to that."""

    def __init__(self, descriptor: int, first: str, end: int) -> None:
        self._file = descriptor
        self.first = first
        self._first_end = end
        self.end = end

    def append(self, text: str, max_bytes: float) -> Frame | None:
        """None when the disk refused it or the file would grow beyond `max_bytes`; it then is as it was."""
        data = encode_frame(text)
        if self.end + len(data) > max_bytes:
            return None
        try:
            if _write_at(self._file, data, self.end) < len(data):
                return None
        except OSError:
            return None  # no space left, or the folder is gone; what was half written is overwritten by the next frame
        frame = Frame(text, self.end, self.end + len(data))
        self.end = frame.next
        return frame

    def at(self, position: int) -> Frame | None:
        """The frame that begins at a position; None where none that is whole does."""
        found = decode_frame(self._read_at, position)
        return found and Frame(found[0], position, found[1])

    def frames(self) -> list[Frame]:
        """All frames after the first, up to the end or the first damaged one, after which the next frame goes."""
        found: list[Frame] = []
        frame = self.at(self._first_end)
        while frame:
            found.append(frame)
            frame = self.at(frame.next)
        self.end = found[-1].next if found else self._first_end
        return found

    def clear(self) -> None:
        """Forgets all frames but the first."""
        self.end = self._first_end
        try:
            os.ftruncate(self._file, self.end)
        except OSError:
            pass  # frames that stay are sent once more by a later start, as duplicates that change nothing

    def close(self) -> None:
        """Lets go of the file."""
        os.close(self._file)

    def _read_at(self, position: int, length: int) -> bytes:
        return _read_at(self._file, position, length)


def create_frame_file(path: str, first: str) -> FrameFile:
    """Starts a new file.

    :raises OSError: what the file system raises, also when the file exists
    """
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | _BINARY, 0o600)
    data = MAGIC + encode_frame(first)
    if _write_at(descriptor, data, 0) < len(data):
        os.close(descriptor)
        raise OSError(f"{path} could not be written whole")
    return FrameFile(descriptor, first, len(data))


def open_frame_file(path: str) -> FrameFile | None:
    """Opens an existing file; None when it is of another kind or its first frame is damaged.

    :raises OSError: what the file system raises
    """
    descriptor = os.open(path, os.O_RDWR | _BINARY)
    is_ours = _read_at(descriptor, 0, len(MAGIC)) == MAGIC
    first = decode_frame(lambda at, length: _read_at(descriptor, at, length), len(MAGIC)) if is_ours else None
    if first:
        return FrameFile(descriptor, *first)
    os.close(descriptor)
    return None


def _write_at(descriptor: int, data: bytes, position: int) -> int:
    if hasattr(os, "pwrite"):
        return os.pwrite(descriptor, data, position)
    os.lseek(descriptor, position, os.SEEK_SET)
    return os.write(descriptor, data)


def _read_at(descriptor: int, position: int, length: int) -> bytes:
    if hasattr(os, "pread"):
        return os.pread(descriptor, length, position)
    os.lseek(descriptor, position, os.SEEK_SET)
    return os.read(descriptor, length)
