"""What other programs print."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping, Sequence


def output_of(
    command: Sequence[str],
    timeout: float,
    *,
    folder: str | None = None,
    environment: Mapping[str, str] | None = None,
) -> str | None:
    """What a command prints; None where it cannot be run, fails, or takes more than `timeout` seconds."""
    try:
        done = subprocess.run(
            list(command),
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=timeout,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.decode("utf-8", "replace")
