"""Handles the signals of a running gate: SIGHUP reloads the settings; Ctrl-C and SIGTERM stop the gate."""

import asyncio
import signal
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

import click


@dataclass(frozen=True)
class Signals:
    """The signals that a process has received."""

    ended: asyncio.Event = field(default_factory=asyncio.Event)
    again: asyncio.Event = field(default_factory=asyncio.Event)

    async def until_stopped(self, reload: Callable[[], Awaitable[bool]]) -> None:
        """Wait for Ctrl-C or SIGTERM. Reload the settings at each SIGHUP."""
        while not self.ended.is_set():
            await _either(self.ended, self.again)
            if self.again.is_set() and not self.ended.is_set():
                self.again.clear()
                click.echo("reloading the settings", err=True)
                if not await reload():
                    click.echo("the gate continues with the previous settings", err=True)
        click.echo("stopping: no new requests are accepted", err=True)


@contextmanager
def handled() -> Iterator[Signals]:
    """Handle the signals of a gate during the context. Enter it before the gate says that it listens, because an unhandled SIGHUP ends the process."""
    signals = Signals()
    loop = asyncio.get_running_loop()
    wanted = {signal.SIGINT: signals.ended, signal.SIGTERM: signals.ended}
    if hasattr(signal, "SIGHUP"):
        wanted[signal.SIGHUP] = signals.again
    for number, event in wanted.items():
        # Windows has no such handlers; there Ctrl-C ends the run by an exception.
        with suppress(NotImplementedError):
            loop.add_signal_handler(number, event.set)
    try:
        yield signals
    finally:
        for number in wanted:
            with suppress(NotImplementedError):
                loop.remove_signal_handler(number)


async def _either(*events: asyncio.Event) -> None:
    waits = [asyncio.create_task(event.wait()) for event in events]
    try:
        await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for one in waits:
            one.cancel()
