"""Going on with a run from another process."""

from __future__ import annotations

import hashlib
import json
import os
import sys
from typing import Any

from .delivery.http import Http, Ok, Refusal
from .ids import random_id
from .notices import Notices
from .settings import Settings

TIMEOUT_SECONDS = 5.0
MODES = ("allow", "must", "never", "auto")


def resumed(settings: Settings, mode: Any, is_named: bool, notices: Notices) -> Settings:
    """The settings with what the server knows of the run: its highest step, after which steps are counted on.

    :param mode: `allow` goes on with the run of this id where there is one, `must` warns where there is none, and
        `never` takes
        another id where there is one; `auto` is `allow` with the id of this script's last run that did not finish
    """
    mode = "allow" if mode is True else mode
    if mode not in MODES:
        notices.once("resume", f"resume is left out: expected one of {', '.join(MODES)}, got {mode!r}")
        return settings
    found = _ask(settings, notices)
    if mode == "never":
        if found is None:
            return settings
        other = random_id(12)
        notices.once("resume", f"there is a run {settings.id} already, so this one gets the id {other}")
        return settings._replace(create={**settings.create, "id": other}, changes={})
    if found is None:
        if mode == "must" or (is_named and mode == "auto"):
            notices.once("resume", f"there is no run {settings.id} to go on with: a new one is created")
        return settings
    return settings._replace(last_step=_highest_step(found), changes={"state": "running", **settings.changes})


def _ask(settings: Settings, notices: Notices) -> dict[str, Any] | None:
    """The run as the server has it; None where it has none, or where it does not answer soon."""
    http = Http(settings.url, TIMEOUT_SECONDS)
    outcome = http.read_run(settings.id)
    http.close()
    if isinstance(outcome, Ok):
        return outcome.body
    if not isinstance(outcome, Refusal):
        notices.once(
            "resume", f"the server does not answer ({outcome.why}), so steps are counted from 1 on unless you give them"
        )
    return None


def _highest_step(run: dict[str, Any]) -> int:
    summary = run.get("summary")
    series = summary.values() if isinstance(summary, dict) else ()
    steps = [each.get("lastStep") for each in series if isinstance(each, dict)]
    return max((step for step in steps if isinstance(step, int)), default=0)


class LastRun:
    """The id of this script's run in this folder that has not finished yet, kept beside the spools."""

    def __init__(self, folder: str, project: str | None) -> None:
        script = json.dumps([os.getcwd(), sys.argv[:1], project])
        self._path = os.path.join(folder, f"resume-{hashlib.sha256(script.encode()).hexdigest()[:16]}.json")

    def read(self) -> str | None:
        try:
            with open(self._path, encoding="utf-8") as file:
                return str(json.load(file)["id"])
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def write(self, run: str) -> None:
        try:
            with open(self._path, "w", encoding="utf-8") as file:
                json.dump({"id": run}, file)
        except OSError:
            pass  # the next start then begins a new run

    def forget(self) -> None:
        try:
            os.unlink(self._path)
        except OSError:
            pass  # it was never kept
