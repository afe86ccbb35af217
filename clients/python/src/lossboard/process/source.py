"""Where a script comes from: its command line, its machine, its commit and what differs from it."""

from __future__ import annotations

import os
import platform
import re
import shlex
import shutil
import socket
import sys
from typing import Any

from .output_of import output_of

TIMEOUT_SECONDS = 10.0
MAX_DIFF_BYTES = 4 * 1024 * 1024


def command_of() -> dict[str, Any]:
    """The command line and where it runs."""
    return {
        "command": shlex.join([os.path.basename(sys.executable or "python"), *_original_arguments()]),
        "directory": os.getcwd(),
        "host": socket.gethostname(),
        "python": platform.python_version(),
        "system": platform.platform(terse=True),
    }


def commit_of() -> dict[str, Any]:
    """Commit, branch and remote of the script's repository, and whether files differ from it; empty outside of one."""
    commit = _git("rev-parse", "HEAD")
    if commit is None:
        return {}
    found = {
        "commit": commit,
        "branch": _git("rev-parse", "--abbrev-ref", "HEAD"),
        "remote": _without_password(_git("config", "--get", "remote.origin.url")),
        "changed": bool(_git("status", "--porcelain", "--untracked-files=no")),
    }
    return {key: value for key, value in found.items() if value is not None}


def diff_of() -> str | None:
    """What differs from the commit, as `git apply` takes it; None where nothing does, or too much."""
    diff = _git("diff", "HEAD", "--binary", "--no-color", "--no-ext-diff")
    return f"{diff}\n" if diff and len(diff) <= MAX_DIFF_BYTES else None


def _git(*arguments: str) -> str | None:
    program = shutil.which("git")
    if program is None:
        return None
    environment = {**os.environ, "GIT_OPTIONAL_LOCKS": "0"}
    command = [program, *arguments]
    printed = output_of(command, TIMEOUT_SECONDS, folder=_script_folder(), environment=environment)
    return None if printed is None else printed.strip()


def _script_folder() -> str:
    """That of the script; of an interactive session, where it was started."""
    script = getattr(sys.modules.get("__main__"), "__file__", None)
    folder = os.path.dirname(os.path.abspath(script)) if isinstance(script, str) else ""
    return folder if os.path.isdir(folder) else os.getcwd()


def _original_arguments() -> list[str]:
    original = getattr(sys, "orig_argv", None)  # from Python 3.10 on: with `-m` and options of Python itself
    return list(original[1:]) if original else list(sys.argv)


def _without_password(url: str | None) -> str | None:
    return url and re.sub(r"(?<=://)[^/@]*@", "", url)
