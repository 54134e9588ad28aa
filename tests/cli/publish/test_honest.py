"""An ordinary release of each ecosystem is not stopped, and the answer says what was not checked."""

from collections.abc import Callable

import pytest

from tests.cli.publish.releasing import Project

ECOSYSTEMS = ("npm", "pypi", "gem")


@pytest.mark.parametrize("ecosystem", ECOSYSTEMS)
def test_an_ordinary_release_is_not_stopped(project_of: Callable[[str], Project], ecosystem: str) -> None:
    project = project_of(ecosystem)
    ran = project.check()

    assert (0, "") == (ran.code, ran.err), ran.out
    assert "OK: " in ran.out
    assert "compared with" in ran.out
    assert (ecosystem == "gem") == ("Not checked: provenance" in ran.out)
