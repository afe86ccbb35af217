"""How busy the machine is, in the mean of what was measured since the step before."""

from __future__ import annotations

import os
import shutil
import sys
import time
from typing import Callable

from .output_of import output_of

GPU_TIMEOUT_SECONDS = 5.0
_GPU_FIELDS = {
    "utilization.gpu": "percent",
    "memory.used": "memory_mb",
    "power.draw": "power_watts",
    "temperature.gpu": "temperature_celsius",
}


class SystemMetrics:
    """Reads the load of this process and of the machine; what a system does not tell is left out."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._process: tuple[float, float] = (clock(), time.process_time())
        self._machine = _machine_times()
        self._smi = shutil.which("nvidia-smi")

    def read(self) -> dict[str, float]:
        """Values by the name of their series. CPU is in percent of one core since the last call, memory in MiB."""
        return {**self._cpu(), **_memory(), **self._gpus()}

    def _cpu(self) -> dict[str, float]:
        before, spent_before = self._process
        self._process = at, spent = self._clock(), time.process_time()
        values = {"system/cpu_percent": 100 * (spent - spent_before) / max(at - before, 1e-3)}
        machine, self._machine = self._machine, _machine_times()
        if machine and self._machine and self._machine[1] > machine[1]:
            idle, total = (after - early for early, after in zip(machine, self._machine))
            values["system/machine_cpu_percent"] = 100 * (1 - idle / total)
        return values

    def _gpus(self) -> dict[str, float]:
        if self._smi is None:
            return {}
        query = [f"--query-gpu=index,{','.join(_GPU_FIELDS)}", "--format=csv,noheader,nounits"]
        printed = output_of([self._smi, *query], GPU_TIMEOUT_SECONDS)
        if printed is None:
            self._smi = None  # a driver that does not answer is not asked again
            return {}
        return parse_gpus(printed)


def parse_gpus(text: str) -> dict[str, float]:
    """The values in an answer of nvidia-smi, a line a GPU; a field that a GPU does not have is left out."""
    values: dict[str, float] = {}
    for line in text.splitlines():
        index, *fields = (field.strip() for field in line.split(","))
        for name, field in zip(_GPU_FIELDS.values(), fields):
            try:
                values[f"system/gpu{index}_{name}"] = float(field)
            except ValueError:
                continue  # such as [N/A]
    return values


class StepMeans:
    """The mean of the values read since the step changed, of which the last at a step is that over all of it."""

    def __init__(self) -> None:
        self._step: int | None = None
        self._sums: dict[str, list[float]] = {}

    def add(self, values: dict[str, float], step: int) -> dict[str, float]:
        if step != self._step:
            self._step, self._sums = step, {}
        for key, value in values.items():
            kept = self._sums.setdefault(key, [0.0, 0.0])
            kept[0] += value
            kept[1] += 1
        return {key: self._sums[key][0] / self._sums[key][1] for key in values}


def _memory() -> dict[str, float]:
    values: dict[str, float] = {}
    resident = _resident_bytes()
    if resident is not None:
        values["system/memory_mb"] = resident / 2**20
    machine = _proc_numbers("/proc/meminfo")
    if "MemTotal:" in machine and "MemAvailable:" in machine:
        values["system/machine_memory_percent"] = 100 * (1 - machine["MemAvailable:"] / machine["MemTotal:"])
    return values


def _resident_bytes() -> float | None:
    try:
        with open("/proc/self/statm", encoding="ascii") as file:
            return float(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, IndexError):
        pass
    try:
        import resource  # not on Windows
    except ImportError:
        return None
    most = float(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
    return most if sys.platform == "darwin" else most * 1024


def _machine_times() -> tuple[float, float] | None:
    """Idle and total time of all cores since the machine was started."""
    try:
        with open("/proc/stat", encoding="ascii") as file:
            times = [float(field) for field in file.readline().split()[1:9]]
        return times[3] + times[4], sum(times)
    except (OSError, ValueError, IndexError):
        return None


def _proc_numbers(path: str) -> dict[str, float]:
    try:
        with open(path, encoding="ascii") as file:
            return {line.split()[0]: float(line.split()[1]) for line in file}
    except (OSError, ValueError, IndexError):
        return {}
