"""Numbers and arrays of any library, known by what they can do: nothing is imported for them."""

from __future__ import annotations

import sys
from typing import Any, Union

JsonNumber = Union[float, int, str]
"""NaN and the infinities have no JSON number and travel as strings."""


def number_of(value: Any) -> float | None:
    """The float64 of a number, or of a scalar or array of one element; None for anything else.

    Takes Python's numbers and those of numpy, torch, jax, TensorFlow: whatever has `__float__` or `__index__`.
    """
    try:
        return float(value) if hasattr(value, "__float__") or hasattr(value, "__index__") else None
    except OverflowError:
        return float("inf") if value > 0 else float("-inf")
    except Exception:
        return None


def is_array(value: Any) -> bool:
    """Whether it is an array of several elements of numpy, torch or alike."""
    return hasattr(value, "shape") and hasattr(value, "dtype")


def as_numpy(value: Any) -> Any:
    """The values as a flat float64 array of numpy; None where the script has not loaded numpy or it cannot take
    them.
    """
    numpy: Any = sys.modules.get("numpy")
    if numpy is None or not hasattr(numpy, "asarray"):
        return None
    try:
        flat = numpy.asarray(_on_cpu(value)).ravel()
        return flat.astype("float64") if flat.dtype.kind in "fiub" else None
    except Exception:
        return None


def values_of(values: Any) -> list[float] | None:
    """The numbers of an array or of nested lists, flat; None where something in it is no number."""
    values = _on_cpu(values)
    if hasattr(values, "tolist"):
        values = values.tolist()
    if isinstance(values, (str, bytes, dict)) or not hasattr(values, "__iter__"):
        return None
    flat: list[float] = []
    for value in values:
        number = number_of(value)
        if number is not None:
            flat.append(number)
            continue
        inner = values_of(value)
        if inner is None:
            return None
        flat.extend(inner)
    return flat


def to_json_number(value: float) -> JsonNumber:
    """The JSON form of any float64."""
    if value - value == 0:
        return value
    return "NaN" if value != value else "Infinity" if value > 0 else "-Infinity"


def _on_cpu(values: Any) -> Any:
    """A tensor of torch as one that can be read: without its gradient, in memory, in a type that numpy has."""
    if not hasattr(values, "detach"):
        return values
    tensor = values.detach().cpu()
    return tensor.float() if str(getattr(tensor, "dtype", "")).endswith("bfloat16") else tensor
