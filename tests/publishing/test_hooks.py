"""Install hooks that the last release did not run."""

import pytest

from pratique.core.publishing import Level
from pratique.publishing.hooks import hooks_gained
from tests.publishing.outgoings import last_of, outgoing, with_manifest

RUN = {"postinstall": "node a.js"}


@pytest.mark.parametrize(
    ("before", "after", "rules"),
    [
        ({}, RUN, ["install-hook-gained"]),
        (RUN, RUN, []),
        (RUN, {}, []),
        (RUN, {"postinstall": "node b.js"}, ["install-hook-changed"]),
        ({}, {"prepare": "tsc"}, []),
    ],
)
def test_hooks_are_compared(before: dict[str, str], after: dict[str, str], rules: list[str]) -> None:
    last = last_of(with_manifest({}, "1.0.0", scripts=before))
    made = outgoing(with_manifest({}, "1.1.0", scripts=after), last)

    assert rules == [one.rule for one in hooks_gained(made)]


def test_a_hook_of_a_first_release_is_noted_with_its_line() -> None:
    (finding,) = hooks_gained(
        outgoing({"package.json": '{"name": "kite",\n"scripts": {\n"install": "node a.js"}}'})
    )

    assert (Level.NOTE, "package.json:3") == (finding.level, str(finding.location))
