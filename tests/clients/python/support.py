"""A server, scripts as processes of their own, and what they left."""

import atexit
import contextlib
import functools
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import unittest
import urllib.request
from pathlib import Path

ROOT = Path(__file__).parents[3]
SOURCES = ROOT / "clients" / "python" / "src"
SCRIPTS = Path(__file__).parent / "scripts.py"
NODE = next(path for path in (ROOT / "node_modules/.bin/node", shutil.which("node")) if path and os.path.exists(path))


class Server:
    """The real server as a process that can be killed and started again on the same port and data."""

    def __init__(self):
        self.data = tempfile.mkdtemp(prefix="lossboard-python-")
        self.url = "http://127.0.0.1:0"
        job = {
            "name": "python-job",
            "command": [sys.executable, str(SCRIPTS.with_name("job.py"))],
            "parameters": [{"kind": "number", "name": "lr"}, {"kind": "string", "name": "ending", "default": "returns"}],
            "env": {"PYTHONPATH": str(SOURCES), "JOB_SPOOL": os.path.join(self.data, "spool")},
        }
        Path(self.data, "scripts.json").write_text(json.dumps({"scripts": [job]}), encoding="utf-8")
        self.restart()

    def restart(self):
        port = self.url.rsplit(":", 1)[1]
        arguments = [NODE, "server/cli/main.ts", "--port", port, "--data", self.data, "--log-level", "silent"]
        self.process = subprocess.Popen(arguments, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        for line in self.process.stdout:
            found = re.search(r"listening on (http://127\.0\.0\.1:\d+)", line)
            if found:
                self.url = found[1]
                return
        raise RuntimeError("the server ended before it listened")

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self.process.stdout.close()

    def close(self):
        if self.process.poll() is None:
            self.kill()
        shutil.rmtree(self.data, ignore_errors=True)

    def send(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(
            f"{self.url}/api/v1{path}", data, {"content-type": "application/json"} if data else {}, method=method
        )
        with urllib.request.urlopen(request, timeout=30) as response:
            return json.load(response)

    def run(self, id):
        return self.send("GET", f"/runs/{id}")

    def points(self, id, key):
        """Steps and values of a series, NaN and the infinities as texts."""
        rows = self.send("GET", f"/runs/{id}/export?format=json")["rows"]
        return [(step, value) for _, _, series, step, _, value in rows if series == key]

    def steps(self, id, key="loss"):
        return [step for step, _ in self.points(id, key)]

    def lines(self, id):
        return [line["text"] for line in self.send("GET", f"/runs/{id}/logs?limit=1000")["lines"]]

    def events(self, id):
        return self.send("GET", f"/runs/{id}/events?limit=1000")["events"]


class Line:
    """A way to the server that can be cut and mended, as a network can."""

    def __init__(self, url):
        self.to = ("127.0.0.1", int(url.rsplit(":", 1)[1]))
        self.port = 0
        self.mend()
        self.url = f"http://127.0.0.1:{self.port}"

    def mend(self):
        self.open = []
        self.listener = socket.create_server(("127.0.0.1", self.port))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, args=(self.listener,), daemon=True).start()

    def cut(self):
        for each in (self.listener, *self.open):
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()

    def accept(self, listener):
        with contextlib.suppress(OSError):
            while True:
                near, _ = listener.accept()
                far = socket.create_connection(self.to)
                self.open += [near, far]
                for ends in ((near, far), (far, near)):
                    threading.Thread(target=self.carry, args=ends, daemon=True).start()

    def carry(self, source, target):
        with contextlib.suppress(OSError):
            for data in iter(lambda: source.recv(65536), b""):
                target.sendall(data)
            target.shutdown(socket.SHUT_WR)


@functools.lru_cache(maxsize=None)
def shared_server():
    """One for all tests: its start takes longer than most of them."""
    server = Server()
    atexit.register(server.close)
    return server


class ServerTest(unittest.TestCase):
    """Tests with a server, each with a spool folder of its own."""

    @classmethod
    def setUpClass(cls):
        cls.server = shared_server()

    def line(self):
        line = Line(self.server.url)
        self.addCleanup(line.cut)
        return line

    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="lossboard-spool-")
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)

    def environment(self, **more):
        kept = {key: value for key, value in os.environ.items() if not key.startswith("LOSSBOARD_")}
        settings = {"LOSSBOARD_URL": self.server.url, "LOSSBOARD_SPOOL": self.folder, "PYTHONPATH": str(SOURCES)}
        # Python 3.12 and later warn of any fork beside threads, which these scripts do on purpose.
        return {**kept, **settings, "PYTHONWARNINGS": "ignore::DeprecationWarning", **more}

    def start(self, mode, *arguments, **more):
        """A script of `scripts.py`, whose run has its mode as its id."""
        process = subprocess.Popen(
            [sys.executable, str(SCRIPTS), mode, *map(str, arguments)],
            env=self.environment(**more),
            cwd=self.folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.addCleanup(self.end, process)
        return process

    def call(self, mode, *arguments, **more):
        """Runs a script to its end; its exit code and what it printed."""
        process = self.start(mode, *arguments, **more)
        output, errors = process.communicate(timeout=120)
        return process.returncode, output, errors

    def end(self, process):
        if process.poll() is None:
            process.kill()
        process.wait()
        for stream in (process.stdout, process.stderr):
            stream.close()

    def wait_for(self, process, word):
        """Reads what a script prints until a line is the word."""
        for line in process.stdout:
            if line.strip() == word:
                return
        self.fail(f"the script ended before it printed {word}: {process.stderr.read()}")

    def spools(self):
        return sorted(name for name in os.listdir(self.folder) if ".spool" in name)

    def sync(self):
        """`lossboard-sync` of the folder: its exit code and what it printed."""
        done = subprocess.run(
            [sys.executable, "-m", "lossboard.sync", self.folder],
            env=self.environment(),
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        return done.returncode, done.stdout + done.stderr

    def eventually(self, look, wanted, seconds=20):
        """Looks until it sees what is wanted."""
        deadline = time.monotonic() + seconds
        while look() != wanted and time.monotonic() < deadline:
            time.sleep(0.05)
        self.assertEqual(look(), wanted)
