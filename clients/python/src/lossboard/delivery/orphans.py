"""What ended processes left in the spool folder."""

from __future__ import annotations

import os
import socket
import time
from typing import Any, Callable, Literal, NamedTuple

from ..ids import PROCESS_START
from ..notices import Notices
from ..values.text import text_of
from .backoff import RetryLimits
from .http import Http, Ok, Retry
from .outbox import Fate
from .parcels import ENDING, unpack
from .sender import Sender
from .spool import open_spool
from .uploader import send_parcel

FOREIGN_SILENCE_SECONDS = 600.0
"""A spool of another machine (a shared home, a container) counts as left behind when untouched for this long; on
Windows any does,
where a process cannot be asked for without harm."""
MAX_ATTEMPTS = 3

Outcome = Literal["sent", "away", "refused", "unreadable"]
"""`away`: the server did not take it; `refused`: it never will; `unreadable`: the file is no whole spool."""


class Replayed(NamedTuple):
    """What became of one spool file. `run` is the name of the file where it could not be read."""

    run: str
    url: str
    records: int
    outcome: Outcome


def replay_orphans(
    folder: str, notices: Notices, retry: RetryLimits, wanted: Callable[[str], bool] = lambda run: True
) -> list[Replayed]:
    """Sends what ended processes left in a folder, through the same sender as live data, and deletes each file that
    is through.

    Two processes doing this at once do no harm: the server knows each batch by its number. A server that is away is
    tried
    with one file, and the others for it are left for later. Files follow the curves of their run, which must be there.

    :param wanted: whether to send what is left of a run

    :raises OSError: when the folder cannot be read
    """
    replayed: list[Replayed] = []
    away: set[str] = set()
    names = sorted(os.listdir(folder))
    for name in [*_ending(names, ".spool"), *_ending(names, ENDING)]:
        replay = _replay_file if name.endswith(ENDING) else _replay
        result = replay(os.path.join(folder, name), notices, retry, away, wanted)
        if result is None:
            continue
        replayed.append(result)
        if result.outcome == "away":
            away.add(result.url)
    return replayed


def _replay(
    path: str, notices: Notices, retry: RetryLimits, away: set[str], wanted: Callable[[str], bool]
) -> Replayed | None:
    try:
        found = open_spool(path, lambda header: _is_orphan(header["owner"], path) and wanted(header["create"]["id"]))
        if found is None:
            return None
        header, spool = found
        url = str(header["url"])
        if url in away:
            spool.close("keep")
            return Replayed(header["create"]["id"], url, 0, "away")
        sender = Sender(
            Http(url), spool, header["create"], notices, retry, attempt=header.get("attempt"), max_attempts=MAX_ATTEMPTS
        )
        sender.send_all()
        outcome: Outcome = "refused" if sender.halted else "sent" if sender.idle else "away"
        spool.close(_fate_of(outcome))
        return Replayed(header["create"]["id"], url, sender.acked, outcome)
    except FileNotFoundError:
        return None  # another process sent and deleted it just now
    except Exception as error:
        notices.once(f"orphan {path}", f"what an earlier process left in {path} could not be sent: {text_of(error)}")
        return Replayed(os.path.basename(path), "", 0, "unreadable")


def _fate_of(outcome: Outcome) -> Fate:
    return "refused" if outcome == "refused" else "delete" if outcome == "sent" else "keep"


def _replay_file(
    place: str, notices: Notices, retry: RetryLimits, away: set[str], wanted: Callable[[str], bool]
) -> Replayed | None:
    try:
        parcel = unpack(place)
        if parcel is None:
            return None
        run, url = str(parcel.header["run"]), str(parcel.header["url"])
        if not _is_orphan(parcel.header["owner"], place) or not wanted(run):
            return None
        http = Http(url)
        outcome = Retry(0, "it is away") if url in away else send_parcel(http, parcel, notices)
        http.close()
        if isinstance(outcome, Retry):
            return Replayed(run, url, 0, "away")
        parcel.forget()
        return Replayed(run, url, 1, "sent") if isinstance(outcome, Ok) else Replayed(run, url, 0, "refused")
    except FileNotFoundError:
        return None
    except Exception as error:
        notices.once(f"orphan {place}", f"what an earlier process left in {place} could not be sent: {text_of(error)}")
        return Replayed(os.path.basename(place), "", 0, "unreadable")


def _ending(names: list[str], ending: str) -> list[str]:
    return [name for name in names if name.endswith(ending)]


def owner() -> dict[str, Any]:
    """Whose a spool is, so that others send only what was left behind."""
    return {"host": socket.gethostname(), "pid": os.getpid(), "process": PROCESS_START.id}


def _is_orphan(owner: dict[str, Any], path: str) -> bool:
    if owner["process"] == PROCESS_START.id:
        return False
    if owner["host"] != socket.gethostname() or os.name == "nt":
        return time.time() - os.stat(path).st_mtime > FOREIGN_SILENCE_SECONDS
    return bool(owner["pid"] == os.getpid()) or not is_alive(int(owner["pid"]))


def is_alive(pid: int) -> bool:
    """Whether a process of this machine is alive."""
    try:
        os.kill(pid, 0)
        return True
    except ProcessLookupError:
        return False
    except OSError:
        return True  # alive, but somebody else's
