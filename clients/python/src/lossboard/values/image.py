"""Pictures of any library as files that a browser shows."""

from __future__ import annotations

import io
import os
import struct
import zlib
from typing import Any

_ENDINGS = {b"\x89PNG": "png", b"\xff\xd8\xff": "jpg", b"GIF8": "gif"}
_COLOR_TYPES = {1: 0, 2: 4, 3: 2, 4: 6}
"""Of a PNG, by its channels: grey, grey with alpha, RGB, RGB with alpha."""


def image_of(image: Any) -> tuple[bytes, str]:
    """The bytes of a picture and the ending of its name.

    Takes the path or the bytes of a PNG, JPEG, GIF or WebP, a picture of PIL, a figure of matplotlib, and an array
    or tensor of
    height by width, with 1 to 4 channels behind or in front; whole numbers from 0 to 255, or others from 0 to 1.

    :raises ValueError: for anything else
    """
    if isinstance(image, (str, os.PathLike)):
        with open(image, "rb") as file:
            image = file.read()
    if isinstance(image, (bytes, bytearray)):
        return bytes(image), _ending_of(bytes(image))
    for method, arguments in (("savefig", {"format": "png"}), ("save", {"format": "PNG"})):
        if hasattr(image, method) and not hasattr(image, "dtype"):
            buffer = io.BytesIO()
            getattr(image, method)(buffer, **arguments)
            return buffer.getvalue(), "png"
    if hasattr(image, "detach"):
        image = image.detach().cpu()
    rows = image.tolist() if hasattr(image, "tolist") else image
    return png_of(_pixels_of(rows)), "png"


def png_of(pixels: list[list[bytes]]) -> bytes:
    """A PNG of rows of pixels, each of which is a byte a channel."""
    height, width, channels = len(pixels), len(pixels[0]), len(pixels[0][0])
    head = struct.pack(">IIBBBBB", width, height, 8, _COLOR_TYPES[channels], 0, 0, 0)
    lines = b"".join(b"\x00" + b"".join(row) for row in pixels)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(lines)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in chunks)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _pixels_of(rows: Any) -> list[list[bytes]]:
    depth, shape = 0, []
    inner = rows
    while isinstance(inner, (list, tuple)):
        if not inner:
            raise ValueError("an image has at least one pixel")
        shape.append(len(inner))
        depth, inner = depth + 1, inner[0]
    if depth == 2:
        rows, shape = [[[value] for value in row] for row in rows], [*shape, 1]
    if len(shape) == 3 and shape[0] in _COLOR_TYPES and shape[2] not in _COLOR_TYPES:
        rows = [[list(pixel) for pixel in zip(*line)] for line in zip(*rows)]
        shape = [shape[1], shape[2], shape[0]]
    if len(shape) != 3 or shape[2] not in _COLOR_TYPES:
        raise ValueError(f"an image has height, width and 1 to 4 channels, got the shape {tuple(shape)}")
    is_whole = isinstance(inner, int)
    return [[bytes(_byte_of(value, is_whole) for value in pixel) for pixel in row] for row in rows]


def _byte_of(value: Any, is_whole: bool) -> int:
    number = float(value) if is_whole else 255 * float(value)
    return min(255, max(0, int(number + 0.5))) if number == number else 0


def _ending_of(data: bytes) -> str:
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "webp"
    for magic, ending in _ENDINGS.items():
        if data.startswith(magic):
            return ending
    raise ValueError("these bytes are no PNG, JPEG, GIF or WebP")
