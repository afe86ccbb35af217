"""The request that creates a run, from whatever a script passed."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from typing import Any, Callable

from .notices import Say
from .values.checks import MAX_STEP
from .values.text import cut, one_line, text_of

NAME_LENGTH = 128
TAG_LENGTH = 64
MAX_TAGS = 64
NOTES_LENGTH = 65_536
HEARTBEAT_SECONDS = (5, 86_400)
DEFAULT_HEARTBEAT_SECONDS = 120
MAX_ID_LENGTH = 64


def acceptable(asked: Mapping[str, Any], say: Say) -> dict[str, Any]:
    """What the server would refuse is cut to fit or left out, and reported: a name too long must not cost the run's
    data.
    """

    def number(field: str, least: int) -> int | None:
        value = asked.get(field)
        if value is None:
            return None
        if isinstance(value, int) and not isinstance(value, bool) and least <= value <= MAX_STEP:
            return value
        say(field, f"{field} is left out: expected a whole number, not {text_of(value)}")
        return None

    return _given(
        {
            "id": asked["id"],
            "project": _name("project", asked.get("project"), say),
            "jobType": _name("jobType", asked.get("jobType"), say),
            "createdBy": _name("createdBy", asked.get("createdBy"), say),
            **description(asked, say),
            "seed": number("seed", -MAX_STEP),
            "totalSteps": number("totalSteps", 1),
            "heartbeatSeconds": _heartbeat(asked.get("heartbeatSeconds")),
            "config": asked.get("config"),
        }
    )


def description(asked: Mapping[str, Any], say: Say) -> dict[str, Any]:
    """Name, group, tags and notes in a form that the server takes; only those that are given."""
    tags, notes = asked.get("tags"), asked.get("notes")
    return _given(
        {
            "name": _name("name", asked.get("name"), say),
            "group": _name("group", asked.get("group"), say),
            "tags": None if tags is None else _tags(tags, say),
            "notes": None if notes is None else _cut_to("notes", text_of(notes), NOTES_LENGTH, say),
        }
    )


def acceptable_id(asked: Any, new_id: Callable[[], str], say: Say) -> str:
    """An id in the letters that ids may have; the same for the same input, so that another process finds the run."""
    if asked is None or asked == "":
        return new_id()
    text = text_of(asked)
    fit = re.sub("[^A-Za-z0-9_-]", "-", text)[:MAX_ID_LENGTH]
    if fit != asked:
        say("id", f'the id {json.dumps(cut(text, 80))} becomes "{fit}": ids have letters, digits, _ and -')
    return fit


def _name(field: str, value: Any, say: Say) -> str | None:
    return None if value is None else _cut_to(field, one_line(text_of(value)), NAME_LENGTH, say) or None


def _tags(tags: Any, say: Say) -> list[str]:
    each = list(tags) if isinstance(tags, (list, tuple, set, frozenset)) else [tags]
    texts = [_cut_to("tags", one_line(text_of(tag)), TAG_LENGTH, say) for tag in each]
    distinct = list(dict.fromkeys(text for text in texts if text))
    if len(distinct) > MAX_TAGS:
        say("tags", f"only the first {MAX_TAGS} of {len(distinct)} tags are kept")
    return distinct[:MAX_TAGS]


def _cut_to(field: str, text: str, length: int, say: Say) -> str:
    short = cut(text, length)
    if short != text:
        say(field, f"{field} is cut to its first {length} characters")
    return short


def _heartbeat(seconds: Any) -> int:
    is_number = isinstance(seconds, (int, float)) and not isinstance(seconds, bool) and seconds > 0
    asked = seconds if is_number else DEFAULT_HEARTBEAT_SECONDS
    least, most = HEARTBEAT_SECONDS
    return math.floor(min(most, max(least, asked)) + 0.5)


def _given(fields: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in fields.items() if value is not None}
