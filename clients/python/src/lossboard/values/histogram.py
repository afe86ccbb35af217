"""Histograms of values."""

from __future__ import annotations

import math
import sys
from typing import Any

from .checks import MAX_BINS
from .numbers import as_numpy, to_json_number, values_of

DEFAULT_BINS = 64
_SMALLEST = 5e-324

Moments = tuple[float, float, float, float, int]
"""Lowest and highest value, mean, standard deviation and count of the finite values."""


def histogram_of(values: Any, bins: Any = DEFAULT_BINS) -> dict[str, Any] | None:
    """Counts values into bins of equal width between the smallest and the largest finite one; None where they are
    no numbers.

    Values that are not finite are counted apart, and mean and deviation are over the finite ones. With numpy loaded
    an array of a million values takes milliseconds.
    """
    array = as_numpy(values)
    flat: Any = array if array is not None else values_of(values)
    if flat is None:
        return None
    low, high, mean, std, finite = _moments_of_array(flat) if array is not None else _moments_of(flat)
    start, end = _range_of(low, high) if finite > 0 else (0.0, 1.0)
    half_span = end / 2 - start / 2  # the whole one may overflow
    count = _bin_count(start, end, half_span, bins)
    counts = (_counts_of_array if array is not None else _counts_of)(flat, start, half_span, count)
    return {
        "edges": [start * (1 - i / count) + end * (i / count) for i in range(count + 1)],
        "counts": counts,
        "nonFinite": len(flat) - finite,
        **({"mean": to_json_number(mean), "std": to_json_number(std)} if finite > 0 else {}),
    }


def _counts_of(values: list[float], start: float, half_span: float, count: int) -> list[int]:
    counts = [0] * count
    for value in values:
        if math.isfinite(value):
            counts[min(count - 1, int((value / 2 - start / 2) / half_span * count))] += 1
    return counts


def _counts_of_array(values: Any, start: float, half_span: float, count: int) -> list[int]:
    numpy: Any = sys.modules["numpy"]
    finite = values[numpy.isfinite(values)]
    places = numpy.minimum(count - 1, ((finite / 2 - start / 2) / half_span * count).astype("int64"))
    counts: list[int] = numpy.bincount(places, minlength=count).tolist()
    return counts


def _moments_of(values: list[float]) -> Moments:
    low, high = math.inf, -math.inf
    finite, mean, squares = 0, 0.0, 0.0  # Welford: sums of squares cancel badly when the mean is large
    for value in values:
        if not math.isfinite(value):
            continue
        finite += 1
        low, high = min(low, value), max(high, value)
        delta = value - mean
        mean += delta / finite
        squares += delta * (value - mean)
    return low, high, mean, math.sqrt(squares / finite) if finite > 0 and squares >= 0 else math.nan, finite


def _moments_of_array(values: Any) -> Moments:
    numpy: Any = sys.modules["numpy"]
    finite = values[numpy.isfinite(values)]
    if finite.size == 0:
        return math.inf, -math.inf, 0.0, 0.0, 0
    with numpy.errstate(all="ignore"):
        return float(finite.min()), float(finite.max()), float(finite.mean()), float(finite.std()), int(finite.size)


def _range_of(low: float, high: float) -> tuple[float, float]:
    """From the lowest to the highest value; around them when they are the same, or too close to be told apart."""
    if high / 2 - low / 2 > 0:
        return low, high
    margin = max(0.5, abs(low) / 1000)
    return max(-sys.float_info.max, low - margin), min(sys.float_info.max, low + margin)


def _bin_count(start: float, end: float, half_span: float, bins: Any) -> int:
    """The asked number of bins, fewer where float64 has no room for edges so close."""
    is_number = isinstance(bins, (int, float)) and math.isfinite(bins)
    asked = min(MAX_BINS, max(1, math.floor(bins))) if is_number else DEFAULT_BINS
    spacing = max(abs(start), abs(end)) * sys.float_info.epsilon or _SMALLEST
    return max(1, int(min(asked, half_span / spacing)))
