"""A script that the server runs as a job."""

import os
import sys
import time

import lossboard

spool = os.environ["JOB_SPOOL"]
run = lossboard.init(spool=spool, config={"by": "the script"}, tags=["from python"], git=False, diff=False)
print("printed once")
for step in range(1, 4):
    run.log({"loss": run.config.lr / step}, step=step)
if run.config.ending == "exits":
    sys.exit(3)
if run.config.ending == "waits":
    time.sleep(60)
