"""The loggers of training libraries, over doubles that call them as the libraries do."""

import functools
import importlib
import sys
import types
import unittest
from unittest import mock

from support import ServerTest


def module(name, **content):
    made = types.ModuleType(name)
    vars(made).update(content)
    return made


def unchanged(function):
    return function


@functools.lru_cache(maxsize=None)
def doubles():
    """What the loggers import, without what it does."""
    base = {"Callback": type("Callback", (), {}), "Logger": type("Logger", (), {"__init__": lambda self: None})}
    names = {
        "lightning_utilities": module("lightning_utilities"),
        "lightning_utilities.core": module("lightning_utilities.core"),
        "lightning_utilities.core.rank_zero": module("rank_zero", rank_zero_only=unchanged),
        "lightning": module("lightning"),
        "lightning.pytorch": module("lightning.pytorch"),
        "lightning.pytorch.callbacks": module("callbacks", Callback=base["Callback"]),
        "lightning.pytorch.loggers": module("loggers"),
        "lightning.pytorch.loggers.logger": module("logger", Logger=base["Logger"], rank_zero_experiment=unchanged),
        "transformers": module("transformers", TrainerCallback=type("TrainerCallback", (), {})),
        "keras": module("keras"),
        "keras.callbacks": module("keras.callbacks", Callback=type("Callback", (), {"__init__": lambda self: None})),
    }
    return names


class Loggers(ServerTest):
    def load(self, name):
        with mock.patch.dict(sys.modules, doubles()):
            return importlib.import_module(f"lossboard.{name}")

    def options(self, id):
        quiet = {"console": False, "system": False, "git": False, "diff": False, "command": False}
        return {"url": self.server.url, "spool": self.folder, "project": "loggers", "id": id, **quiet}

    def test_lightning(self):
        logger = self.load("lightning").LossboardLogger(**self.options("lightning"))
        trainer = types.SimpleNamespace(should_stop=False)
        logger.log_hyperparams(types.SimpleNamespace(lr=0.1))
        logger.log_metrics({"train_loss": 0.5}, step=10)
        logger.stopping.on_train_batch_end(trainer, None, None, None, 0)
        self.assertEqual((logger.name, logger.version, trainer.should_stop), ("loggers", "lightning", False))

        logger.experiment.flush()
        self.server.send("POST", "/runs/lightning/stop")
        logger.log_metrics({"train_loss": 0.4}, step=11)
        logger.experiment.flush()
        logger.stopping.on_train_batch_end(trainer, None, None, None, 1)
        logger.finalize("success")
        logger.log_metrics({"test_loss": 0.3}, step=11)
        logger.experiment.finish()

        self.assertEqual(self.server.points("lightning", "test_loss"), [(11, 0.3)])
        self.assertTrue(trainer.should_stop)
        self.assertEqual(self.server.points("lightning", "train_loss"), [(10, 0.5), (11, 0.4)])
        run = self.server.run("lightning")
        self.assertEqual((run["config"], run["state"]), ({"lr": 0.1}, "stopped"))

    def test_lightning_says_that_a_training_failed(self):
        logger = self.load("lightning").LossboardLogger(**self.options("lightning-failed"))
        logger.log_metrics({"loss": 1.0}, step=1)
        logger.finalize("failed")
        self.assertEqual(self.server.run("lightning-failed")["reason"]["message"], "the training failed")

    def test_transformers(self):
        callback = self.load("transformers").LossboardCallback(config={"note": 1}, **self.options("transformers"))
        arguments = types.SimpleNamespace(to_dict=lambda: {"learning_rate": 0.1})
        model = types.SimpleNamespace(config=types.SimpleNamespace(to_dict=lambda: {"hidden_size": 8}))
        state = types.SimpleNamespace(is_world_process_zero=True, max_steps=20, global_step=0)
        control = types.SimpleNamespace(should_training_stop=False)
        callback.on_train_begin(arguments, state, control, model=model)
        state.global_step = 10
        callback.on_log(arguments, state, control, logs={"loss": 0.5, "learning_rate": 0.1, "epoch": 0.5})
        callback.on_step_end(arguments, state, control)
        state.global_step = 20
        callback.on_log(arguments, state, control, logs={"eval_loss": 0.25, "train_runtime": 1.5})
        callback.on_train_end(arguments, state, control)
        self.server.send("POST", "/runs/transformers/stop")
        callback.run.log({"x": 1})
        callback.run.flush()
        callback.on_step_end(arguments, state, control)
        callback.finish()

        run = self.server.run("transformers")
        config = {"training": {"learning_rate": 0.1}, "model": {"hidden_size": 8}, "note": 1}
        self.assertEqual((run["config"], run["state"], run["progress"]["totalSteps"]), (config, "stopped", 20))
        self.assertTrue(control.should_training_stop)
        self.assertEqual(self.server.points("transformers", "train/loss"), [(10, 0.5)])
        self.assertEqual(self.server.points("transformers", "val/loss"), [(20, 0.25)])
        self.assertEqual(self.server.points("transformers", "train/runtime"), [(20, 1.5)])

    def test_transformers_logs_from_the_first_process_alone(self):
        callback = self.load("transformers").LossboardCallback(**self.options("other-rank"))
        state = types.SimpleNamespace(is_world_process_zero=False, max_steps=20, global_step=1)
        callback.on_train_begin(None, state, None)
        callback.on_log(None, state, None, logs={"loss": 1})
        callback.on_train_end(None, state, None)
        self.assertIsNone(callback.run)

    def test_keras(self):
        callback = self.load("keras").LossboardCallback(every=2, **self.options("keras"))
        callback.params = {"epochs": 2}
        optimizer = types.SimpleNamespace(learning_rate=0.01)
        callback.model = types.SimpleNamespace(count_params=lambda: 42, optimizer=optimizer, stop_training=False)
        callback.on_train_begin()
        for batch, loss in enumerate((0.9, 0.8, 0.7, 0.6)):
            callback.on_train_batch_end(batch, {"loss": loss})
        callback.on_epoch_end(0, {"loss": 0.75, "val_loss": 0.5})
        callback.run.flush()
        self.server.send("POST", "/runs/keras/stop")
        callback.on_train_batch_end(0, {"loss": 0.5})
        callback.on_train_batch_end(1, {"loss": 0.5})
        callback.run.flush()
        callback.on_train_batch_end(2, {"loss": 0.5})
        callback.on_train_end()

        run = self.server.run("keras")
        self.assertEqual((run["config"], run["state"]), ({"fit": {"epochs": 2}, "parameters": 42}, "stopped"))
        self.assertTrue(callback.model.stop_training)
        self.assertEqual(self.server.points("keras", "train/loss"), [(2, 0.8), (4, 0.6), (6, 0.5)])
        self.assertEqual(self.server.points("keras", "val/loss"), [(4, 0.5)])
        self.assertEqual(self.server.points("keras", "train/learning_rate"), [(4, 0.01)])

    def test_a_logger_takes_a_run_that_is_there_and_leaves_its_end_to_whoever_began_it(self):
        import lossboard

        run = lossboard.init(**self.options("given"))
        logger = self.load("lightning").LossboardLogger(run=run)
        logger.log_metrics({"loss": 1.0}, step=1)
        logger.finalize("success")
        run.flush()
        self.assertEqual(self.server.run("given")["state"], "running")
        run.finish()


if __name__ == "__main__":
    unittest.main()
