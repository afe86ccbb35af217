"""What `init` was asked for, the environment and the defaults, as one."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from .create import DEFAULT_HEARTBEAT_SECONDS, acceptable, acceptable_id, description
from .delivery.backoff import RetryLimits
from .ids import random_id
from .notices import Say
from .values.plain import plain
from .values.text import text_of

DEFAULT_URL = "http://127.0.0.1:4680"
HEARTBEAT_SECONDS = 20.0


class Settings(NamedTuple):
    """Of one run, in a form that another process of it can have too."""

    url: str
    create: dict[str, Any]
    """The request that creates the run."""
    changes: dict[str, Any]
    """What to change of a run that is there already, as a job's is."""
    attempt: int | None
    """Of a job: the number that the server gave its process."""
    last_step: int
    """The highest step that the run has already."""
    batch_seconds: float
    heartbeat_seconds: float
    spool: str | None
    """Folder of the spool; the empty text for none at all."""
    max_spool_bytes: int
    max_memory_bytes: int
    retry: RetryLimits

    @property
    def id(self) -> str:
        """That of the run."""
        return str(self.create["id"])


def resolve(asked: Mapping[str, Any], environment: Mapping[str, str], say: Say) -> Settings:
    """None of the options may cost the run, whatever it is: what cannot be used is left out and reported."""
    config = plain(asked.get("config"))
    if asked.get("config") is not None and config is None:
        say("config", f"config is left out: expected named settings, not {text_of(asked.get('config'))}")
    job = environment.get("LOSSBOARD_RUN_ID") if environment.get("LOSSBOARD_ATTEMPT") else None
    asked_id = acceptable_id(asked.get("id"), lambda: job or random_id(12), say)
    attempt = _whole(environment.get("LOSSBOARD_ATTEMPT")) if asked_id == job else None
    create = acceptable(
        {
            **asked,
            "id": asked_id,
            "project": _first(asked.get("project"), environment.get("LOSSBOARD_PROJECT")),
            "config": config,
            "jobType": asked.get("job_type"),
            "createdBy": asked.get("created_by"),
            "totalSteps": asked.get("total_steps"),
            "heartbeatSeconds": asked.get("heartbeat_seconds"),
        },
        say,
    )
    changes: dict[str, Any] = {}
    if attempt is not None:
        changes = {**description(asked, lambda topic, message: None), **({"config": config} if config else {})}
        create = {"id": asked_id}
    elif asked.get("id") is not None:
        changes = {"state": "running"}  # it may have ended before
    silence = create.get("heartbeatSeconds", DEFAULT_HEARTBEAT_SECONDS)
    spool = asked.get("spool")
    return Settings(
        url=text_of(_first(asked.get("url"), environment.get("LOSSBOARD_URL"), DEFAULT_URL)).rstrip("/"),
        create=create,
        changes=changes,
        attempt=attempt,
        last_step=(_whole(environment.get("LOSSBOARD_LAST_STEP")) or 0) if attempt is not None else 0,
        batch_seconds=max(0.001, _positive(asked.get("batch_seconds"), 0.25)),
        heartbeat_seconds=min(HEARTBEAT_SECONDS, silence / 3),
        spool="" if spool is False else _text(spool) or environment.get("LOSSBOARD_SPOOL") or None,
        max_spool_bytes=int(_positive(asked.get("max_spool_bytes"), 1024**3)),
        max_memory_bytes=int(_positive(asked.get("max_memory_bytes"), 16 * 1024**2)),
        retry=_retry(asked.get("retry")),
    )


def job_config(environment: Mapping[str, str]) -> dict[str, Any]:
    """The parameters of the job that this process is; empty outside of one."""
    try:
        config = json.loads(environment.get("LOSSBOARD_CONFIG") or "{}")
        return config if isinstance(config, dict) else {}
    except ValueError:
        return {}


def _retry(asked: Any) -> RetryLimits:
    first, longest = asked if isinstance(asked, tuple) and len(asked) == 2 else (None, None)
    usual = RetryLimits()
    return RetryLimits(_positive(first, usual.first), _positive(longest, usual.longest))


def _positive(value: Any, otherwise: float) -> float:
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return value if is_number and 0 <= value < float("inf") else otherwise


def _whole(text: str | None) -> int | None:
    return int(text) if text is not None and text.isascii() and text.isdigit() else None


def _text(value: Any) -> str | None:
    try:
        return (
            text_of(value.__fspath__()) if hasattr(value, "__fspath__") else value if isinstance(value, str) else None
        )
    except Exception:
        return None


def _first(*values: Any) -> Any:
    return next((value for value in values if value is not None), None)
