"""What a script may pass, and that nothing which it passes ends it."""

import argparse
import collections
import dataclasses
import datetime
import decimal
import enum
import fractions
import json
import math
import os
import pathlib
import shutil
import tempfile
import unittest
from types import SimpleNamespace
from unittest import mock

import lossboard
from lossboard.delivery.outbox import MemoryOutbox
from lossboard.notices import Notices
from lossboard.recording.recorder import Recorder
from lossboard.recording.sealer import Sealer
from lossboard.values.histogram import histogram_of
from lossboard.values.plain import plain


class Scalar:
    """As those of numpy, torch and jax: a number by what it can do."""

    shape = ()
    dtype = "float32"

    def __init__(self, value):
        self.value = value

    def __float__(self):
        return float(self.value)


class Tensor:
    """As one of torch on a GPU: to be detached and copied before anything can be read."""

    dtype = "torch.float32"

    def __init__(self, values, is_on_cpu=False):
        self.values = values
        self.shape = (len(values),)
        self.is_on_cpu = is_on_cpu

    def __float__(self):
        raise ValueError("only one element tensors can be converted to Python scalars")

    def detach(self):
        return self

    def cpu(self):
        return Tensor(self.values, True)

    def tolist(self):
        if not self.is_on_cpu:
            raise TypeError("can't convert cuda tensor")
        return self.values


class Array:
    """As one of numpy."""

    dtype = "float64"

    def __init__(self, values, shape):
        self.values = values
        self.shape = shape

    def reshape(self, size):
        return self

    def __getitem__(self, part):
        return Array(self.values[part], ())

    def tolist(self):
        return self.values


class Hostile:
    """Raises whatever is asked of it."""

    def __getattribute__(self, name):
        raise RuntimeError("hostile")


class Optimizer:
    def __init__(self):
        self.lr = 0.1
        self._state = 1


class Named:
    def __repr__(self):
        return "relu(x)"


@dataclasses.dataclass
class Settings:
    width: int = 64
    path: pathlib.PurePosixPath = pathlib.PurePosixPath("/data")


class Color(enum.Enum):
    RED = "red"


def recorded(log):
    """The bodies that calls of a recorder make, and how many records were dropped."""
    outbox = MemoryOutbox("w", 10**9)
    sealer = Sealer(outbox, Notices(lambda message: None), lambda: None)
    log(Recorder(sealer))
    sealer.seal()
    bodies = []
    while outbox.peek():
        bodies.append(json.loads(outbox.peek().body))
        outbox.shift()
    return bodies, sealer.dropped


class Numbers(unittest.TestCase):
    def test_a_scalar_of_any_library_is_a_point(self):
        values = [True, 2**70, 10**400, decimal.Decimal("0.5"), fractions.Fraction(1, 4), Scalar(0.1), Scalar(math.nan)]
        bodies, dropped = recorded(lambda recorder: [recorder.log({"x": value}) for value in values])

        self.assertEqual(bodies[0]["series"]["x"]["value"], [1, float(2**70), "Infinity", 0.5, 0.25, 0.1, "NaN"])
        self.assertEqual(dropped, 0)

    def test_an_array_of_several_numbers_is_a_histogram_at_the_step_of_its_call(self):
        def log(recorder):
            recorder.log({"loss": 1.0, "weights": Tensor([1.0, 2.0, 2.0])})
            recorder.log({"weights": Tensor([0.0, 1.0])}, step=7)

        bodies, dropped = recorded(log)
        histograms = [(each["key"], each["step"], sum(each["counts"])) for each in bodies[0]["histograms"]]
        self.assertEqual(histograms, [("weights", 1, 3), ("weights", 7, 2)])
        self.assertEqual((bodies[0]["series"]["loss"]["step"], dropped), ([1], 0))

    def test_a_histogram_takes_nested_lists_and_tensors_and_nothing_else(self):
        self.assertEqual(sum(histogram_of([[1, 2], [3, [4]]])["counts"]), 4)
        self.assertEqual(histogram_of(Tensor([1.0, math.inf]))["nonFinite"], 1)
        for odd in ("text", b"bytes", {"a": 1}, 5, [1, "a"], [None], object()):
            self.assertIsNone(histogram_of(odd), odd)

    def test_a_bad_value_costs_the_others_of_its_call_nothing(self):
        bodies, dropped = recorded(lambda recorder: recorder.log({"a": 1, "b": "x", "c": None, 5: 1, "d": {"e": 2}}))
        self.assertEqual({key: columns["value"] for key, columns in bodies[0]["series"].items()}, {"a": [1], "d/e": [2]})
        self.assertEqual(dropped, 3)

    def test_a_step_may_be_a_whole_number_of_any_library(self):
        class Int64:
            def __index__(self):
                return 5

        bodies, _ = recorded(lambda recorder: [recorder.log({"x": 1.0}, step) for step in (Int64(), 6.0)])
        self.assertEqual(bodies[0]["series"]["x"]["step"], [5, 6])


class Configs(unittest.TestCase):
    def test_any_settings_become_json(self):
        point = collections.namedtuple("point", "x y")
        circular = {}
        circular["self"] = circular
        rows = [
            ((1, 2), [1, 2]),
            ({3}, [3]),
            (math.inf, "Infinity"),
            (2**60, str(2**60)),
            (Color.RED, "red"),
            (pathlib.PurePosixPath("/a/b"), "/a/b"),
            (datetime.date(2026, 1, 2), "2026-01-02"),
            (point(1, 2), {"x": 1, "y": 2}),
            (Settings(), {"class": "Settings", "width": 64, "path": "/data"}),
            (argparse.Namespace(lr=1), {"lr": 1}),
            (Optimizer(), {"class": "Optimizer", "lr": 0.1}),
            (Named(), "relu(x)"),
            (Optimizer, "class Optimizer"),
            (math.tanh, "tanh"),
            (ValueError("no"), "ValueError: no"),
            (b"ab", "[bytes of 2 bytes]"),
            (Array([1, 2], (2,)), [1, 2]),
            (Array([0] * 5000, (5000,)), "[Array of 5000: 0, 0, 0, 0, 0, …]"),
            ({1: {None: "a"}}, {"1": {"None": "a"}}),
            ({"__proto__": 1}, {"[__proto__]": 1}),
            ("\ud800", "\ufffd"),
            (circular, {"self": "[circular]"}),
        ]
        for value, wanted in rows:
            with self.subTest(str(wanted)):
                made = plain({"value": value})
                self.assertEqual(made, {"value": wanted})
                json.dumps(made, allow_nan=False)

    def test_a_config_may_be_a_namespace_or_a_dataclass_and_no_list(self):
        self.assertEqual(plain(argparse.Namespace(lr=1, _hidden=2)), {"lr": 1})
        self.assertEqual(plain(Settings()), {"width": 64, "path": "/data"})
        self.assertEqual(plain(SimpleNamespace(a=1)), {"a": 1})
        for odd in (5, "text", [1], lambda: 1, Settings, Hostile()):
            self.assertIsNone(plain(odd))

    def test_objects_that_are_shared_over_and_over_are_not_written_out_without_end(self):
        value = 1
        for _ in range(50):
            value = [value, value]
        self.assertLess(len(json.dumps(plain({"value": value}))), 10_000_000)


class NothingRaises(unittest.TestCase):
    def test_no_method_raises_for_any_combination_of_arguments(self):
        values = [None, 0, -1, math.nan, "", "text \ud800", True, [], {}, {"x": Hostile()}, [1, "a"], Hostile(), object(), b"x"]
        run = lossboard.init(url="http://127.0.0.1:9", spool=False, on_warning=lambda message: None, system=False, git=False)
        for method in (run.log, run.histogram, run.text, run.event, run.alert, run.describe, run.config.update, run.summary.update):
            for first in values:
                for second in values:
                    for arguments in ((first,), (first, second)):
                        try:
                            method(*arguments)
                        except TypeError as error:
                            self.assertRegex(str(error), "argument|sequence|iterable|dictionary|hostile")
        for value in values:
            run.log({"x": 1}, step=value, time=value)
            run.text("x", level=value)
        run.flush(0)
        run.finish(Hostile)
        run.finish(0)
        run.log({"late": 1})
        self.assertFalse(run.delivery().complete)

    def test_init_takes_anything(self):
        quiet = {"on_warning": lambda message: None, "url": "http://127.0.0.1:9", "spool": False, "system": False, "git": False}
        home = tempfile.mkdtemp(prefix="lossboard-home-")
        self.addCleanup(shutil.rmtree, home, ignore_errors=True)
        self.addCleanup(os.chdir, os.getcwd())
        os.chdir(home)
        names = ["project", "name", "id", "group", "tags", "notes", "config", "seed", "total_steps", "heartbeat_seconds"]
        for name in [*names, "url", "batch_seconds", "max_memory_bytes", "retry", "on_stop", "job_type", "spool", "console"]:
            for value in (5, -1, "x", [1], {"a": Hostile()}, Hostile(), math.nan, object(), b"x"):
                with self.subTest(name, value=type(value).__name__):
                    with mock.patch.dict("os.environ", {"HOME": home}):
                        run = lossboard.init(**{**quiet, "diff": False, name: value})
                        run.log({"loss": 1})
                        self.assertRegex(run.id, "^[A-Za-z0-9_-]{1,64}$")
                        run.finish(0)


if __name__ == "__main__":
    unittest.main()
