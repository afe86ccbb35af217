"""A callback of the Trainer of transformers: `Trainer(…, callbacks=[LossboardCallback(project="moons")])`."""

from __future__ import annotations

from typing import Any

from transformers import TrainerCallback

from .client import init
from .run import Run

SPLITS = {"eval_": "val/", "test_": "test/", "train_": "train/"}


class LossboardCallback(TrainerCallback):
    """Logs what the Trainer logs, from the first process alone.

    Takes the arguments of `lossboard.init`, or a `run` that is there.
    """

    def __init__(self, *, run: Run | None = None, **options: Any) -> None:
        self.run = run
        """The run, once the training has begun."""
        self._is_own = run is None
        self._options = options

    def on_train_begin(self, args: Any, state: Any, control: Any, model: Any = None, **named: Any) -> None:
        if not state.is_world_process_zero:
            return
        settings = {"training": args.to_dict()}
        if hasattr(model, "config") and hasattr(model.config, "to_dict"):
            settings["model"] = model.config.to_dict()
        if self.run is None:
            given = self._options.get("config") or {}
            options = {"total_steps": state.max_steps or None, **self._options}
            self.run = init(**{**options, "config": {**settings, **given}})
        else:
            self.run.config.update(settings)

    def on_log(self, args: Any, state: Any, control: Any, logs: Any = None, **named: Any) -> None:
        if self.run is not None and state.is_world_process_zero:
            self.run.log({metric_of(name): value for name, value in (logs or {}).items()}, step=state.global_step)

    def on_step_end(self, args: Any, state: Any, control: Any, **named: Any) -> None:
        if self.run is not None and self.run.stop_requested:
            control.should_training_stop = True

    def on_train_end(self, args: Any, state: Any, control: Any, **named: Any) -> None:
        if self.run is not None and self._is_own:
            self.run.flush()

    def finish(self) -> None:
        """Ends the run, which otherwise goes on until the process ends, since an evaluation may follow."""
        if self.run is not None:
            self.run.finish()


def metric_of(name: str) -> str:
    """`eval_loss` is `val/loss`, and what names no split is of the training."""
    for prefix, split in SPLITS.items():
        if name.startswith(prefix):
            return split + name[len(prefix) :]
    return f"train/{name}"
