"""Whether a lock holds what the manifests beside it ask for. Pure, but for the files that it is given.

An installer that meets a lock without what a manifest asks for resolves that anew, or refuses: either way what it
installs is not what was judged. `AGREEMENTS` is the table of formats that are compared; the others have no manifest
that can be read without running it (a Gemfile is a program), or none that is known by its name (requirements.txt).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from pratique.core.lock import Lock, Problem
from pratique.intake.agreement import node_held
from pratique.intake.agreement.node import NodeTool, node_problems
from pratique.intake.agreement.place import Beside, Place
from pratique.intake.agreement.python import pdm_problems, pipenv_problems, poetry_problems, uv_problems
from pratique.lockfiles import (
    bun_lock,
    package_json,
    package_lock,
    pdm_lock,
    pipfile,
    pipfile_lock,
    pnpm_lock,
    pnpm_workspace,
    poetry_lock,
    pyproject,
    uv_lock,
    yarn_lock,
)
from pratique.lockfiles.document import first_problems

__all__ = ["AGREEMENTS", "MANIFESTS", "Agreement", "Beside", "disagreements"]

_NO_ENTRY = "the lock has no entry for it"


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """How the locks of one format are compared with what lies beside them."""

    format: str
    """The name of the format in `LOCKFILES`."""
    manifests: tuple[str, ...]
    """Names of the files that are read; the first one is what the lock is made from."""
    renew: str
    """The command that renews the lock."""
    check: Callable[[Lock, Place], Iterator[Problem]]


# npm knows `overrides` since 8.3; npm 7 and 8 both write version 2.
_NPM_9 = NodeTool(held=node_held.held_by_folders, overrides=("overrides",))
_NPM_6 = replace(_NPM_9, overrides=())
_BUN = NodeTool(held=node_held.held_by_names, overrides=("overrides", "resolutions"))
_PNPM = NodeTool(
    held=node_held.held_by_importers,
    overrides=("pnpm.overrides", "resolutions"),
    has_workspace_file=True,
)
_YARN_BERRY = NodeTool(held=node_held.held_by_requests, overrides=("resolutions",))
_YARN_V1 = replace(_YARN_BERRY, names_members=False)


def _npm(lock: Lock, place: Place) -> Iterator[Problem]:
    return node_problems(lock, place, _NPM_9 if lock.format.endswith(" v3") else _NPM_6)


def _yarn(lock: Lock, place: Place) -> Iterator[Problem]:
    return node_problems(lock, place, _YARN_V1 if lock.format.endswith(" v1") else _YARN_BERRY)


AGREEMENTS: tuple[Agreement, ...] = (
    Agreement(
        format=bun_lock.FORMAT,
        manifests=(package_json.FILENAME,),
        renew="bun install",
        check=lambda lock, place: node_problems(lock, place, _BUN),
    ),
    Agreement(
        format=package_lock.FORMAT,
        manifests=(package_json.FILENAME,),
        renew="npm install",
        check=_npm,
    ),
    Agreement(
        format=pdm_lock.FORMAT,
        manifests=(pyproject.FILENAME,),
        renew="pdm lock",
        check=pdm_problems,
    ),
    Agreement(
        format=pipfile_lock.FORMAT,
        manifests=(pipfile.FILENAME,),
        renew="pipenv lock",
        check=pipenv_problems,
    ),
    Agreement(
        format=pnpm_lock.FORMAT,
        manifests=(package_json.FILENAME, pnpm_workspace.FILENAME),
        renew="pnpm install",
        check=lambda lock, place: node_problems(lock, place, _PNPM),
    ),
    Agreement(
        format=poetry_lock.FORMAT,
        manifests=(pyproject.FILENAME,),
        renew="poetry lock",
        check=poetry_problems,
    ),
    Agreement(
        format=uv_lock.FORMAT,
        manifests=(pyproject.FILENAME,),
        renew="uv lock",
        check=uv_problems,
    ),
    Agreement(
        format=yarn_lock.FORMAT,
        manifests=(package_json.FILENAME,),
        renew="yarn install",
        check=_yarn,
    ),
)

MANIFESTS = frozenset(name for agreement in AGREEMENTS for name in agreement.manifests)
"""The names of all files that are read beside locks."""


def disagreements(format_name: str, path: str, lock: Lock, beside: Beside) -> tuple[Problem, ...]:
    """What manifests ask for and the lock at `path` does not hold, each with the command that renews the lock.

    A manifest that is not there asks for nothing. One that cannot be read is a problem itself.
    """
    agreement = next((one for one in AGREEMENTS if one.format == format_name), None)
    if agreement is None:
        return ()
    place = Place(path, beside)
    # What the reader of the lock misses in it by the lock's own word is told once.
    missed = {problem.what for problem in lock.problems if problem.why.endswith(_NO_ENTRY)}
    found = [
        replace(problem, why=f"{problem.why}; `{agreement.renew}` renews the lock")
        for problem in agreement.check(lock, place)
        if problem.what not in missed
    ]
    return first_problems(dict.fromkeys((*found, *place.broken)))
