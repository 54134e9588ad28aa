"""Handles the signals of a running gate: SIGHUP reloads the settings; Ctrl-C and SIGTERM stop the gate."""

import asyncio
import signal
from collections.abc import Awaitable, Callable
from contextlib import suppress

import click


async def until_stopped(reload: Callable[[], Awaitable[bool]]) -> None:
    """Wait for Ctrl-C or SIGTERM. Reload the settings at each SIGHUP."""
    ended, again = asyncio.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()
    wanted = {signal.SIGINT: ended, signal.SIGTERM: ended}
    if hasattr(signal, "SIGHUP"):
        wanted[signal.SIGHUP] = again
    for number, event in wanted.items():
        # Windows has no such handlers; there Ctrl-C ends the run by an exception.
        with suppress(NotImplementedError):
            loop.add_signal_handler(number, event.set)
    try:
        while not ended.is_set():
            await _either(ended, again)
            if again.is_set() and not ended.is_set():
                again.clear()
                click.echo("reloading the settings", err=True)
                if not await reload():
                    click.echo("the gate continues with the previous settings", err=True)
    finally:
        for number in wanted:
            with suppress(NotImplementedError):
                loop.remove_signal_handler(number)
    click.echo("stopping: no new requests are accepted", err=True)


async def _either(*events: asyncio.Event) -> None:
    waits = [asyncio.create_task(event.wait()) for event in events]
    try:
        await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for one in waits:
            one.cancel()
