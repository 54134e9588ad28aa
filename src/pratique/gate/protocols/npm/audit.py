"""Answers npm's audit request from the local advisory index, and writes the notice that npm displays. This module does no I/O.

npm 10 and 11 send an audit request on every `install` and `ci`, and print the `npm-notice` header of the response.
"""

from collections.abc import Collection, Iterable, Mapping

from pratique.advisories.answers import npm_bulk
from pratique.advisories.answers.body import read_body
from pratique.advisories.coverage import Freshness
from pratique.advisories.interface import Advisories
from pratique.core.names import PackageRef
from pratique.ecosystems.npm import ecosystem as npm
from pratique.errors import ParseError
from pratique.gate.decision.refusal import one_line
from pratique.gate.protocols.interface import Mark

NOTICE = "npm-notice"
_MOST_NAMED = 3
_MOST_NOTICE = 300


def answer(body: bytes, index: Advisories, freshness: Freshness, *, gzipped: bool) -> bytes:
    """Return the response to a bulk audit request. Raises the errors of `npm_bulk`."""
    return npm_bulk(body, gzipped=gzipped, index=index, freshness=freshness)


def names(body: bytes, *, gzipped: bool) -> Mapping[PackageRef, Collection[str]]:
    """Return the packages of an audit request with the versions in use. Raises ParseError for an invalid request."""
    found: dict[PackageRef, Collection[str]] = {}
    for name, versions in read_body(body, dict[str, list[str]], gzipped=gzipped).items():
        try:
            found[npm.normalise(name)] = tuple(versions)
        except ParseError:
            continue
    return found


def notice(withheld: Iterable[tuple[PackageRef, Mark]]) -> str:
    """Return one line about newer versions withheld from an install; "" if there are none."""
    found = [f"{package.name}@{mark.version}" for package, mark in withheld]
    if not found:
        return ""
    more = f" and {len(found) - _MOST_NAMED} more" if len(found) > _MOST_NAMED else ""
    count = "1 newer version is" if len(found) == 1 else f"{len(found)} newer versions are"
    text = (
        f"pratique: {count} withheld: {', '.join(found[:_MOST_NAMED])}{more}; install one to see the reason"
    )
    return one_line(text, most=_MOST_NOTICE)
