"""One process that logs to a run: what it gathered, what waits, and the threads that send it."""

from __future__ import annotations

import os
import threading
import time
from typing import Any, Callable, NamedTuple

from .delivery.http import Http
from .delivery.orphans import owner, replay_orphans
from .delivery.outbox import MemoryOutbox, Outbox
from .delivery.parcels import pack
from .delivery.sender import Sender
from .delivery.spool import Spool, create_spool
from .delivery.spool_folder import spool_folder
from .delivery.uploader import Uploader
from .ids import random_id
from .notices import Notices
from .recording.recorder import Recorder
from .recording.sealer import Sealer
from .settings import Settings
from .values.text import text_of

HURRY_SECONDS = 0.25
POLL_SECONDS = 0.01


class Delivery(NamedTuple):
    """How a run's data stands: `logged` = `acked` + `lost` + what still waits."""

    logged: int
    """Points, histograms, events and lines taken so far."""
    acked: int
    """Of these, acknowledged by the server after it stored them."""
    lost: int
    """Of these, refused by the server."""
    dropped: int
    """Not taken: of the wrong form, or no room."""
    complete: bool
    """True when nothing waits and nothing was held back."""
    spool: str | None
    """Where what waits is kept on disk."""


class Writer:
    """Joins recorder, outbox and sender for as long as the process logs."""

    def __init__(self, settings: Settings, notices: Notices, on_stop: Callable[[], None], last_step: int) -> None:
        self._settings = settings
        self._notices = notices
        self.folder = None if settings.spool == "" else spool_folder(settings.spool, notices)
        self._outbox = self._open_outbox()
        self._sender = Sender(
            Http(settings.url),
            self._outbox,
            settings.create,
            notices,
            settings.retry,
            attempt=settings.attempt,
            on_stop=on_stop,
        )
        self._uploader: Uploader | None = None
        self.sealer = Sealer(self._outbox, notices, self._sender.wake, last_step)
        self.recorder = Recorder(self.sealer)
        self._ended = threading.Event()
        self._lock = threading.Lock()
        self._next_beat = time.monotonic() + settings.heartbeat_seconds
        start_thread("lossboard-send", self._sender.serve, notices)
        start_thread("lossboard-seal", self._seal_on_time, notices)

    def delivery(self) -> Delivery:
        return Delivery(
            logged=self.sealer.taken,
            acked=self._sender.acked,
            lost=self._sender.lost,
            dropped=self.sealer.dropped,
            complete=self._is_idle and not self._sender.halted,
            spool=self._outbox.path,
        )

    def drain(self, seconds: float) -> None:
        """Waits until all is sent, at most so long."""
        self.sealer.seal()
        deadline = time.monotonic() + seconds
        hurry_at = time.monotonic()
        while not self._is_idle and time.monotonic() < deadline:
            if time.monotonic() >= hurry_at:
                self._sender.hurry()
                if self._uploader:
                    self._uploader.hurry()
                hurry_at += HURRY_SECONDS
            time.sleep(POLL_SECONDS)

    def close(self, change: dict[str, Any] | None, seconds: float) -> Delivery:
        """Takes nothing more, sends what waits and lets go of the spool.

        What the server has not got by then stays in it for the next start.
        """
        if change:
            self.sealer.patch(change)
        self.sealer.close()
        self._ended.set()
        self.drain(seconds)
        final = self.delivery()
        self._sender.close()
        if self._uploader:
            self._uploader.close()
        if not final.complete and not self._sender.halted:
            self._notices.once("rest", _rest_notice(final))
        self._settle_spool()
        return final

    def add_file(self, name: str, content: bytes | None, path: str | None) -> None:
        """Puts a file on its way: what `content` holds, or what is at `path` when its turn has come."""
        if self.sealer.closed:
            self.sealer.refuse("the run has ended")
            return
        uploader = self._uploading()
        limit = self._settings.max_memory_bytes if self.folder is None else self._settings.max_spool_bytes
        if uploader.bytes + len(content or b"") > limit:
            self.sealer.refuse("there is no room for more files that wait for the server")
            return
        header: dict[str, Any] = {"url": self._settings.url, "run": self._settings.id, "name": name, "owner": owner()}
        if path is not None:
            header["path"] = path
        uploader.add(pack(self.folder, header, content or b""))

    def _uploading(self) -> Uploader:
        with self._lock:
            if self._uploader is None:
                http = Http(self._settings.url)
                self._uploader = Uploader(http, self._notices, self._settings.retry, lambda: self._sender.is_created)
                start_thread("lossboard-files", self._uploader.serve, self._notices)
            return self._uploader

    @property
    def _is_idle(self) -> bool:
        files = self._uploader.waiting if self._uploader and not self._sender.halted else 0
        return self._sender.idle and files == 0

    def send_left_behind(self) -> None:
        """Sends what other processes of this run, such as forked ones, left when they ended."""
        if self.folder is None or not self._sender.idle:
            return
        try:
            replay_orphans(
                self.folder,
                self._notices,
                self._settings.retry,
                lambda run: run == self._settings.id,
            )
        except OSError:
            pass  # they stay for the next start

    def abandon(self) -> None:
        """In a forked process: lets go of the parent's file, which that goes on writing."""
        if isinstance(self._outbox, Spool):
            self._outbox.abandon()

    def _settle_spool(self) -> None:
        try:
            self._outbox.close("refused" if self._sender.halted else "delete" if self._sender.idle else "keep")
        except OSError:
            pass  # the file stays, and a later start sends it again as duplicates

    def _seal_on_time(self) -> None:
        while not self._ended.wait(self._settings.batch_seconds):
            self.sealer.seal()
            if time.monotonic() >= self._next_beat:
                self._beat()

    def _beat(self) -> None:
        self._next_beat = time.monotonic() + self._settings.heartbeat_seconds
        self.sealer.beat()
        try:
            if self._outbox.path:
                os.utime(self._outbox.path)
        except OSError:
            pass  # only lets other machines know that this spool is in use

    def _open_outbox(self) -> Outbox:
        settings, writer = self._settings, random_id(20)
        if self.folder is not None:
            path = os.path.join(self.folder, f"{settings.id}.{writer}.spool")
            header: dict[str, Any] = {
                "url": settings.url,
                "writer": writer,
                "create": settings.create,
                "owner": owner(),
            }
            if settings.attempt is not None:
                header["attempt"] = settings.attempt
            try:
                return create_spool(path, settings.max_spool_bytes, header)
            except OSError as error:
                self._notices.once("spool", f"no spool at {path} ({text_of(error)}); what waits is kept in memory only")
        return MemoryOutbox(writer, settings.max_memory_bytes)


def start_thread(name: str, work: Callable[[], None], notices: Notices) -> None:
    """Starts a thread that does not hold the process; where none may be started, such as at its very end, the spool
    keeps what waits.
    """
    try:
        threading.Thread(target=work, name=name, daemon=True).start()
    except RuntimeError as error:
        notices.once("thread", f"no thread could be started ({text_of(error)})")


def _rest_notice(delivery: Delivery) -> str:
    rest = f"{delivery.logged - delivery.acked - delivery.lost} records, or files, were not sent in time"
    if delivery.spool:
        return f"{rest}. They are in {delivery.spool} and go out with the next start."
    return f"{rest} and are gone."
