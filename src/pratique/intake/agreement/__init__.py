"""Checks that a lockfile satisfies the manifests beside it and the dependencies of its own entries.

If a lockfile has no entry for a dependency in a manifest, the installer resolves that dependency again or fails. An
installer that resolves a dependency again may install an artifact that was not judged. `AGREEMENTS` lists the supported
formats. A requirements.txt is not compared, because its manifest has no fixed name. A Gemfile is a program, which is
not run: only its literal dependencies are compared.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from pratique.core.closure import open_requests
from pratique.core.lock import Lock, Problem
from pratique.intake.agreement.above import passed_over
from pratique.intake.agreement.place import Beside, Place
from pratique.lockfiles.reading.document import first_problems

__all__ = ["AGREEMENTS", "MANIFESTS", "Agreement", "Beside", "disagreements"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """Defines how lockfiles of one format are compared with the manifests beside them."""

    format: str
    """The name of the lockfile format in `LOCKFILES`."""
    manifests: tuple[str, ...]
    """The names of the manifests to read. The package manager generates the lockfile from the first of these manifests."""
    renew: str
    """The command that regenerates the lockfile."""
    check: Callable[[Lock, Place], Iterator[Problem]]


_PACKAGE_JSON = "package.json"
_PYPROJECT = "pyproject.toml"


# Most runs meet one format: what compares it is imported then.


def _bun(lock: Lock, place: Place) -> Iterator[Problem]:
    from pratique.intake.agreement.node_tools import bun_problems  # noqa: PLC0415 - see above

    return bun_problems(lock, place)


def _gemfile(lock: Lock, place: Place) -> Iterator[Problem]:
    from pratique.intake.agreement.ruby import gem_problems  # noqa: PLC0415 - see above

    return gem_problems(lock, place)


def _npm(lock: Lock, place: Place) -> Iterator[Problem]:
    from pratique.intake.agreement.node_tools import npm_problems  # noqa: PLC0415 - see above

    return npm_problems(lock, place)


def _pdm(lock: Lock, place: Place) -> Iterator[Problem]:
    from pratique.intake.agreement.python import pdm_problems  # noqa: PLC0415 - see above

    return pdm_problems(lock, place)


def _pipenv(lock: Lock, place: Place) -> Iterator[Problem]:
    from pratique.intake.agreement.python import pipenv_problems  # noqa: PLC0415 - see above

    return pipenv_problems(lock, place)


def _pnpm(lock: Lock, place: Place) -> Iterator[Problem]:
    from pratique.intake.agreement.node_tools import pnpm_problems  # noqa: PLC0415 - see above

    return pnpm_problems(lock, place)


def _poetry(lock: Lock, place: Place) -> Iterator[Problem]:
    from pratique.intake.agreement.python import poetry_problems  # noqa: PLC0415 - see above

    return poetry_problems(lock, place)


def _uv(lock: Lock, place: Place) -> Iterator[Problem]:
    from pratique.intake.agreement.python import uv_problems  # noqa: PLC0415 - see above

    return uv_problems(lock, place)


def _yarn(lock: Lock, place: Place) -> Iterator[Problem]:
    from pratique.intake.agreement.node_tools import yarn_problems  # noqa: PLC0415 - see above

    return yarn_problems(lock, place)


AGREEMENTS: tuple[Agreement, ...] = (
    Agreement(
        format="Gemfile.lock",
        manifests=("Gemfile", "gems.rb"),
        renew="bundle lock",
        check=_gemfile,
    ),
    Agreement(
        format="bun.lock",
        manifests=(_PACKAGE_JSON,),
        renew="bun install",
        check=_bun,
    ),
    Agreement(
        format="package-lock",
        manifests=(_PACKAGE_JSON,),
        renew="npm install",
        check=_npm,
    ),
    Agreement(
        format="pdm.lock",
        manifests=(_PYPROJECT,),
        renew="pdm lock",
        check=_pdm,
    ),
    Agreement(
        format="Pipfile.lock",
        manifests=("Pipfile",),
        renew="pipenv lock",
        check=_pipenv,
    ),
    Agreement(
        format="pnpm-lock",
        manifests=(_PACKAGE_JSON, "package.json5", "package.yaml", "pnpm-workspace.yaml"),
        renew="pnpm install",
        check=_pnpm,
    ),
    Agreement(
        format="poetry.lock",
        manifests=(_PYPROJECT,),
        renew="poetry lock",
        check=_poetry,
    ),
    Agreement(
        format="uv.lock",
        manifests=(_PYPROJECT,),
        renew="uv lock",
        check=_uv,
    ),
    Agreement(
        format="yarn.lock",
        manifests=(_PACKAGE_JSON,),
        renew="yarn install",
        check=_yarn,
    ),
)

MANIFESTS = frozenset(name for agreement in AGREEMENTS for name in agreement.manifests)
"""The names of all manifests that are compared with lockfiles."""


def disagreements(format_name: str, path: str, lock: Lock, beside: Beside) -> tuple[Problem, ...]:
    """Return the dependencies in manifests that the lockfile at `path` does not satisfy, with the command to regenerate it.

    A missing manifest counts as one without dependencies. An unreadable manifest is reported as a problem.
    """
    agreement = next((one for one in AGREEMENTS if one.format == format_name), None)
    # uv locks a script with what the script itself asks for.
    if agreement is None or path.endswith(".py.lock"):
        return first_problems(one.problem for one in open_requests(lock))
    place = Place(path, beside)
    asked = [replace(problem, resolved_again=True) for problem in agreement.check(lock, place)]
    found = [
        replace(problem, why=f"{problem.why}; `{agreement.renew}` regenerates the lock")
        for problem in (*asked, *passed_over(format_name, lock, place))
    ]
    return first_problems(dict.fromkeys((*found, *place.broken)))
