"""Steps and templates."""

from dataclasses import replace

import pytest

from pratique.analysis.chains.acts import Act, Atom
from pratique.analysis.chains.chain import ChainFamily, Link
from pratique.analysis.chains.template import Template, fetched, sent, step
from pratique.analysis.hosts import HostClass


def atom(*acts: Act, host: HostClass | None = None) -> Atom:
    return Atom(frozenset(acts), 1, at_load=False, host_class=host)


def template(*, weakest: Link, steps: int) -> Template:
    return Template(
        id="x",
        family=ChainFamily.WORM,
        words="x",
        seen="x",
        steps=tuple(step(Act.SENDS) for _ in range(steps)),
        weakest=weakest,
    )


def test_a_step_is_any_of_its_acts() -> None:
    assert step(Act.SENDS, Act.DNS).fits(atom(Act.DNS))
    assert not step(Act.SENDS, Act.DNS).fits(atom(Act.FETCHES))


def test_a_step_is_all_of_what_it_is_also() -> None:
    assert step(Act.WRITES, also=(Act.DECODES,)).fits(atom(Act.WRITES, Act.DECODES))
    assert not step(Act.WRITES, also=(Act.DECODES,)).fits(atom(Act.WRITES))


@pytest.mark.parametrize(
    ("host", "expected"), [(HostClass.PASTE, True), (HostClass.WIDE, False), (None, True)]
)
def test_a_step_reaches_one_of_its_hosts_where_it_is_constant(
    host: HostClass | None, *, expected: bool
) -> None:
    assert expected == step(Act.SENDS, hosts=frozenset({HostClass.PASTE})).fits(atom(Act.SENDS, host=host))


@pytest.mark.parametrize("host", [HostClass.OWN, HostClass.WIDE, HostClass.PRIVATE])
def test_sending_to_and_fetching_from_trusted_hosts_is_none(host: HostClass) -> None:
    assert not sent().fits(atom(Act.SENDS, host=host))
    assert not fetched().fits(atom(Act.FETCHES, host=host))
    assert sent().fits(atom(Act.SENDS, host=HostClass.UNKNOWN))


def test_only_what_one_file_alone_may_make_is_looked_for_across_files() -> None:
    assert template(weakest=Link.FILE, steps=2).across
    assert not template(weakest=Link.SCOPE, steps=2).across
    assert not template(weakest=Link.FILE, steps=1).across
    assert not replace(template(weakest=Link.FILE, steps=2), alone=True).across
