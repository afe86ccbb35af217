"""Random names."""

from __future__ import annotations

import secrets

_ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyz"


def random_id(length: int) -> str:
    """Random letters and digits, 5 bits or more each."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(length))


class _ProcessStart:
    """This start of the program, told apart from another one that got the same process id.

    A forked process is a start of its own.
    """

    def __init__(self) -> None:
        self.id = random_id(20)

    def renew(self) -> None:
        self.id = random_id(20)


PROCESS_START = _ProcessStart()
