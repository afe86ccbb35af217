"""A callback of Keras: `model.fit(…, callbacks=[LossboardCallback(project="moons")])`."""

from __future__ import annotations

from typing import Any

from keras.callbacks import Callback

from .client import init
from .run import Run


class LossboardCallback(Callback):
    """Logs losses and metrics. Takes the arguments of `lossboard.init`, or a `run` that is there.

    :param every: batches between two points of the training's metrics; 0 for one an epoch
    """

    def __init__(self, *, run: Run | None = None, every: int = 1, **options: Any) -> None:
        super().__init__()
        self.run = run
        """The run, once the training has begun."""
        self._is_own = run is None
        self._every = every
        self._options = options
        self._batches = 0

    def on_train_begin(self, logs: Any = None) -> None:
        if self.run is None:
            self.run = init(**self._options)
        self.run.config.update({"fit": dict(self.params or {}), "parameters": self.model.count_params()})

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        self._batches += 1
        if self.run is None:
            return
        if self._every and self._batches % self._every == 0:
            self.run.log(named("train/", logs), step=self._batches)
        if self.run.stop_requested:
            self.model.stop_training = True

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        if self.run is None:
            return
        values = {name: value for name, value in (logs or {}).items() if name.startswith("val_")}
        metrics = {"train/epoch": epoch + 1, **{f"val/{name[4:]}": value for name, value in values.items()}}
        if not self._every:
            metrics.update(named("train/", {name: each for name, each in (logs or {}).items() if name not in values}))
        self.run.log({**metrics, **self._learning_rate()}, step=self._batches)

    def on_train_end(self, logs: Any = None) -> None:
        if self.run is not None and self._is_own:
            self.run.finish()

    def _learning_rate(self) -> dict[str, Any]:
        optimizer: Any = getattr(self.model, "optimizer", None)
        return {"train/learning_rate": optimizer.learning_rate} if hasattr(optimizer, "learning_rate") else {}


def named(prefix: str, logs: Any) -> dict[str, Any]:
    """Metrics with a split before their names."""
    return {f"{prefix}{name}": value for name, value in (logs or {}).items()}
