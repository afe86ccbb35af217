"""No point lost and none twice, whatever ends in the middle."""

import os
import re
import signal
import subprocess
import sys
import types
import unittest
from unittest import mock

import lossboard
from lossboard.delivery.backoff import RetryLimits
from lossboard.delivery.http import Ok, Refusal
from lossboard.delivery.outbox import MemoryOutbox
from lossboard.delivery.sender import Sender
from lossboard.notices import Notices
from support import NODE, ROOT, ServerTest


class Jobs(unittest.TestCase):
    def test_a_job_sends_the_attempt_of_its_process_and_stops_when_another_has_taken_over(self):
        attempts, warnings = [], []
        answers = [Ok({}), Refusal("fenced", "a newer attempt", {})]

        def ingest(run, writer, attempt, seq, body):
            attempts.append(attempt)
            return answers.pop(0)

        http = types.SimpleNamespace(create_run=lambda create: Ok({"attempt": 3}), ingest=ingest)
        outbox = MemoryOutbox("w", 1000)
        for _ in range(3):
            outbox.push_batch('{"logs":[]}', 1)
        sender = Sender(http, outbox, {"id": "r"}, Notices(warnings.append), RetryLimits(), attempt=2)
        sender.send_all()

        self.assertEqual((attempts, sender.acked, sender.halted, outbox.waiting), ([2, 2], 1, True, 2))
        self.assertIn("another attempt of this run has taken over", warnings[0])


class Delivery(ServerTest):
    def begin(self, id, **options):
        quick = {"batch_seconds": 0.02, "retry": (0.01, 0.05), "console": False, "system": False, "git": False}
        warnings = []
        settings = {"url": self.server.url, "spool": self.folder, "id": id, "diff": False, **quick, **options}
        return lossboard.init("delivery", on_warning=warnings.append, **settings), warnings

    def expect_once(self, id, steps, key="loss"):
        self.assertEqual(self.server.steps(id, key), list(steps))
        ledger = self.server.run(id)["ledger"]
        self.assertEqual((ledger["stored"], ledger["rewritten"], ledger["rejected"]), (len(steps), 0, 0))

    def test_what_is_logged_arrives_in_one_run_and_the_spool_is_gone_at_the_end(self):
        run, warnings = self.begin(
            "all", name="first", config={"lr": 0.1, "limit": float("inf")}, group="g", tags=["a"], notes="n", command=False
        )
        run.log({"train": {"loss": 0.5}, "acc": 1})
        run.log({"train/loss": float("nan"), "acc": float("-inf")})
        run.log({"val": 0.25}, step=10)
        run.log({"val": 0.2}, time=1767225600.5)
        run.histogram("w", [1, 2, 2, 3], bins=2)
        run.histogram("ready", edges=(0, 1), counts=[5])
        run.text("hello", level="debug")
        run.event("checkpoint", "saved")
        run.alert("spike", "of the loss")
        run.config.epochs = 3
        run.config["model"] = {"width": 64}
        run.summary["test/acc"] = 0.75
        run.summary.update(best="a.pt")
        run.describe(tags=["b"])
        delivery = run.finish()

        self.assertEqual((delivery.logged, delivery.acked, delivery.dropped, delivery.complete), (13, 13, 0, True))
        stored = self.server.run("all")
        wanted = {"name": "first", "group": "g", "tags": ["b"], "notes": "n", "state": "finished", "project": "delivery"}
        self.assertEqual({key: stored[key] for key in wanted}, wanted)
        config = {"lr": 0.1, "limit": "Infinity", "epochs": 3, "model": {"width": 64}, "summary": {"best": "a.pt"}}
        self.assertEqual(stored["config"], config)
        self.assertEqual((run.config.lr, run.config["epochs"], dict(run.summary)["best"]), (0.1, 3, "a.pt"))
        self.assertEqual(self.server.points("all", "train/loss"), [(1, 0.5), (2, "NaN")])
        self.assertEqual(self.server.points("all", "acc"), [(1, 1), (2, "-Infinity")])
        self.assertEqual(self.server.points("all", "val"), [(10, 0.25), (11, 0.2)])
        self.assertEqual(self.server.points("all", "test/acc"), [(11, 0.75)])
        self.assertEqual(self.server.lines("all"), ["hello", "spike: of the loss"])
        self.assertEqual([event["kind"] for event in self.server.events("all")], ["checkpoint", "alert"])
        self.assertEqual((self.spools(), warnings), ([], []))

    def test_kill_9_loses_nothing_that_was_sealed_and_sync_sends_it(self):
        line = self.line()
        line.cut()
        script = self.start("waits", LOSSBOARD_URL=line.url)
        self.wait_for(script, "ready")
        self.assertEqual(self.sync(), (0, f"nothing to send in {self.folder}\n"))
        script.send_signal(signal.SIGKILL)
        script.wait()
        self.assertEqual(len(self.spools()), 1)
        line.mend()

        code, output = self.sync()

        self.assertEqual(code, 0, output)
        self.assertIn("run waits: 100 records sent", output)
        self.expect_once("waits", range(1, 101))
        self.assertEqual(self.spools(), [])

    def test_a_spool_that_python_left_is_sent_by_the_typescript_client(self):
        line = self.line()
        line.cut()
        code, _, errors = self.call("is_interrupted", LOSSBOARD_URL=line.url)
        self.assertEqual((code, len(self.spools())), (-signal.SIGINT, 1), errors)
        line.mend()

        done = subprocess.run([NODE, "client/sync.ts", self.folder], cwd=ROOT, capture_output=True, text=True, check=True)

        self.assertIn("run is_interrupted: 10 records sent", done.stdout)
        self.expect_once("is_interrupted", range(1, 11))
        self.assertEqual(self.server.run("is_interrupted")["reason"]["message"], "SIGINT")

    def test_sync_says_that_the_server_is_away_and_keeps_everything(self):
        self.call("ends_in_vain", LOSSBOARD_URL="http://127.0.0.1:9")
        before = self.spools()

        code, output = self.sync()

        self.assertEqual((code, self.spools()), (1, before))
        self.assertRegex(output, "run ends_in_vain: 0 records sent, http.*the server did not take it")

    def test_a_server_that_is_killed_in_the_middle_and_comes_back_misses_nothing(self):
        script = self.start("logs_slowly")
        self.wait_for(script, "ready")
        self.server.kill()
        self.server.restart()
        _, errors = script.communicate(timeout=60)
        self.assertEqual(script.returncode, 0, errors)
        self.sync()  # a server that takes long to start gets the rest from the spool

        self.expect_once("logs_slowly", range(1, 301))
        self.assertEqual(self.server.run("logs_slowly")["state"], "finished")
        self.assertLessEqual(errors.count("did not take data"), 1)

    def test_a_server_that_is_down_at_the_start_gets_everything_later(self):
        line = self.line()
        line.cut()
        run, warnings = self.begin("late", spool=False, url=line.url)
        for step in range(1, 51):
            run.log({"loss": 1 / step}, step=step)
        self.assertEqual(run.flush(0.2).acked, 0)
        line.mend()
        delivery = run.finish()

        self.assertTrue(delivery.complete)
        self.expect_once("late", range(1, 51))
        self.assertEqual(len([text for text in warnings if "did not take data" in text]), 1)

    def test_a_hundred_thousand_steps_arrive(self):
        code, output, errors = self.call("logs_many")

        self.assertEqual((code, output.strip()), (0, "100000"), errors)
        self.assertEqual(self.server.run("logs_many")["summary"]["loss"]["count"], 100_000)

    def test_threads_log_to_one_run(self):
        code, _, errors = self.call("shares_threads")

        self.assertEqual(code, 0, errors)
        for number in range(8):
            self.assertEqual(self.server.steps("shares_threads", f"thread/{number}"), list(range(1, 1001)))

    def test_memory_is_bounded_while_the_server_is_away_and_what_has_no_room_is_counted(self):
        for spool, limits in ((False, {"max_memory_bytes": 200_000}), (self.folder, {"max_spool_bytes": 300_000})):
            with self.subTest(spool=spool):
                run, warnings = self.begin("full", url="http://127.0.0.1:9", spool=spool, **limits)
                for step in range(50_000):
                    run.log({"loss": float(step)}, step=step)
                delivery = run.finish(0.1)

                self.assertEqual(delivery.logged + delivery.dropped, 50_000)
                self.assertGreater(delivery.dropped, 30_000)
                self.assertGreater(delivery.logged, 1000)
                self.assertEqual(len([text for text in warnings if "no room" in text]), 1)
                for name in os.listdir(self.folder):
                    self.assertLessEqual(os.path.getsize(os.path.join(self.folder, name)), 300_000)

    def test_the_page_s_stop_is_seen_and_ends_the_run_as_stopped(self):
        script = self.start("is_asked_to_stop")
        self.wait_for(script, "ready")
        self.eventually(lambda: len(self.server.steps("is_asked_to_stop")) > 0, True)
        self.server.send("POST", "/runs/is_asked_to_stop/stop")
        script.communicate(timeout=30)

        self.assertEqual(script.returncode, 0)
        self.assertEqual(self.server.run("is_asked_to_stop")["state"], "stopped")

    def test_a_listener_hears_of_the_stop_once_and_may_fail(self):
        calls = []
        run, warnings = self.begin("listens", on_stop=lambda: calls.append(1) or 1 / 0)
        run.log({"loss": 1})
        run.flush()
        self.server.send("POST", "/runs/listens/stop")
        for _ in range(3):
            run.log({"loss": 1})
            run.flush()

        self.assertEqual((calls, run.stop_requested), ([1], True))
        self.assertTrue(re.search("on_stop failed: ZeroDivisionError", warnings[0]))
        run.finish()

    def test_in_a_notebook_the_next_run_ends_the_one_before_and_is_shown_as_a_link(self):
        shell = types.SimpleNamespace(kernel=object())
        ipython = types.SimpleNamespace(get_ipython=lambda: shell)
        first, _ = self.begin("cell-1")
        outside, _ = self.begin("cell-2")
        first.flush()
        self.assertEqual(self.server.run("cell-1")["state"], "running")
        with mock.patch.dict(sys.modules, IPython=ipython):
            last, _ = self.begin("cell-3")
        self.assertEqual([self.server.run(id)["state"] for id in ("cell-1", "cell-2")], ["finished"] * 2)
        self.assertIn(f'href="{self.server.url}/runs/cell-3"', last._repr_html_())
        for run in (first, outside, last):
            run.finish()

    def test_a_call_within_a_call_of_the_same_thread_does_no_harm(self):
        """Such as by a signal handler, a finalizer, or a number that logs as it is read."""
        run, _ = self.begin("nested")

        class Odd:
            def __float__(self):
                run.log({"inner": 1.0})
                return 2.0

        for _ in range(100):
            run.log({"outer": Odd()})
        run.finish()
        self.assertEqual(len(self.server.steps("nested", "inner")), 100)
        self.assertEqual(len(self.server.steps("nested", "outer")), 100)

    def test_what_the_server_refuses_is_left_out_and_its_batch_stored(self):
        run, warnings = self.begin("refused")
        run.log({"good": 1, "odd\x80": 2, "fine": 3})
        delivery = run.finish()

        self.assertEqual((delivery.acked, delivery.lost, delivery.complete), (2, 1, True))
        self.assertEqual(self.server.steps("refused", "fine"), [1])
        self.assertEqual(len(warnings), 1)
        self.assertIn("1 logged records are missing here", self.server.lines("refused")[0])


if __name__ == "__main__":
    unittest.main()
