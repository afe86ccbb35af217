"""Log training runs to Lossboard: live curves of any Python script, which never wait for the server and never lose
a point.

import lossboard

with lossboard.init(project="moons", config={"lr": 0.1}) as run:
    for step in range(1, 101):
        run.log({"train/loss": 1 / step}, step=step)
"""

from .client import init
from .run import Run
from .writer import Delivery

__version__ = "0.1.0"
__all__ = ["Delivery", "Run", "__version__", "init"]
