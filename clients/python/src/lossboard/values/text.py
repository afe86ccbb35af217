"""Text in forms that the server takes. Lengths are in UTF-16 units, as the server counts them."""

from __future__ import annotations

import re

_SURROGATES = re.compile("[\ud800-\udfff]")
_CONTROLS = re.compile("[\x00-\x1f\x7f]+")


def text_of(value: object) -> str:
    """The text of any value; one that cannot be converted is named by its type. Never raises."""
    try:
        if isinstance(value, BaseException):
            detail = str(value)
            name = type(value).__name__
            return well_formed(f"{name}: {detail}" if detail else name)
        return well_formed(value if type(value) is str else str(value))
    except Exception:
        return f"[{type(value).__name__}]"


def well_formed(text: str) -> str:
    """The text with half surrogate pairs replaced: they have no UTF-8 form, so that a server cannot keep them."""
    return text if text.isascii() else _SURROGATES.sub("\ufffd", text)


def cut(text: str, length: int) -> str:
    """At most the first `length` UTF-16 units; a surrogate pair is not cut in two."""
    part = text[:length]
    if part.isascii():
        return part
    return part.encode("utf-16-le", "replace")[: 2 * length].decode("utf-16-le", "ignore")


def one_line(text: str) -> str:
    """One line without control characters, as names have it."""
    return _CONTROLS.sub(" ", text)
