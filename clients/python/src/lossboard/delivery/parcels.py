"""Files on their way to the server, which survive the death of the process as the spool does."""

from __future__ import annotations

import io
import json
import os
from typing import Any, BinaryIO, NamedTuple

from ..ids import random_id

ENDING = ".file"


class Parcel(NamedTuple):
    """A file to send: its content, or the path where it is read when its turn has come."""

    header: dict[str, Any]
    """`url`, `run` and `name`; `path` where it is elsewhere; `bytes` of its content; whose it is in `owner`."""
    place: str | None
    """Where it is kept; None when in memory only."""
    offset: int
    """Where the content begins there."""
    content: bytes

    def open(self) -> tuple[BinaryIO, int]:
        """The content and its length.

        :raises OSError: when the file is not there
        """
        if "path" in self.header:
            file = open(self.header["path"], "rb")
            return file, os.fstat(file.fileno()).st_size
        if self.place is None:
            return io.BytesIO(self.content), len(self.content)
        file = open(self.place, "rb")
        file.seek(self.offset)
        return file, int(self.header["bytes"])

    def forget(self) -> None:
        """It was sent, or never will be."""
        if self.place is not None:
            try:
                os.unlink(self.place)
            except OSError:
                pass  # it is sent once more by a later start, which changes nothing


def pack(folder: str | None, header: dict[str, Any], content: bytes) -> Parcel:
    """A new parcel, on disk where there is a folder for it.

    :raises OSError: what the file system raises
    """
    if folder is None:
        return Parcel(header, None, 0, content)
    place = os.path.join(folder, f"{header['run']}.{random_id(20)}{ENDING}")
    line = json.dumps({**header, "bytes": len(content)}).encode() + b"\n"
    descriptor = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(line + content)
    return Parcel({**header, "bytes": len(content)}, place, len(line), b"")


def unpack(place: str) -> Parcel | None:
    """A parcel that another process left; None where it is not whole.

    :raises OSError: what the file system raises
    """
    with open(place, "rb") as file:
        line = file.readline()
        size = os.fstat(file.fileno()).st_size
    if not line.endswith(b"\n"):
        return None
    header = json.loads(line)
    if size != len(line) + header["bytes"]:
        return None
    return Parcel(header, place, len(line), b"")
