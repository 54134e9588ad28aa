"""A behaviour of malware as small inert sources, one for each language."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

HOST = "https://collector.pratique-twins.invalid"
"""Where everything is sent and fetched from: a name that cannot exist."""


class Code(StrEnum):
    """The language of a source."""

    JAVASCRIPT = "js"
    PYTHON = "py"
    RUBY = "rb"
    SHELL = "sh"
    """One command line for each line; the places join them."""
    TASKS = "tasks"
    """The tasks of an editor. They are of no language of a release: a behaviour that has them has nothing else."""


class Moment(StrEnum):
    """When a source runs. One expectation holds for all places of one moment."""

    INSTALL = "install"
    LOAD = "load"
    PROGRAM = "program"
    """When a person starts a command of the package."""
    CALLED = "called"
    """When somebody calls a function of the package."""
    OPENED = "opened"
    """When somebody opens the folder of the package in an editor."""


class Seen(StrEnum):
    """What the inspection must say of a release that shows a behaviour."""

    HELD = "held"
    """The release is held or blocked, judged alone, and a finding names a line of the source."""
    TOLD = "told"
    """A finding names a line of the source when the release is compared with one that lacks it; it may hold nothing."""


HELD_BY_ITSELF: Mapping[Moment, Seen] = {
    Moment.INSTALL: Seen.HELD,
    Moment.LOAD: Seen.HELD,
    Moment.PROGRAM: Seen.TOLD,
    Moment.CALLED: Seen.TOLD,
}
"""What benign code does as well once somebody asks for it: a command that uploads, a function that downloads."""
HELD_ALWAYS: Mapping[Moment, Seen] = dict.fromkeys(Moment, Seen.HELD)
"""What no honest code does, whoever asks for it."""
ALWAYS_TOLD: Mapping[Moment, Seen] = dict.fromkeys(Moment, Seen.TOLD)
"""What benign install scripts do as well."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Behaviour:
    """A behaviour. `files` are shipped with its source; `parameters` are given by a caller, so that it runs only when called.

    `lookalike` is the honest code that is most similar, by language: no place of it may be held.
    """

    id: str
    what: str
    seen: str
    """Incidents, for the page."""
    expected: Mapping[Moment, Seen]
    sources: Mapping[Code, str]
    lookalike: Mapping[Code, str]
    absent: Mapping[Code, str]
    """Why a language has no source."""
    files: Mapping[Code, Mapping[str, str]]
    parameters: tuple[str, ...] = ()


def behaviour(
    id_: str,
    what: str,
    seen: str,
    expected: Mapping[Moment, Seen],
    *,
    js: str = "",
    py: str = "",
    rb: str = "",
    sh: str = "",
    tasks: str = "",
    benign: Mapping[Code, str] | None = None,
    absent: Mapping[Code, str] | None = None,
    files: Mapping[Code, Mapping[str, str]] | None = None,
    parameters: tuple[str, ...] = (),
) -> Behaviour:
    """Return a behaviour. Raises ValueError for a language with neither a source nor a reason."""
    sources = {code: source for code, source in zip(Code, (js, py, rb, sh, tasks), strict=True) if source}
    why = absent or {}
    left = [code for code in Code if code not in sources and code not in why and code is not Code.TASKS]
    left = [] if tasks else left
    if left:
        raise ValueError(f"{id_}: neither a source nor a reason for {', '.join(left)}")
    return Behaviour(
        id=id_,
        what=what,
        seen=seen,
        expected=expected,
        sources=sources,
        lookalike=benign or {},
        absent=why,
        files=files or {},
        parameters=parameters,
    )
