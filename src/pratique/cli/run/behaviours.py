"""Analyses the bytes of releases that the store of this machine has, and describes what they do."""

import asyncio
import os
from collections.abc import Iterable
from dataclasses import replace

from pratique.analysis.pool import Pool
from pratique.core.names import ReleaseRef
from pratique.errors import AnalysisError
from pratique.respond.behaviour.asking import PROGRAM, Kept, behaviour_of, find_kept
from pratique.respond.behaviour.value import Behaviour, NoBytes
from pratique.store.folder.home import Home, data_home
from pratique.store.opening import open_store

Described = tuple[list[tuple[Kept, Behaviour]], list[str]]
"""The artifacts with their behaviour, and a line for each release without bytes or analysis."""


def described(refs: Iterable[ReleaseRef]) -> Described:
    """Return the behaviour of each artifact of the releases in the store. Raises StoreError."""
    missing: list[str] = []
    kept: list[Kept] = []
    with open_store(Home(data_home(os.environ))) as store:
        for ref in refs:
            found = find_kept(store, ref)
            if isinstance(found, NoBytes):
                missing.append(f"The behaviour of {ref} is unknown: {found.why}.")
                missing += [f"  {way}" for way in found.ways]
            else:
                # Read here, since the store is closed before the workers run.
                kept += [_loaded(one) for one in found]
    return analysed(kept, missing)


def analysed(kept: Iterable[Kept], missing: list[str]) -> Described:
    """Analyse the artifacts in worker processes, and add to `missing` what could not be analysed."""

    async def run() -> list[tuple[Kept, Behaviour]]:
        found = []
        async with Pool(1, program=PROGRAM) as pool:
            for one in kept:
                try:
                    found.append((one, await behaviour_of(pool, one)))
                except AnalysisError as error:
                    missing.append(f"The behaviour of {one.part.filename} is unknown: {error.message}.")
        return found

    return asyncio.run(run()), missing


def _loaded(one: Kept) -> Kept:
    data = one.load()
    return replace(one, part=replace(one.part, stored=""), load=lambda: data)
