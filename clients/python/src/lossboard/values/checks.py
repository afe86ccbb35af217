"""What is wrong with what a script passed, as a text that names the value; None where nothing is."""

from __future__ import annotations

import json
import math
import operator
import re
from collections.abc import Sequence
from typing import Any

from .text import cut, text_of

MAX_KEY_LENGTH = 256
MAX_STEP = 2**53 - 1
MAX_TIME_MS = 8.64e15
MAX_BINS = 1024
MAX_FILE_NAME_BYTES = 120

_CONTROLS = re.compile("[\x00-\x1f]")
_ALL_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f]")
_SURROGATES = re.compile("[\ud800-\udfff]")


def key_problem(key: object) -> str | None:
    """Of the name of a series."""
    if not isinstance(key, str):
        return f"a key is a string, got {quote(key)}"
    if key == "":
        return "a key must not be empty"
    if key == "__proto__":
        return 'a key must not be "__proto__"'
    if _CONTROLS.search(key):
        return f"a key has no control characters, got {quote(key)}"
    if not key.isascii() and _SURROGATES.search(key):
        return f"a key must not hold half of a surrogate pair, got {quote(key)}"
    if len(key) > MAX_KEY_LENGTH or cut(key, MAX_KEY_LENGTH) != key:
        return f"a key has at most {MAX_KEY_LENGTH} characters, {quote(key)} has {len(key)}"
    return None


def whole(number: Any) -> Any:
    """A whole number of any library, such as an int64 of numpy or the float 3.0, as Python's own; anything else as
    it is.
    """
    if type(number) is int or number is None or isinstance(number, bool):
        return number
    try:
        return int(number) if isinstance(number, float) and number.is_integer() else operator.index(number)
    except Exception:
        return number


def step_problem(step: object) -> str | None:
    """Of the step of a point."""
    if isinstance(step, int) and not isinstance(step, bool) and 0 <= step <= MAX_STEP:
        return None
    return f"a step is a whole number from 0 to 2^53 - 1, got {quote(step)}"


def time_problem(time_ms: object) -> str | None:
    """Of a time in milliseconds since the epoch."""
    if isinstance(time_ms, (int, float)) and not isinstance(time_ms, bool) and 0 <= time_ms <= MAX_TIME_MS:
        return None
    return f"a time is in milliseconds since the epoch, got {quote(time_ms)}"


def word_problem(words: Sequence[str], word: object) -> str | None:
    """Of a word of a fixed list."""
    return None if isinstance(word, str) and word in words else f"expected one of {', '.join(words)}, got {quote(word)}"


def binned_problem(edges: Any, counts: Any) -> str | None:
    """Of the bins of a ready-made histogram."""
    if not isinstance(edges, (list, tuple)) or not isinstance(counts, (list, tuple)):
        return "the edges and counts of a histogram are lists"
    if not 1 <= len(counts) <= MAX_BINS:
        return f"a histogram has 1 to {MAX_BINS} bins, got {len(counts)}"
    if len(edges) != len(counts) + 1:
        return f"a histogram has one edge more than counts, got {len(edges)} edges and {len(counts)} counts"
    if not all(_is_number(edge) and math.isfinite(edge) for edge in edges) or any(
        after <= before for before, after in zip(edges, edges[1:])
    ):
        return "the edges of a histogram must be finite and rising"
    if not all(_is_number(count) and math.isfinite(count) and count >= 0 for count in counts):
        return "counts are numbers and not negative"
    return None


def file_name(name: object) -> str:
    """A name that the server takes: names joined by slashes, without those that lead elsewhere.

    :raises ValueError: when nothing is left of it, or it is too long
    """
    parts = re.split(r"[/\\]+", _ALL_CONTROLS.sub("_", text_of(name)))
    kept = "/".join(part for part in parts if part not in ("", ".", ".."))
    if not kept or len(kept.encode("utf-8")) > MAX_FILE_NAME_BYTES:
        raise ValueError(f"the name of a file has 1 to {MAX_FILE_NAME_BYTES} bytes, got {quote(name)}")
    return kept


def quote(value: object) -> str:
    """A value as a message shows it."""
    text = json.dumps(value) if isinstance(value, str) else text_of(value)
    return text[:77] + "..." if len(text) > 80 else text


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)
