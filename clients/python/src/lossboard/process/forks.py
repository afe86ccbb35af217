"""Processes that come out of this one."""

from __future__ import annotations

import atexit
import os
import sys
from typing import Any, Callable


def at_fork(in_parent: Callable[[], None], in_child: Callable[[], None]) -> None:
    """Calls back after each fork, where the system has forks."""
    if hasattr(os, "register_at_fork"):
        os.register_at_fork(after_in_parent=in_parent, after_in_child=in_child)


def at_end_of_child(work: Callable[[], object]) -> None:
    """Calls back when this process ends, also one of `multiprocessing`, which leaves without the hooks of `atexit`."""
    atexit.register(work)
    multiprocessing: Any = sys.modules.get("multiprocessing")
    if multiprocessing is not None and multiprocessing.parent_process() is not None:
        from multiprocessing.util import Finalize

        Finalize(None, work, exitpriority=0)
