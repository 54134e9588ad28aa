"""Collects the known blocked releases from the local database, the policy, the advisories and the gate."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from pratique.cli.advisories.index_opening import Opened, gap, open_advisories
from pratique.cli.doctor.caches import NAME, Known
from pratique.cli.doctor.checks import Check, State
from pratique.cli.run.clock import now
from pratique.cli.setup.clients import Target
from pratique.config import Settings
from pratique.errors import ParseError, Reference, RegistryError, StoreError
from pratique.intake.known_bad.blocked import (
    MOST_ANSWER_BYTES,
    PATH,
    BlockedList,
    blocked_here,
    by_policy,
    read_blocked,
)
from pratique.net.client.authorization import Authorization
from pratique.net.client.http import Http
from pratique.net.client.route import Route
from pratique.net.registries.forwarding import Passing
from pratique.net.registries.upstreams import Upstreams
from pratique.report.parts.counts import plural
from pratique.store.folder.home import Home, data_home


@contextmanager
def known_here(settings: Settings, upstreams: Upstreams) -> Iterator[Known]:
    """Yield the blocked releases that this machine knows, without requests.

    The advisories remain open until the context exits.
    """
    with open_advisories(settings) as opened:
        warnings = opened.warnings(settings)
        known = Known(
            warnings=warnings,
            is_private=lambda package: upstreams.of(package).private,
            checks=tuple(_advisory_checks(opened)),
            sources=(_advisories(opened),),
        )
        home = Home(data_home(os.environ))
        if not home.database.is_file():
            denied = list(by_policy(settings.policy))
            yield known.with_more(denied, f"{plural(len(denied), 'release')} in [deny] of the policy")
            return
        from pratique.store.opening import open_store  # noqa: PLC0415 - imports SQLAlchemy

        try:
            with open_store(home) as store:
                here = blocked_here(store, warnings, settings.policy, now())
        except StoreError as error:
            check = Check(
                NAME,
                State.UNKNOWN,
                f"caches were not compared with the local blocked releases: {error.message}",
                error.hint,
            )
            yield with_check(known, check)
            return
        yield known.with_more(here, f"{plural(len(here), 'denied or blocked artifact')} in {home.folder}")


def _advisories(opened: Opened) -> str:
    if opened.built_at is None:
        return "the advisories that ship with pratique"
    return f"advisories of {opened.built_at:%Y-%m-%d}"


def _advisory_checks(opened: Opened) -> Iterator[Check]:
    if opened.trouble is not None:
        missing = opened.trouble.reference is Reference.ADVISORIES_MISSING
        state = State.NOTE if missing else State.UNKNOWN
        yield Check(NAME, state, f"caches were not compared with all advisories: {gap(opened.trouble)}")


async def ask_blocked(http: Http, to: Target, route: Route) -> BlockedList:
    """Request the list of blocked releases from a gate.

    Raise RegistryError if the request fails, and ParseError for an invalid response.
    """
    passing = Passing(
        method="GET",
        url=to.at(PATH),
        headers={"User-Agent": "pratique-doctor"},
        authorization=Authorization.bearer(to.token) if to.token else None,
        most_sent_bytes=0,
        most_bytes=MOST_ANSWER_BYTES,
    )
    passed = await http.pass_on(passing, route=route)
    if passed.status == 200:
        return read_blocked(passed.body)
    raise RegistryError(
        Reference.REGISTRY_FAILED,
        f"the gate answered {passed.status} {passed.reason[:80]}".rstrip(),
        hint="upgrade the gate: older versions do not list blocked releases"
        if passed.status == 404
        else "use --token or set PRATIQUE_GATE_TOKEN",
    )


def with_gate(known: Known, answer: BlockedList | ParseError | RegistryError, to: Target) -> Known:
    """Return the known blocked releases together with those of a gate.

    If the gate's list is missing, add a check with the reason.
    """
    if not isinstance(answer, BlockedList):
        text = f"caches were not compared with the gate's blocked releases: {answer.message}"
        return with_check(known, Check(NAME, State.UNKNOWN, text, answer.hint))
    known = known.with_more(answer.entries, f"{plural(len(answer.entries), 'artifact')} blocked by {to.url}")
    if answer.left_off:
        text = f"the gate's list omits {answer.left_off:,} blocked releases"
        return with_check(known, Check(NAME, State.UNKNOWN, text))
    return known


def with_check(known: Known, check: Check) -> Known:
    """Return a copy of `known` with an additional check that reports an unavailable source."""
    return replace(known, checks=(*known.checks, check))
