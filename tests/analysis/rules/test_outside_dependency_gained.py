"""Dependency that is in no registry, in a project that had none."""

import pytest

from pratique.core.finding import Confidence, Severity
from tests.analysis.inspecting import npm, of_rule, package_json

RULE = "outside-dependency-gained"
OUTSIDE = [
    "git+https://code.pratique.invalid/a/b.git#1234567",
    "git@code.pratique.invalid:a/b.git",
    "github:a/b#1234567",
    "a/b",
    "https://files.pratique.invalid/b.tgz",
    "HTTPS://files.pratique.invalid/b.tgz",
    "Git+SSH://git@code.pratique.invalid/a/b.git",
    "ssh://git@code.pratique.invalid/a/b.git",
    "somebody@code.pratique.invalid:a/b.git",
    "sourcehut:~a/b",
    "%61/b",
]


def asks(**fields: object) -> dict[str, str]:
    return {"package.json": package_json(main="index.js", **fields), "index.js": "exports.a = 1\n"}


@pytest.mark.parametrize("wanted", OUTSIDE)
@pytest.mark.parametrize("table", ["dependencies", "optionalDependencies", "peerDependencies"])
def test_a_dependency_by_repository_or_address_is_held(wanted: str, table: str) -> None:
    (finding,) = of_rule(npm(asks(**{table: {"setup": wanted}}), asks()), RULE)
    assert (Severity.CRITICAL, Confidence.MEDIUM) == (finding.severity, finding.confidence)
    assert f"it takes setup from {wanted}" in finding.message
    assert "package.json" == finding.locations[0].path


@pytest.mark.parametrize(
    "wanted",
    [
        *("^1.0.0", "*", "latest", "npm:other@1", "NPM:@a/b@1", "workspace:*", "1 - 2", "", ">=1 <2 || 3.x"),
        *("file:../b", "./b", "~/b", "C:\\b", "link:b"),
    ],
)
def test_a_range_of_the_registry_stays_quiet(wanted: str) -> None:
    assert [] == of_rule(npm(asks(dependencies={"setup": wanted}), asks()), RULE)


def test_a_project_that_took_one_before_stays_quiet() -> None:
    before = asks(dependencies={"fork": "github:a/c"})
    assert [] == of_rule(npm(asks(dependencies={"fork": "github:a/c", "setup": "a/b"}), before), RULE)


def test_tools_of_the_developers_stay_quiet() -> None:
    assert [] == of_rule(npm(asks(devDependencies={"setup": "a/b"}), asks()), RULE)


def test_a_peer_that_npm_does_not_install_by_itself_stays_quiet() -> None:
    fields = {
        "peerDependencies": {"setup": "a/b"},
        "peerDependenciesMeta": {"setup": {"optional": True}},
    }
    assert [] == of_rule(npm(asks(**fields), asks()), RULE)


def test_a_long_name_is_cut() -> None:
    (finding,) = of_rule(npm(asks(dependencies={"a" * 100_000: "a/b"}), asks()), RULE)
    assert len(finding.message) < 500
