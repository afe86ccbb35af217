"""How the process that logs ends, forks, and what is recorded of it."""

import os
import signal
import subprocess
import sys
import unittest
from pathlib import Path

from support import ROOT, ServerTest


class Ends(ServerTest):
    def test_a_script_that_ends_by_itself_ends_its_run_as_it_did(self):
        finished = ("finished", None)
        ends = {
            "ends": (0, 100, finished),
            "exits_well": (0, 10, finished),
            "exits": (3, 10, ("failed", "exit code 3")),
            "exits_with_words": (1, 10, ("failed", "exit code 1")),
            "raises": (1, 10, ("failed", "TypeError: the loss is odd")),
            "raises_in_with": (4, 10, ("failed", "exit code 4")),
            "is_stopped": (-signal.SIGINT, 10, ("stopped", "SIGINT")),
            "catches_interrupt": (0, 10, finished),
            "raises_in_thread": (0, 10, finished),
        }
        scripts = {mode: self.start(mode) for mode in ends}
        for mode, (code, steps, (state, reason)) in ends.items():
            with self.subTest(mode):
                _, errors = scripts[mode].communicate(timeout=120)
                run = self.server.run(mode)

                self.assertEqual(scripts[mode].returncode, code, errors)
                self.assertEqual(self.server.steps(mode), list(range(1, steps + 1)))
                self.assertEqual((run["state"], run["reason"] and run["reason"]["message"]), (state, reason))
                self.assertNotIn("lossboard", errors.replace("lossboard-", ""))
        self.assertEqual(self.spools(), [])

    def test_sigterm_ends_the_script_by_that_signal_after_the_rest_was_sent(self):
        script = self.start("is_terminated")
        self.wait_for(script, "ready")
        script.terminate()
        script.communicate(timeout=30)

        self.assertEqual(script.returncode, -signal.SIGTERM)
        self.assertEqual(self.server.steps("is_terminated"), list(range(1, 101)))
        self.assertEqual(self.server.run("is_terminated")["reason"]["message"], "SIGTERM")
        self.assertEqual(self.spools(), [])

    def test_a_script_with_its_own_handler_of_the_signal_decides_itself(self):
        script = self.start("handles_signal")
        self.wait_for(script, "ready")
        script.terminate()
        script.communicate(timeout=30)

        self.assertEqual(script.returncode, 7)
        self.assertEqual(self.server.steps("handles_signal"), list(range(1, 12)))
        self.assertEqual(self.server.run("handles_signal")["state"], "finished")


class Forks(ServerTest):
    def test_forked_processes_log_to_the_run_which_its_parent_alone_ends(self):
        code, _, errors = self.call("forks")

        self.assertEqual(code, 0, errors)
        wanted = [*range(1, 21), *range(101, 111), *range(201, 211), *range(301, 311)]
        self.assertEqual(self.server.steps("forks"), wanted)
        run = self.server.run("forks")
        self.assertEqual((run["state"], run["ledger"]["stored"], run["ledger"]["rewritten"]), ("finished", 50, 0))
        self.assertEqual(self.spools(), [])

    def test_what_a_child_left_behind_is_sent_with_the_end_of_its_parent(self):
        code, _, errors = self.call("forks_and_dies")

        self.assertEqual(code, 0, errors)
        self.assertEqual(self.server.steps("forks_and_dies"), [1, *range(101, 111)])
        self.assertEqual(self.spools(), [])

    def test_a_child_that_logs_nothing_leaves_no_trace(self):
        code, _, errors = self.call("forks_silently")

        self.assertEqual((code, errors), (0, ""))
        self.assertEqual(self.server.run("forks_silently")["ledger"]["stored"], 10)
        self.assertEqual(self.spools(), [])

    def test_a_spawned_process_that_gets_the_run_logs_to_it(self):
        code, _, errors = self.call("spawns")

        self.assertEqual(code, 0, errors)
        self.assertEqual(self.server.steps("spawns"), [*range(1, 11), *range(101, 111)])
        self.assertEqual(self.server.run("spawns")["state"], "finished")


class Observed(ServerTest):
    def test_what_is_printed_is_copied_line_by_line_and_a_progress_bar_in_its_last_state(self):
        code, output, errors = self.call("prints")

        self.assertEqual((code, errors), (0, "to stderr\n"))
        self.assertTrue(output.endswith("\n100 %\nan open line"))
        lines = self.server.send("GET", "/runs/prints/logs")["lines"]
        found = sorted((line["stream"], line["text"]) for line in lines)
        printed = ["100 %", "an open line", "half a line", "to stdout"]
        self.assertEqual(found, [("stderr", "to stderr"), *(("stdout", text) for text in printed)])

    def test_command_commit_and_load_are_recorded(self):
        script = Path(self.folder) / "train.py"
        script.write_text(Path(__file__).with_name("scripts.py").read_text(encoding="utf-8"), encoding="utf-8")
        for arguments in (["init", "-q", "-b", "trunk"], ["add", "train.py"], ["commit", "-qm", "first"]):
            identity = ["-c", "user.name=a", "-c", "user.email=a@b", "-c", "commit.gpgsign=false"]
            subprocess.run(["git", *identity, *arguments], cwd=self.folder, check=True)
        with script.open("a", encoding="utf-8") as file:
            file.write("# changed\n")
        command = [sys.executable, "train.py", "is_observed", "--odd=ü"]
        subprocess.run(command, cwd=self.folder, env=self.environment(), check=True, timeout=60)

        run = self.server.run("is_observed")
        source = run["config"]["source"]
        self.assertTrue(source["command"].endswith(" train.py is_observed '--odd=ü'"), source["command"])
        self.assertRegex(source["commit"], "^[0-9a-f]{40}$")
        self.assertEqual((source["branch"], source["changed"]), ("trunk", True))
        self.assertEqual(source["directory"], os.path.realpath(self.folder))
        self.assertEqual([file["name"] for file in self.server.send("GET", "/runs/is_observed/files")["files"]], ["source.diff"])
        self.assertGreater(run["summary"]["system/memory_mb"]["last"], 1)
        self.assertGreaterEqual(run["summary"]["system/cpu_percent"]["last"], 0)
        self.assertEqual(run["summary"]["system/cpu_percent"]["lastStep"], 10)


class Continues(ServerTest):
    def continue_(self, script, **environment):
        """Runs lines of Python after `import lossboard`; what they print."""
        done = subprocess.run(
            [sys.executable, "-c", f"import lossboard\n{script}"],
            env=self.environment(**environment),
            cwd=self.folder,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        return done.stdout.strip(), done.stderr

    def test_a_resumed_run_counts_its_steps_on(self):
        self.continue_("with lossboard.init(id='again') as run: [run.log({'loss': 1}) for _ in range(3)]")
        self.continue_("with lossboard.init(id='again', resume='must') as run: run.log({'loss': 2})")

        self.assertEqual(self.server.points("again", "loss"), [(1, 1), (2, 1), (3, 1), (4, 2)])
        self.assertEqual(self.server.run("again")["state"], "finished")

    def test_never_takes_another_id_and_must_says_that_there_is_none(self):
        self.continue_("lossboard.init(id='taken').finish()")
        id, errors = self.continue_("run = lossboard.init(id='taken', resume='never', console=False)\nprint(run.id)")
        self.assertNotEqual(id, "taken")
        self.assertIn("there is a run taken already", errors)
        _, errors = self.continue_("lossboard.init(id='new', resume='must').finish()")
        self.assertIn("there is no run new", errors)
        _, errors = self.continue_("lossboard.init(resume='sometimes').finish()")
        self.assertIn("expected one of allow, must, never, auto, got 'sometimes'", errors)

    def test_auto_goes_on_with_the_run_that_did_not_finish(self):
        line = "run = lossboard.init(resume='auto', console=False)\nrun.log({'loss': 1})\nprint(run.id)\n"
        first, _ = self.continue_(f"{line}raise ValueError('crashed')")
        second, _ = self.continue_(line)
        third, _ = self.continue_(line)

        self.assertEqual(first, second)
        self.assertNotEqual(second, third)
        self.assertEqual(self.server.steps(first), [1, 2])
        self.assertEqual(self.server.run(first)["state"], "finished")

    def test_a_job_continues_its_run_with_its_attempt_and_parameters(self):
        self.server.send("POST", "/runs", {"id": "job", "project": "jobs", "config": {"lr": 0.5}})
        job = {"LOSSBOARD_RUN_ID": "job", "LOSSBOARD_ATTEMPT": "1", "LOSSBOARD_CONFIG": '{"lr": 0.5}'}
        lines = "with lossboard.init('ignored', tags=['a'], config={'x': 1}) as run:\n  print(run.id, run.config.lr, run.config.x)\n"
        output, errors = self.continue_(f"{lines}  run.log({{'loss': 1}})", **job, LOSSBOARD_LAST_STEP="7")

        self.assertEqual((output, errors), ("job 0.5 1", ""))
        run = self.server.run("job")
        self.assertEqual((run["project"], run["tags"]), ("jobs", ["a"]))
        self.assertEqual((run["config"]["lr"], run["config"]["x"]), (0.5, 1))
        self.assertEqual(self.server.steps("job"), [8])
        self.assertEqual(self.server.lines("job"), [])

    def test_a_script_that_the_server_runs_logs_to_its_own_run(self):
        ends = {"returns": ("finished", None), "exits": ("failed", "exit code 3"), "waits": ("stopped", None)}
        for ending in ends:
            script = {"name": "python-job", "parameters": {"lr": 0.5, "ending": ending}}
            self.server.send("POST", "/launch", {"id": f"job-{ending}", "script": script})
        self.eventually(lambda: self.server.steps("job-waits"), [1, 2, 3], 60)
        self.server.send("POST", "/runs/job-waits/stop")
        for ending, (state, reason) in ends.items():
            with self.subTest(ending):
                id = f"job-{ending}"
                self.eventually(lambda id=id: self.server.run(id)["state"], state, 60)
                run = self.server.run(id)
                self.assertEqual(run["config"]["by"], "the script")
                self.assertEqual(run["tags"], ["from python"])
                self.assertEqual(self.server.points(id, "loss"), [(1, 0.5), (2, 0.25), (3, 0.5 / 3)])
                self.assertEqual(self.server.lines(id).count("printed once"), 1)
                if reason:
                    self.assertIn(reason, run["reason"]["message"])

    def test_the_scripts_of_the_guide_and_of_the_package_work_as_they_stand(self):
        for document in ("docs/python.md", "clients/python/README.md"):
            with self.subTest(document):
                text = (ROOT / document).read_text(encoding="utf-8")
                script = text.split("```python\n", 1)[1].split("```", 1)[0].replace("import lossboard\n", "")
                _, errors = self.continue_(script, LOSSBOARD_PROJECT="guide")
                runs = self.server.send("GET", "/runs?project=moons")["runs"]

                self.assertEqual((runs[0]["name"], runs[0]["state"], errors), ("first try", "finished", ""))
                self.assertEqual(runs[0]["summary"]["train/loss"]["count"], 100)

    def test_a_second_run_of_a_job_is_one_of_its_own(self):
        self.server.send("POST", "/runs", {"id": "job2"})
        job = {"LOSSBOARD_RUN_ID": "job2", "LOSSBOARD_ATTEMPT": "1", "LOSSBOARD_PROJECT": "jobs"}
        self.continue_("with lossboard.init(id='own') as run: run.log({'loss': 1})", **job)

        self.assertEqual(self.server.run("own")["project"], "jobs")
        self.assertEqual(self.server.run("job2")["state"], "running")


if __name__ == "__main__":
    unittest.main()
