"""Writes event files with the writer that TensorBoard brings: FOLDER RUNS STEPS, a folder a run, the curves of `fill.ts`."""
import math
import sys

from tensorboard.compat.proto.event_pb2 import Event
from tensorboard.compat.proto.summary_pb2 import Summary
from tensorboard.summary.writer.event_file_writer import EventFileWriter

folder, runs, steps = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
for index in range(runs):
    writer = EventFileWriter(f"{folder}/r{index}")
    for step in range(1, steps + 1):
        loss = (2 + index / 50) * step**-0.3 * (1 + 0.2 * math.sin(step * 12.9898 + index))
        value = Summary.Value(tag="loss", simple_value=loss)
        writer.add_event(Event(wall_time=1_700_000_000 + step / 10, step=step, summary=Summary(value=[value])))
    writer.close()
