"""What both logging clients do, by the cases that the TypeScript client is held to as well."""

import json
import os
import tempfile
import unittest
from pathlib import Path

from lossboard.create import acceptable, acceptable_id
from lossboard.delivery.backoff import RetryLimits, retry_delay
from lossboard.delivery.frames import decode_frame, encode_frame
from lossboard.delivery.http import Ok, Refusal, Retry, to_outcome
from lossboard.delivery.outbox import MemoryOutbox
from lossboard.delivery.repair import without_fault, without_fields
from lossboard.delivery.spool import create_spool, open_spool
from lossboard.notices import Notices
from lossboard.recording.recorder import Recorder
from lossboard.recording.sealer import Sealer
from lossboard.values.checks import binned_problem, key_problem, step_problem, time_problem, whole
from lossboard.values.flatten import flatten
from lossboard.values.histogram import histogram_of
from lossboard.values.plain import plain
from lossboard.values.text import cut, one_line

CASES = Path(__file__).parents[2] / "fixtures" / "client"


def cases(subject):
    def whole(digits):  # JavaScript writes large floats without a point
        return int(digits) if len(digits) < 17 else float(digits)

    return json.loads((CASES / f"{subject}.json").read_text(encoding="utf-8"), parse_int=whole)


def number(value):
    return float(value) if value in ("NaN", "Infinity", "-Infinity") else value


def text(value):
    return value["of"] * value["times"] if isinstance(value, dict) else value


def records_of(outbox):
    found = []
    while True:
        record = outbox.peek()
        if record is None:
            return found
        found.append(record._asdict() if record.seq else {"patch": record.body})
        outbox.shift()


def parsed(record):
    return {key: json.loads(value) if key in ("body", "patch") else value for key, value in record.items()}


class Vectors(unittest.TestCase):
    maxDiff = 2000

    def test_values_are_refused_for_the_same_reasons(self):
        for case in cases("keys"):
            self.assertEqual(key_problem(case["key"]) is None, case["ok"], case)
        for case in cases("steps"):
            self.assertEqual(step_problem(whole(case["step"])) is None, case["ok"], case)
        for case in cases("times"):
            self.assertEqual(time_problem(case["time"]) is None, case["ok"], case)
        for case in cases("bins"):
            self.assertEqual(binned_problem(case["edges"], case["counts"]) is None, case["ok"], case)

    def test_text_is_cut_at_the_same_places(self):
        for case in cases("cuts"):
            self.assertEqual(cut(case["text"], case["length"]), case["cut"], case)
        for case in cases("lines"):
            self.assertEqual(one_line(case["text"]), case["line"], case)

    def test_nested_metrics_and_settings_have_the_same_form(self):
        for case in cases("metrics"):
            self.assertEqual([list(pair) for pair in flatten(case["metrics"])], case["flat"], case)
        for case in cases("configs"):
            self.assertEqual(plain(case["config"]), case["plain"], case)

    def test_histograms_have_the_same_bins(self):
        for case in cases("histograms"):
            made = histogram_of([number(value) for value in case["values"]], case["bins"])
            if "bins" in case["histogram"]:
                made = {"bins": len(made["counts"]), **{k: v for k, v in made.items() if k not in ("edges", "counts")}}
            self.assertEqual(made, case["histogram"], case["values"])

    def test_runs_are_created_by_the_same_request(self):
        for case in cases("creations"):
            reported = []
            self.assertEqual(acceptable(case["asked"], lambda field, _: reported.append(field)), case["create"])
            self.assertEqual(reported, case["reported"])
        for case in cases("ids"):
            self.assertEqual(acceptable_id(case["asked"], lambda: "new", lambda *_: None), case["id"])

    def test_answers_mean_the_same(self):
        for case in cases("answers"):
            answer = (case["status"], case["headers"], case["body"].encode())
            found = to_outcome(*answer, lambda body: body.get("acked") == 1)
            wanted = case["outcome"]
            if isinstance(found, Ok):
                self.assertEqual({"kind": "ok", "stop": found.body.get("stop") is True}, wanted, case)
            elif isinstance(found, Retry):
                self.assertEqual({"kind": "retry", "afterMs": found.after * 1000}, wanted, case)
            else:
                self.assertEqual({"kind": "refused", "code": found.code, "details": found.details}, wanted, case)

    def test_refused_requests_lose_the_same_parts(self):
        for case in cases("repairs"):
            left = without_fault(json.dumps(case["batch"]), Refusal(case["code"], "", case["details"]))
            self.assertEqual(json.loads(left[0]) if left else None, case["rest"], case["details"])
            self.assertEqual(left[1] if left else 0, case["removed"])
        for case in cases("reductions"):
            self.assertEqual(without_fields(case["create"], Refusal(case["code"], "", case["details"])), case["left"])

    def test_waits_between_attempts_are_as_long(self):
        for case in cases("backoff"):
            limits = RetryLimits(case["minMs"] / 1000, case["maxMs"] / 1000)
            wait = retry_delay(case["attempt"], limits, lambda case=case: case["random"])
            self.assertAlmostEqual(wait * 1000, case["waitMs"], 9, case)

    def test_frames_are_the_same_bytes(self):
        for case in cases("frames"):
            data = bytes.fromhex(case["hex"])
            self.assertEqual(encode_frame(case["text"]), data)
            read = decode_frame(lambda at, length, data=data: data[at : at + length], 0)
            self.assertEqual(read, (case["text"], len(data)))

    def test_a_whole_spool_is_the_same_bytes_and_is_read_back(self):
        for case in cases("spools"):
            with tempfile.TemporaryDirectory() as folder:
                path, made = os.path.join(folder, "read"), os.path.join(folder, "made")
                Path(path).write_bytes(bytes.fromhex(case["hex"]))
                header, spool = open_spool(path, lambda header: True)
                self.assertEqual(header, case["header"])
                self.assertEqual(records_of(spool), case["records"])
                spool.close("keep")

                spool = create_spool(made, 1e6, case["header"])
                for record in case["records"]:
                    if "patch" in record:
                        spool.push_patch(record["patch"])
                    else:
                        spool.push_batch(record["body"], record["records"])
                spool.close("keep")
                self.assertEqual(Path(made).read_bytes().hex(), case["hex"])

    def test_batches_are_cut_alike(self):
        for case in cases("batches"):
            outbox = MemoryOutbox("w", 10**9)
            sealer = Sealer(outbox, Notices(lambda message: None), lambda: None)
            recorder = Recorder(sealer)
            for call in case["calls"]:
                self.make(recorder, sealer, case["time"], *call)
            sealer.close()
            found = [parsed(record) for record in records_of(outbox)]
            keys = [wanted.keys() for wanted in case["records"]]
            self.assertEqual([{k: f[k] for k in kept} for f, kept in zip(found, keys)], case["records"])
            self.assertEqual(len(found), len(keys))
            self.assertEqual((sealer.taken, sealer.dropped), (case["taken"], case["dropped"]))

    def make(self, recorder, sealer, time, kind, first, *rest):
        if kind == "repeat":
            for _ in range(first):
                self.make(recorder, sealer, time, *rest[0])
        elif kind == "log":
            recorder.log({key: number(value) for key, value in first.items()}, rest[0].get("step"), time)
        elif kind == "summary":
            recorder.log(first, sealer.last_step, time)
        elif kind == "text":
            recorder.text(text(first), rest[0].get("level", "info"), rest[0].get("step"), time)
        elif kind == "event":
            recorder.event(first, rest[0], rest[1].get("step"), time)
        elif kind == "histogram":
            recorder.histogram(first, rest[0], **rest[1], time_ms=time)
        elif kind == "config":
            sealer.patch({"config": first})
        else:
            self.fail(f"no call {kind}")


if __name__ == "__main__":
    unittest.main()
