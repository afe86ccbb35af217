"""Starts runs."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import Any, Callable

from .delivery.orphans import replay_orphans
from .delivery.spool_folder import spool_folder
from .ids import PROCESS_START
from .lifecycle import RUNS, RunLifecycle
from .notices import Notices
from .observers import Observed, observe
from .process.exits import EXITS
from .process.forks import at_fork
from .process.notebook import in_notebook
from .resume import LastRun, resumed
from .run import Run
from .settings import Settings, job_config, resolve
from .values.plain import plain
from .values.text import text_of
from .writer import start_thread


def init(
    project: str | None = None,
    name: str | None = None,
    config: Any | None = None,
    *,
    id: str | None = None,
    group: str | None = None,
    job_type: str | None = None,
    tags: Sequence[str] | None = None,
    notes: str | None = None,
    resume: bool | str | None = None,
    seed: int | None = None,
    created_by: str | None = None,
    total_steps: int | None = None,
    heartbeat_seconds: int | None = None,
    url: str | None = None,
    spool: bool | str | os.PathLike[str] | None = None,
    batch_seconds: float = 0.25,
    max_spool_bytes: int = 1024**3,
    max_memory_bytes: int = 16 * 1024**2,
    retry: tuple[float, float] = (0.5, 60.0),
    console: bool = True,
    system: bool | float = True,
    command: bool = True,
    git: bool = True,
    diff: bool = True,
    on_stop: Callable[[], object] | None = None,
    on_warning: Callable[[str], object] | None = None,
) -> Run:
    """Starts a run and returns it at once, whether or not the server answers. Never raises: what goes wrong is
    printed, once, and the script goes on.

    :param config: settings: a mapping, a dataclass or an `argparse.Namespace`, of any values
    :param id: gives a run a name of its own, by which another process can go on with it
    :param resume: `allow`, `must`, `never` or `auto`; asks the server for the run first, for at most 5 s
    :param heartbeat_seconds: silence after which the server calls the run crashed; default 120
    :param url: where the server is; default `LOSSBOARD_URL`, else http://127.0.0.1:4680
    :param spool: folder of the spool; default `LOSSBOARD_SPOOL`, else ~/.lossboard/spool; False keeps everything in
        memory
    :param batch_seconds: longest time that a point waits for others
    :param retry: ceilings of the first wait between attempts and of any, in seconds
    :param console: copies what is printed into the run's log
    :param system: records the load of the machine, each 10 s or so many seconds
    :param command: records the command line, the folder, the host and the version of Python
    :param git: records commit, branch and remote of the script's repository
    :param diff: records what differs from that commit
    :param on_stop: called once when somebody asks the run to stop
    :param on_warning: gets what goes wrong, each kind once; default: the standard error
    """
    asked = dict(locals())
    notices = Notices(on_warning)
    try:
        return _start(asked, notices)
    except Exception as error:  # such as a system without threads
        notices.once("init", f"the run could not be started as asked: {text_of(error)}")
        return Run(resolve({}, {}, notices.once), notices)


def _start(asked: dict[str, Any], notices: Notices) -> Run:
    if in_notebook():
        _end_open_runs()
    settings, last = _settings_of(asked, notices)
    parameters = job_config(os.environ) if settings.attempt is not None else {}
    run = Run(settings, notices, asked["on_stop"], {**parameters, **_named(asked["config"])})
    run.begin()
    if last is not None:
        last.write(run.id)
        run.on_end(lambda change: last.forget() if change.get("state") == "finished" else None)
    observe(run, _observed(asked, settings))
    start_thread("lossboard-orphans", lambda: _send_orphans(settings, notices), notices)
    return run


def _settings_of(asked: dict[str, Any], notices: Notices) -> tuple[Settings, LastRun | None]:
    settings = resolve(asked, os.environ, notices.once)
    mode = asked["resume"]
    last: LastRun | None = None
    if mode == "auto" and settings.attempt is None:
        folder = None if settings.spool == "" else spool_folder(settings.spool, notices)
        last = LastRun(folder, settings.create.get("project")) if folder else None
        kept = last.read() if last and asked["id"] is None else None
        settings = resolve({**asked, "id": kept}, os.environ, notices.once) if kept else settings
    if mode and settings.attempt is None:
        settings = resumed(settings, mode, asked["id"] is not None, notices)
    return settings, last


def _observed(asked: Mapping[str, Any], settings: Settings) -> Observed:
    interval = asked["system"]
    return Observed(
        console=bool(asked["console"]) and settings.attempt is None,  # the server copies that of its jobs itself
        system_seconds=10.0 if interval is True else float(interval or 0),
        command=bool(asked["command"]),
        git=bool(asked["git"]),
        diff=bool(asked["diff"]),
    )


def _named(config: Any) -> dict[str, Any]:
    """The settings as the script gave them, to be read by name."""
    if isinstance(config, Mapping):
        return {str(key): value for key, value in config.items()}
    return plain(config) or {}


def _end_open_runs() -> None:
    """In a notebook the next run ends the one before."""
    for run in _runs():
        run.finish()


def _send_orphans(settings: Settings, notices: Notices) -> None:
    folder = None if settings.spool == "" else spool_folder(settings.spool, notices)
    if folder is None:
        return
    try:
        replay_orphans(folder, notices, settings.retry)
    except OSError as error:
        notices.once("orphans", f"what earlier processes left in {folder} was not sent: {text_of(error)}")


def _runs() -> list[RunLifecycle]:
    return list(RUNS)


def _after_fork_in_child() -> None:
    PROCESS_START.renew()
    EXITS.forget()
    for run in _runs():
        run.after_fork_in_child()


def _after_fork_in_parent() -> None:
    for run in _runs():
        run.after_fork_in_parent()


at_fork(_after_fork_in_parent, _after_fork_in_child)
