"""The requests of the logging protocol, answered as outcomes: nothing here raises."""

from __future__ import annotations

import http.client
import json
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from typing import Any, BinaryIO, Callable, NamedTuple, Union

from ..values.text import text_of


class Ok(NamedTuple):
    """Stored: the answer acknowledges this very request."""

    body: dict[str, Any]


class Retry(NamedTuple):
    """Try the same again, no sooner than after so many seconds."""

    after: float
    why: str


class Refusal(NamedTuple):
    """The same request would be refused again."""

    code: str
    message: str
    details: dict[str, Any]


Outcome = Union[Ok, Retry, Refusal]

TIMEOUT_SECONDS = 30.0
MAX_ANSWER_BYTES = 16 * 1024 * 1024
_TRY_AGAIN = (408, 421, 425, 429)
"""Statuses below 500 that do not judge the request itself."""
_WRONG_ADDRESS = "forbidden_host"
"""Judges the address that was asked, not the request: a tunnel or a proxy may be mended while the script runs."""
_TOO_LARGE = 413
"""The one refusal that also something between here and the server may answer for good."""

_Answer = tuple[int, Mapping[str, str], bytes]


class _Stream:
    """A body that is read as it is sent, which can begin anew."""

    def __init__(self, content: BinaryIO, length: int) -> None:
        self._content = content
        self._start = content.tell()
        self._left = length
        self.length = length

    def rewind(self) -> _Stream:
        self._content.seek(self._start)
        self._left = self.length
        return self

    def read(self, size: int = -1) -> bytes:
        data = self._content.read(self._left if size < 0 else min(size, self._left))
        self._left -= len(data)
        return data


_Data = Union[bytes, _Stream, None]


class Http:
    """One connection that is kept open, for one thread."""

    def __init__(self, url: str, timeout: float = TIMEOUT_SECONDS) -> None:
        self._url = url
        self._timeout = timeout
        self._connection: http.client.HTTPConnection | None = None

    def create_run(self, create: dict[str, Any]) -> Outcome:
        return self._send("POST", "/runs", json.dumps(create), lambda body: _is_count(body.get("attempt")))

    def ingest(self, run: str, writer: str, attempt: int, seq: int, body: str) -> Outcome:
        """`body` is the JSON of a batch without its envelope."""
        envelope = json.dumps({"writer": writer, "attempt": attempt, "seq": seq})
        batch = envelope if body == "{}" else f"{envelope[:-1]},{body[1:]}"
        return self._send("POST", f"/runs/{run}/ingest", batch, lambda answer: answer.get("acked") == seq)

    def patch_run(self, run: str, body: str) -> Outcome:
        return self._send("PATCH", f"/runs/{run}", body, lambda answer: answer.get("id") == run)

    def read_run(self, run: str) -> Outcome:
        return self._send("GET", f"/runs/{run}", None, lambda answer: answer.get("id") == run)

    def put_file(self, run: str, name: str, content: BinaryIO, length: int) -> Outcome:
        """`content` is read from where it stands."""
        path = f"/runs/{run}/file?name={urllib.parse.quote(name, safe='')}"
        return self._send("PUT", path, _Stream(content, length), lambda answer: answer.get("name") == name)

    def close(self) -> None:
        """Lets go of the connection."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _send(
        self,
        method: str,
        path: str,
        body: str | _Stream | None,
        acknowledged: Callable[[dict[str, Any]], bool],
    ) -> Outcome:
        data = body.encode("utf-8") if isinstance(body, str) else body
        try:
            return to_outcome(*self._ask(method, f"/api/v1{path}", data), acknowledged)
        except Exception as error:
            self.close()
            return Retry(0, text_of(error))

    def _ask(self, method: str, path: str, data: _Data) -> _Answer:
        headers = {"content-type": "application/json"} if isinstance(data, bytes) else {}
        if isinstance(data, _Stream):
            headers = {"content-type": "application/octet-stream", "content-length": str(data.length)}
        if self._is_proxied():
            return _ask_through_proxy(self._url + path, method, data, headers, self._timeout)
        was_kept = self._connection is not None
        try:
            return self._ask_directly(method, path, data, headers)
        except (ConnectionError, http.client.BadStatusLine):
            self.close()
            if not was_kept:
                raise
            return self._ask_directly(method, path, data, headers)  # the server had closed it in the meantime

    def _ask_directly(self, method: str, path: str, data: _Data, headers: dict[str, str]) -> _Answer:
        address = urllib.parse.urlsplit(self._url)
        if self._connection is None:
            self._connection = _connect(address, self._timeout)
        body: Any = data.rewind() if isinstance(data, _Stream) else data
        self._connection.request(method, address.path + path, body, headers)
        response = self._connection.getresponse()
        return response.status, dict(response.headers.items()), response.read(MAX_ANSWER_BYTES)

    def _is_proxied(self) -> bool:
        address = urllib.parse.urlsplit(self._url)
        proxies = urllib.request.getproxies()
        return address.scheme in proxies and not urllib.request.proxy_bypass(address.hostname or "")


def to_outcome(
    status: int, headers: Mapping[str, str], data: bytes, acknowledged: Callable[[dict[str, Any]], bool]
) -> Outcome:
    """What an answer means for its request, and for the sender's next move."""
    body = _object_of(data)
    if 200 <= status < 300:
        if acknowledged(body):
            return Ok(body)
        return Retry(0, f"{status} without an acknowledgement: is this the address of Lossboard?")
    error = body.get("error")
    fields = error if isinstance(error, dict) else {}
    code, message, details = fields.get("code"), fields.get("message"), fields.get("details")
    why = f"{status} ({message})" if isinstance(message, str) and message else str(status)
    is_judged = (isinstance(code, str) and code != _WRONG_ADDRESS) or status == _TOO_LARGE
    if not is_judged or status >= 500 or status in _TRY_AGAIN:
        return Retry(retry_after(_header(headers, "retry-after"), time.time()), why)
    return Refusal(
        code if isinstance(code, str) else "too_large",
        message if isinstance(message, str) else why,
        details if isinstance(details, dict) else {},
    )


def retry_after(header: str | None, now: float) -> float:
    """The wait in seconds that a Retry-After header asks for, in seconds or as a date; 0 without one."""
    if not header:
        return 0
    try:
        return max(0.0, float(header))
    except ValueError:
        pass
    try:
        return max(0.0, parsedate_to_datetime(header).timestamp() - now)
    except (TypeError, ValueError):
        return 0


def _connect(address: urllib.parse.SplitResult, timeout: float) -> http.client.HTTPConnection:
    """:raises ValueError: for an address that is none"""
    if address.scheme not in ("http", "https") or not address.hostname:
        raise ValueError(f"expected an address such as http://127.0.0.1:4680, got {address.geturl()!r}")
    kind = http.client.HTTPSConnection if address.scheme == "https" else http.client.HTTPConnection
    return kind(address.hostname, address.port, timeout=timeout)


def _ask_through_proxy(url: str, method: str, data: _Data, headers: dict[str, str], timeout: float) -> _Answer:
    body: Any = data.rewind() if isinstance(data, _Stream) else data
    request = urllib.request.Request(url, body, headers, method=method)
    try:
        with urllib.request.urlopen(request, timeout=timeout) as response:
            return response.status, dict(response.headers.items()), response.read(MAX_ANSWER_BYTES)
    except urllib.error.HTTPError as error:
        return error.code, dict(error.headers.items()), error.read(MAX_ANSWER_BYTES)


def _header(headers: Mapping[str, str], name: str) -> str | None:
    return next((value for key, value in headers.items() if key.lower() == name), None)


def _object_of(data: bytes) -> dict[str, Any]:
    try:
        value = json.loads(data)
        return value if isinstance(value, dict) else {}
    except ValueError:
        return {}  # a page of a proxy, or an answer that was cut off


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value > 0
