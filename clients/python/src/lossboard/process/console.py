"""Copies what a script prints into the log of its run."""

from __future__ import annotations

import re
import sys
from typing import Any, Callable

MAX_OPEN_LENGTH = 16_384
"""Of a line that is not ended yet, after which it is taken as one."""

_ESCAPES = re.compile(r"\x1b(\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(\x07|\x1b\\)|[@-Z\\-_])")
"""By which a terminal changes colours and moves its cursor."""

Sink = Callable[[str, str], None]
"""Takes a stream's name and a line of it. Must neither wait nor raise."""


class _Lines:
    """Cuts what is written into lines.

    Of a line that was drawn over by carriage returns, as progress bars do, the last state is kept.
    """

    def __init__(self, stream: str, sink: Sink) -> None:
        self._stream = stream
        self._sink = sink
        self._rest = ""

    def write(self, text: str) -> None:
        *lines, rest = (self._rest + text).split("\n")
        for line in lines:
            self._give(line)
        at = rest.rfind("\r", 0, len(rest) - 1)
        self._rest = rest[at + 1 :]
        if len(self._rest) > MAX_OPEN_LENGTH:
            self.end()

    def end(self) -> None:
        rest, self._rest = self._rest, ""
        if rest:
            self._give(rest)

    def _give(self, line: str) -> None:
        line = line.rstrip("\r")
        try:
            self._sink(self._stream, _ESCAPES.sub("", line[line.rfind("\r") + 1 :]).rstrip())
        except Exception:
            pass  # what is printed is the script's, whatever becomes of the copy


class Console:
    """Replaces `write` of `sys.stdout` and `sys.stderr`, so that whoever holds these streams is heard, notebooks too.

    What other programs or code in C write to the same terminal is not seen.
    """

    def __init__(self) -> None:
        self._sinks: dict[int, list[_Lines]] = {}
        self._patched: list[tuple[Any, Any, Any]] = []

    def add(self, key: int, sink: Sink) -> None:
        """Begins to copy lines to a sink, under a key that removes it."""
        self._sinks[key] = [_Lines("stdout", sink), _Lines("stderr", sink)]
        self._patch()

    def remove(self, key: int) -> None:
        """Ends it, with what stood on an open line."""
        for lines in self._sinks.pop(key, []):
            lines.end()
        if not self._sinks:
            self._restore()

    def _patch(self) -> None:
        for index, stream in enumerate((sys.stdout, sys.stderr)):
            if stream is None or any(stream is patched for patched, _, _ in self._patched):
                continue
            original = stream.write
            write = self._copying(original, index)
            try:
                stream.write = write  # type: ignore[method-assign]  # a stream has no hook for what is written
            except AttributeError:
                continue  # a stream that lets nobody replace its methods is not copied
            self._patched.append((stream, original, write))

    def _restore(self) -> None:
        for stream, original, write in self._patched:
            if stream.__dict__.get("write") is write:  # another tool that patched it since then keeps its place
                try:
                    del stream.write
                except AttributeError:
                    stream.write = original
        self._patched = []

    def _copying(self, original: Callable[[str], int], index: int) -> Callable[[str], int]:
        def write(text: str) -> int:
            written = original(text)
            for lines in list(self._sinks.values()):
                lines[index].write(text)
            return written

        return write


CONSOLE = Console()
"""That of this process: its streams are shared by all runs."""
