"""What runs beside the answers of a gate, from its start to its end."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Protocol

from pratique.errors import StoreError


class Background(Protocol):
    """Work that looks again and again; what goes wrong in it is told by itself and raises nothing."""

    async def run(self, every_s: float) -> None:
        """Look until the gate ends, which cancels it; `every_s` seconds lie between two looks."""

    def health(self) -> Mapping[str, object]:
        """What `/healthz` tells of it. Raises StoreError."""


@asynccontextmanager
async def running(works: Sequence[Background], every_s: float) -> AsyncIterator[None]:
    """Run all of it until the block ends."""
    tasks = [asyncio.create_task(work.run(every_s)) for work in works]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def told_by(works: Sequence[Background]) -> dict[str, object]:
    """What all of it tells `/healthz`."""
    told: dict[str, object] = {}
    for work in works:
        try:
            told |= work.health()
        except StoreError as error:
            told["background"] = f"unknown: {error.message}"
    return told
