"""Private names that exist in public."""

import pytest

from pratique.core.evidence import Evidence, Known, NotAsked, Unknown
from pratique.errors import Reference
from pratique.history.names.private import PrivateNames, public_twin
from tests.history.names.lists import npm

OURS = PrivateNames(names=frozenset({"our-tool"}), scopes=frozenset({"@ours"}))
LISTED = Known(True, "registry.example")


@pytest.mark.parametrize("name", ["our-tool", "@ours/anything"])
def test_a_private_name_in_public_is_told(name: str) -> None:
    assert (
        f"{name} is a private name in this project, but registry.example also lists a package with this name: "
        "an installer that uses this registry gets a stranger's package"
    ) == public_twin(npm(name), OURS, LISTED)


@pytest.mark.parametrize("name", ["lodash", "@theirs/our-tool", "ours", "@ours"])
def test_a_name_of_others_is_no_finding(name: str) -> None:
    assert None is public_twin(npm(name), OURS, LISTED)


def test_a_private_name_that_nobody_took_is_no_finding() -> None:
    assert None is public_twin(npm("our-tool"), OURS, Known(False, "registry.example"))


@pytest.mark.parametrize(
    "listed", [NotAsked("nobody asked"), Unknown("nobody asked", Reference.OFFLINE, "registry.example")]
)
def test_what_was_not_answered_is_told(listed: Evidence[bool]) -> None:
    assert (
        "our-tool is a private name in this project; it is unknown whether a public package has this name: nobody asked"
    ) == public_twin(npm("our-tool"), OURS, listed)


def test_an_empty_scope_holds_no_name() -> None:
    assert not PrivateNames(scopes=frozenset({""})).holds(npm("lodash"))
