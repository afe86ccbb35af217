"""Training scripts as processes of their own: `scripts.py MODE`. The run has its mode as its id."""

import multiprocessing
import os
import signal
import sys
import threading
import time
from unittest import mock

import lossboard
from lossboard.delivery.backoff import RetryLimits
from lossboard.notices import Notices


def begin(mode, **options):
    quick = {"batch_seconds": 0.02, "retry": (0.01, 0.05), "system": False, "git": False, "diff": False, "console": False}
    return lossboard.init("scripts", id=mode, **{**quick, **options})


def ready():
    print("ready", flush=True)


def log_steps(run, count, start=1):
    for step in range(start, start + count):
        run.log({"loss": 1 / step}, step=step)


def ends(run):
    log_steps(run, 100)


def ends_in_vain(run):
    log_steps(run, 10)
    run.finish(0)


def exits(run):
    log_steps(run, 10)
    sys.exit(3)


def exits_with_words(run):
    log_steps(run, 10)
    sys.exit("no data")


def exits_well(run):
    log_steps(run, 10)
    sys.exit(0)


def raises(run):
    log_steps(run, 10)
    raise TypeError("the loss is odd")


def raises_in_with(run):
    with run:
        log_steps(run, 10)
        raise SystemExit(4)


def is_interrupted(run):
    log_steps(run, 10)
    os.kill(os.getpid(), signal.SIGINT)
    time.sleep(10)


is_stopped = is_interrupted


def catches_interrupt(run):
    log_steps(run, 10)
    try:
        os.kill(os.getpid(), signal.SIGINT)
        time.sleep(10)
    except KeyboardInterrupt:
        pass


def raises_in_thread(run):
    def work():
        log_steps(run, 10)
        raise ValueError("in a thread")

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()


def waits(run):
    log_steps(run, 100)
    time.sleep(0.2)
    ready()
    time.sleep(60)


is_terminated = waits


def logs_slowly(run):
    for step in range(1, 301):
        run.log({"loss": step}, step=step)
        if step == 50:
            ready()
        time.sleep(0.01)


def handles_signal(run):
    def handle(number, frame):
        run.log({"loss": 0}, step=11)
        run.finish()
        sys.exit(7)

    signal.signal(signal.SIGTERM, handle)
    log_steps(run, 10)
    ready()
    time.sleep(60)


def forks(run):
    """Two children by `fork` and one by `os.fork`, which log to the run as this process does."""
    log_steps(run, 10)
    context = multiprocessing.get_context("fork")
    children = [context.Process(target=log_steps, args=(run, 10, start)) for start in (101, 201)]
    for child in children:
        child.start()
    pid = os.fork()
    if pid == 0:
        log_steps(run, 10, 301)
        sys.exit(5)
    os.waitpid(pid, 0)
    for child in children:
        child.join()
    log_steps(run, 10, 11)


def forks_and_dies(run):
    """A child that ends without a chance to send, such as by `os._exit`."""
    run.log({"loss": 1.0}, step=1)
    pid = os.fork()
    if pid == 0:
        log_steps(run, 10, 101)
        time.sleep(0.2)
        os._exit(0)
    os.waitpid(pid, 0)


def forks_silently(run):
    """A child that logs nothing, as workers that load data do."""
    log_steps(run, 10)
    pid = os.fork()
    if pid == 0:
        sys.exit(0)
    os.waitpid(pid, 0)


def spawns(run):
    log_steps(run, 10)
    child = multiprocessing.get_context("spawn").Process(target=log_steps, args=(run, 10, 101))
    child.start()
    child.join()


def shares_threads(run):
    def work(number):
        for step in range(1, 1001):
            run.log({f"thread/{number}": step}, step=step)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def is_asked_to_stop(run):
    ready()
    step = 0
    while not run.stop_requested:
        step += 1
        run.log({"loss": step}, step=step)
        time.sleep(0.01)


def logs_many(run):
    log_steps(run, 100_000)
    print(run.finish(60).acked, flush=True)


def prints(run):
    print("to stdout")
    print("to stderr", file=sys.stderr)
    sys.stdout.write("half ")
    sys.stdout.write("a line\n")
    for percent in range(0, 101, 10):
        print(f"\r{percent} %", end="", flush=True)
    print()
    print("an open line", end="")


def is_observed(run):
    log_steps(run, 10)
    time.sleep(0.5)


def sends_the_rest(run):
    """What the process that started this one left belongs to a living one, until the test says otherwise."""
    from lossboard.delivery import orphans

    with mock.patch.object(orphans, "is_alive", lambda pid: False):
        orphans.replay_orphans(os.environ["LOSSBOARD_SPOOL"], Notices(), RetryLimits())


def starts_twice(run):
    run.log({"loss": 1.0})
    other = begin("starts_twice_other")
    other.log({"loss": 2.0})
    other.finish()


OPTIONS = {
    "prints": {"console": True},
    "is_observed": {"system": 0.1, "git": True, "diff": True},
}

if __name__ == "__main__":
    mode = sys.argv[1]
    globals()[mode](begin(mode, **OPTIONS.get(mode, {})))
