"""Sends what ended scripts left in the spool: `lossboard-sync [folder]`, or `python -m lossboard.sync`. Exits with
1 when something remains.
"""

from __future__ import annotations

import os
import sys

from .delivery.backoff import RetryLimits
from .delivery.orphans import replay_orphans
from .delivery.spool_folder import spool_folder
from .notices import Notices
from .values.text import text_of

REMAINS = {
    "away": "the server did not take it; the rest stays for the next time",
    "refused": "the server refuses the rest, which is set aside",
    "unreadable": "it could not be read or sent, and stays",
}


def main() -> int:
    """The command; its exit code."""
    notices = Notices()
    chosen = sys.argv[1] if len(sys.argv) > 1 else os.environ.get("LOSSBOARD_SPOOL")
    folder = spool_folder(chosen, notices)
    if folder is None:
        return 1
    try:
        replayed = replay_orphans(folder, notices, RetryLimits())
    except OSError as error:
        print(f"lossboard-sync: {text_of(error)}", file=sys.stderr)
        return 1
    for run, url, records, outcome in replayed:
        rest = "" if outcome == "sent" else f", {url + ': ' if url else ''}{REMAINS[outcome]}"
        print(f"run {run}: {records} records sent{rest}")
    if not replayed:
        print(f"nothing to send in {folder}")
    return 0 if all(each.outcome == "sent" for each in replayed) else 1


if __name__ == "__main__":
    sys.exit(main())
