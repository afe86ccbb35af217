"""The settings and the results of a run as a script reads and writes them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, MutableMapping
from typing import Any, Callable


class _Sent(MutableMapping[str, Any]):
    """Values by key, of which each change is sent and none is deleted."""

    _values: dict[str, Any]
    _on_change: Callable[[Any], None]

    def __init__(self, values: Mapping[str, Any], on_change: Callable[[Any], None]) -> None:
        object.__setattr__(self, "_values", dict(values))
        object.__setattr__(self, "_on_change", on_change)

    def __getitem__(self, key: str) -> Any:
        return self._values[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.update({key: value})

    def __delitem__(self, key: str) -> None:
        raise TypeError(f"a value in the {type(self).__name__.lower()} of a run can be changed and not deleted")

    def update(self, *values: Any, **named: Any) -> None:
        """Sets several at once, which is one request."""
        change = _named(values, named)
        if type(change) is dict:
            self._values.update(change)
        self._on_change(change)

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._values!r})"


class Config(_Sent):
    """Settings by key, `config["lr"]` or `config.lr`.

    What is set is sent; nothing but the whole value of a key is merged.
    """

    def __getattr__(self, key: str) -> Any:
        try:
            return self._values[key]
        except KeyError:
            raise AttributeError(f"the config has no {key!r}") from None

    def __setattr__(self, key: str, value: Any) -> None:
        self.update({key: value})


class Summary(_Sent):
    """Final results by key.

    A number becomes the last value of the series of its name; a text is kept in the config, under `summary`.
    """

    def __init__(self, on_change: Callable[[Any], None]) -> None:
        super().__init__({}, on_change)


def _named(values: tuple[Any, ...], named: dict[str, Any]) -> Any:
    """The arguments of `dict` as one, or the first of them where it would not take them, to be reported."""
    try:
        return dict(*values, **named)
    except Exception:
        return values[0]
