"""A logger of PyTorch Lightning: `Trainer(logger=logger, callbacks=[logger.stopping])`."""

from __future__ import annotations

from typing import Any

from lightning_utilities.core.rank_zero import rank_zero_only

from .client import init
from .run import Run

try:
    from lightning.pytorch.callbacks import Callback
    from lightning.pytorch.loggers.logger import Logger, rank_zero_experiment
except ImportError:
    from pytorch_lightning.callbacks import Callback
    from pytorch_lightning.loggers.logger import Logger, rank_zero_experiment


class LossboardLogger(Logger):
    """Logs what modules log, from the process of rank 0 alone.

    Takes the arguments of `lossboard.init`, or a `run` that is there.
    """

    def __init__(self, *, run: Run | None = None, **options: Any) -> None:
        super().__init__()
        self._run = run
        self._is_own = run is None
        self._options = options
        self.stopping = StopOnRequest(self)
        """A callback that ends the training when a stop is asked for."""

    @property
    def name(self) -> str | None:
        return self._options.get("project")

    @property
    def version(self) -> str | None:
        return self._run.id if self._run else None

    @property
    @rank_zero_experiment
    def experiment(self) -> Run:
        """The run, which begins when something is logged."""
        if self._run is None:
            self._run = init(**self._options)
        return self._run

    @rank_zero_only
    def log_hyperparams(self, params: Any, *arguments: Any, **named: Any) -> None:
        self.experiment.config.update(params if isinstance(params, dict) else vars(params))

    @rank_zero_only
    def log_metrics(self, metrics: dict[str, float], step: int | None = None) -> None:
        self.experiment.log(metrics, step=step)

    @rank_zero_only
    def finalize(self, status: str) -> None:
        """After each fit and test: the run goes on until `experiment.finish()` or the end of the process."""
        if self._run is not None and self._is_own and status == "failed":
            self._run.fail("the training failed")
        elif self._run is not None:
            self._run.flush()


class StopOnRequest(Callback):
    """Ends the training after the step in which a stop of the run was asked for."""

    def __init__(self, logger: LossboardLogger) -> None:
        self._logger = logger

    def on_train_batch_end(self, trainer: Any, *arguments: Any, **named: Any) -> None:
        run = self._logger._run
        if run is not None and run.stop_requested:
            trainer.should_stop = True
