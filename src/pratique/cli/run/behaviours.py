"""Analyses the bytes of releases that the store of this machine has, and describes what they do."""

import asyncio
import os
from collections.abc import Iterable
from contextlib import nullcontext
from dataclasses import replace

from pratique.analysis.pool import Pool
from pratique.core.names import ReleaseRef
from pratique.errors import AnalysisError
from pratique.respond.behaviour.asking import PROGRAM, Kept, behaviour_of, find_kept
from pratique.respond.behaviour.value import Behaviour, NoBytes
from pratique.store.folder.home import Home, data_home
from pratique.store.opening import read_kept_files

Described = tuple[list[tuple[Kept, Behaviour]], list[str]]
"""The artifacts with their behaviour, and a line for each release without bytes or analysis."""


def described(refs: Iterable[ReleaseRef]) -> Described:
    """Return the behaviour of each artifact of the releases in the store. Raises StoreError."""
    found, without = kept_files(refs)
    missing: list[str] = []
    for one in without:
        missing.append(f"The behaviour of {one.ref} is unknown: {one.why}.")
        missing += [f"  {way}" for way in one.ways]
    return analysed(found, missing)


def kept_files(refs: Iterable[ReleaseRef]) -> tuple[list[Kept], list[NoBytes]]:
    """Return the artifacts of the releases in the store, and the releases without any. Raises StoreError."""
    home = Home(data_home(os.environ))
    kept: list[Kept] = []
    without: list[NoBytes] = []
    with read_kept_files(home) if home.database.is_file() else nullcontext() as store:
        for ref in refs:
            found = find_kept(store, ref)
            if isinstance(found, NoBytes):
                without.append(found)
            else:
                # Read here, since the store is closed before the workers run.
                kept += [_loaded(one) for one in found]
    return kept, without


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
