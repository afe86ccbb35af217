"""Runs every test of the Python client: `python3 tests/clients/python [--report FILE]`, which gets the counts as JSON."""

import json
import sys
import unittest
from pathlib import Path

HERE = Path(__file__).parent


def main(arguments):
    sys.path[:0] = [str(HERE), str(HERE.parents[2] / "clients" / "python" / "src")]
    suite = unittest.defaultTestLoader.discover(str(HERE), top_level_dir=str(HERE))
    result = unittest.TextTestRunner(verbosity=2).run(suite)
    failed = len(result.failures) + len(result.errors) + len(result.unexpectedSuccesses)
    if len(arguments) == 2 and arguments[0] == "--report":
        report = {"passed": max(0, result.testsRun - failed), "failed": failed}
        Path(arguments[1]).write_text(json.dumps(report), encoding="utf-8")
    return 0 if result.wasSuccessful() and result.testsRun > 0 else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
