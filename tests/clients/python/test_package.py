"""The package as a whole, and what it reads of the machine."""

import ast
import io
import sys
import unittest
from unittest import mock

import lossboard
from lossboard.process.console import Console
from lossboard.process.system_metrics import StepMeans, parse_gpus
from support import SOURCES


class Package(unittest.TestCase):
    def test_it_imports_nothing_but_the_standard_library(self):
        standard = getattr(sys, "stdlib_module_names", None)
        loggers = {"lightning.py", "transformers.py", "keras.py"}
        for path in SOURCES.rglob("*.py"):
            if standard is None or path.name in loggers:
                continue
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
                names += [node.module] if isinstance(node, ast.ImportFrom) and node.level == 0 else []
                self.assertEqual([name for name in names if name.split(".")[0] not in standard], [], path)

    def test_it_is_typed_and_its_version_is_that_of_its_description(self):
        self.assertTrue((SOURCES / "lossboard" / "py.typed").exists())
        described = (SOURCES.parent / "pyproject.toml").read_text(encoding="utf-8")
        self.assertIn(f'version = "{lossboard.__version__}"', described)


class Machine(unittest.TestCase):
    def test_an_answer_of_nvidia_smi_becomes_series_of_each_gpu(self):
        answer = "0, 87, 10240, 250.5, 61\n1, 0, 12, [N/A], 40\n"
        wanted = {
            "system/gpu0_percent": 87,
            "system/gpu0_memory_mb": 10240,
            "system/gpu0_power_watts": 250.5,
            "system/gpu0_temperature_celsius": 61,
            "system/gpu1_percent": 0,
            "system/gpu1_memory_mb": 12,
            "system/gpu1_temperature_celsius": 40,
        }
        self.assertEqual(parse_gpus(answer), wanted)

    def test_a_step_has_the_mean_of_what_was_read_at_it(self):
        means = StepMeans()
        self.assertEqual(means.add({"a": 1, "b": 5}, 1), {"a": 1, "b": 5})
        self.assertEqual(means.add({"a": 3}, 1), {"a": 2})
        self.assertEqual(means.add({"a": 10}, 2), {"a": 10})

    def test_the_streams_are_as_they_were_when_the_last_run_has_ended(self):
        lines, stream = [], io.StringIO()
        console = Console()
        with mock.patch("sys.stdout", stream):
            console.add(1, lambda name, line: lines.append((name, line)))
            console.add(2, lambda name, line: 1 / 0)
            print("\x1b[1;31mboth\x1b[0m  ")
            console.remove(2)
            console.remove(1)
            print("none")
        self.assertEqual(lines, [("stdout", "both")])
        self.assertEqual(stream.getvalue(), "\x1b[1;31mboth\x1b[0m  \nnone\n")
        self.assertNotIn("write", vars(stream))


if __name__ == "__main__":
    unittest.main()
