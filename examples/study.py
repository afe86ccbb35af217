#!/usr/bin/env python3
"""Takes part in a remote study: asks for values, trains, reports. Run as many as you like, on any machines.

usage: python3 examples/study.py STUDY_ID [http://127.0.0.1:4680]
"""

import json
import math
import sys
import time
import urllib.error
import urllib.request

study = sys.argv[1]
api = (sys.argv[2] if len(sys.argv) > 2 else "http://127.0.0.1:4680") + "/api/v1"


def post(path, body=None):
    data = json.dumps(body or {}).encode()
    request = urllib.request.Request(api + path, data, {"content-type": "application/json"})
    with urllib.request.urlopen(request) as answer:
        return json.load(answer) if answer.status != 204 else None


def train(values, log):
    """A stand-in for a training: its loss is lowest at a learning rate of 0.01."""
    for step in range(1, 21):
        loss = (math.log10(values["lr"]) + 2) ** 2 + 1 / step
        if log(step, loss):
            return  # asked to stop: the study has seen enough


while True:
    try:
        trial = post(f"/studies/{study}/trials")
    except urllib.error.HTTPError as error:
        if error.code != 429:
            raise
        time.sleep(float(error.headers["retry-after"]))  # others have to end first
        continue
    if trial is None:
        break  # no more trials
    run = f"/runs/{trial['run']}/log"
    train(trial["values"], lambda step, loss: post(run, {"step": step, "metrics": {"loss": loss}}).get("stop", False))
    print(post(f"/studies/{study}/trials/{trial['number']}", {"state": "finished"}))
