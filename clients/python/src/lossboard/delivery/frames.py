"""The spool's file format, the same as that of the TypeScript client.

`LBSPOOL1`, then frames of `u32 payload length | u32 CRC-32 of the payload | payload`, little-endian, payload in UTF-8.
"""

from __future__ import annotations

import struct
import zlib
from typing import Callable

MAGIC = b"LBSPOOL1"
HEADER_BYTES = 8
MAX_PAYLOAD_BYTES = 64 * 1024 * 1024
"""No record comes near this; a longer length field is damage."""

ReadAt = Callable[[int, int], bytes]
"""Reads bytes of a file at a position; fewer at its end."""


def encode_frame(text: str) -> bytes:
    """One frame around a text."""
    payload = text.encode("utf-8")
    return struct.pack("<II", len(payload), zlib.crc32(payload)) + payload


def decode_frame(read_at: ReadAt, position: int) -> tuple[str, int] | None:
    """The text of the frame at a position and where the next one starts; None at the end of what is whole and
    undamaged.
    """
    header = read_at(position, HEADER_BYTES)
    if len(header) < HEADER_BYTES:
        return None
    length, checksum = struct.unpack("<II", header)
    if length > MAX_PAYLOAD_BYTES:
        return None
    payload = read_at(position + HEADER_BYTES, length)
    if len(payload) < length or zlib.crc32(payload) != checksum:
        return None
    return payload.decode("utf-8", "replace"), position + HEADER_BYTES + length
