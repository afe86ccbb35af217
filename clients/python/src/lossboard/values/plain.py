"""Settings in the forms that JSON has."""

from __future__ import annotations

import dataclasses
import datetime
import enum
import math
from collections.abc import Iterable, Mapping
from typing import Any

from .numbers import is_array
from .text import text_of, well_formed

MAX_LEVELS = 64
"""Deeper than any settings go, and not so deep that the server refuses them."""
MAX_VALUES = 100_000
"""Values of one config: objects shared over and over would otherwise be written out without end."""
MAX_ARRAY_VALUES = 1000
"""A longer array is data and not a setting: its first values describe it."""
SHOWN_VALUES = 5
MAX_EXACT_INTEGER = 2**53


def plain(config: Any) -> dict[str, Any] | None:
    """Any settings as JSON can carry them; None for what has no named settings. Never raises.

    A mapping, a dataclass, a named tuple and an `argparse.Namespace` become an object; a tuple, a set and an array
    a list;
    a date an ISO date; an instance its fields and the name of its class; and what JSON has no form for becomes text.
    """
    try:
        fields = config if isinstance(config, Mapping) else _fields_of(config)
        if fields is None:
            return None
        return _Walk().object(fields.items(), [config])
    except Exception:
        return None


class _Walk:
    def __init__(self) -> None:
        self.left = MAX_VALUES

    def object(self, entries: Iterable[tuple[Any, Any]], parents: list[Any]) -> dict[str, Any]:
        return {_key_of(key): self.value(value, parents) for key, value in list(entries)}

    def value(self, value: Any, parents: list[Any]) -> Any:
        self.left -= 1
        if self.left < 0:
            return "[too much]"
        if value is None or isinstance(value, bool):
            return value
        if isinstance(value, enum.Enum):
            return self.value(value.value, parents)
        if isinstance(value, str):
            return well_formed(str(value))
        if isinstance(value, int):
            return int(value) if abs(value) <= MAX_EXACT_INTEGER else str(int(value))
        if isinstance(value, float):
            return float(value) if math.isfinite(value) else _not_finite(value)
        if any(parent is value for parent in parents):
            return "[circular]"
        if len(parents) == MAX_LEVELS:
            return "[too deep]"
        try:
            return self.compound(value, [*parents, value])
        except Exception as error:
            return f"[{text_of(error)}]"

    def compound(self, value: Any, parents: list[Any]) -> Any:
        if isinstance(value, Mapping):
            return self.object(value.items(), parents)
        if isinstance(value, (bytes, bytearray, memoryview)):
            return f"[{type(value).__name__} of {len(value)} bytes]"
        if isinstance(value, (datetime.datetime, datetime.date, datetime.time)):
            return value.isoformat()
        if is_array(value):
            return self.array(value, parents)
        if type(value).__name__ in ("Namespace", "SimpleNamespace"):
            return self.object(vars(value).items(), parents)
        if isinstance(value, tuple) and hasattr(value, "_asdict"):
            return self.object(value._asdict().items(), parents)
        if isinstance(value, (list, tuple, set, frozenset, range)):
            if len(value) > self.left:
                return f"[{len(value)} values]"
            return [self.value(each, parents) for each in value]
        if isinstance(value, type):
            return f"class {value.__name__}"
        if callable(value) and hasattr(value, "__qualname__"):
            return text_of(value.__qualname__)
        if isinstance(value, BaseException):
            return text_of(value)
        return self.instance(value, parents)

    def array(self, value: Any, parents: list[Any]) -> Any:
        values = value.tolist()
        if not isinstance(values, list):
            return self.value(values, parents)
        size = math.prod(value.shape)
        if size <= MAX_ARRAY_VALUES:
            return self.value(values, parents)
        first = value.reshape(-1)[:SHOWN_VALUES].tolist()
        return f"[{type(value).__name__} of {size}: {', '.join(map(text_of, first))}, …]"

    def instance(self, value: Any, parents: list[Any]) -> Any:
        """Its fields and the name of its class, which often is the setting itself; its text where the class defines
        one.
        """
        fields = _fields_of(value)
        defined = {name for base in type(value).__mro__[:-1] for name in vars(base)}
        has_text = not defined.isdisjoint(("__str__", "__repr__"))
        if fields and (not has_text or dataclasses.is_dataclass(value)):
            return {"class": type(value).__name__, **self.object(fields.items(), parents)}
        return text_of(value) if has_text else f"[{type(value).__name__}]"


def _fields_of(value: Any) -> dict[str, Any] | None:
    """The public fields of an instance; None for what has none."""
    if isinstance(value, (str, bytes, type)) or callable(value) or value is None:
        return None
    if isinstance(value, tuple) and hasattr(value, "_asdict"):
        return dict(value._asdict())
    if not hasattr(value, "__dict__"):
        return None
    return {key: each for key, each in vars(value).items() if not key.startswith("_")}


def _key_of(key: Any) -> str:
    """The server refuses a body with this key, since it would replace a prototype."""
    text = text_of(key)
    return "[__proto__]" if text == "__proto__" else text


def _not_finite(value: float) -> str:
    return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
