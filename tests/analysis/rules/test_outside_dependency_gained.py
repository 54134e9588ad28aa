"""Dependency from a repository or an address instead of the registry."""

import pytest

from pratique.core.finding import Confidence, Severity
from tests.analysis.inspecting import npm, of_rule, package_json, wheel

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
    assert f"the dependency setup comes from {wanted}" in finding.message
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


FIRST = [
    ("https://files.pratique.invalid/b.tgz", Severity.CRITICAL),
    ("git+https://code.pratique.invalid/a/b.git", Severity.CRITICAL),
    ("http://203.0.113.9/b.tgz", Severity.CRITICAL),
    ("https://codeload.github.com/a/b/tar.gz/main", Severity.MEDIUM),
    ("git+https://github.com/a/b.git", Severity.MEDIUM),
    ("http://localhost:1/b.tgz", Severity.MEDIUM),
]


@pytest.mark.parametrize(("wanted", "severity"), [*FIRST, ("a/b", Severity.MEDIUM)])
def test_without_a_baseline_the_host_decides(wanted: str, severity: Severity) -> None:
    (finding,) = of_rule(npm(asks(dependencies={"setup": wanted})), RULE)
    assert severity is finding.severity
    assert finding.message.startswith("the dependency setup comes from")


def python(requirement: str) -> dict[str, str]:
    text = f"Metadata-Version: 2.1\nName: sample\nVersion: 1.0.0\nRequires-Dist: {requirement}\n"
    return {"sample-1.0.0.dist-info/METADATA": text, "sample/__init__.py": "x = 1\n"}


@pytest.mark.parametrize(("wanted", "severity"), FIRST)
def test_a_requirement_of_python_by_address_is_the_same(wanted: str, severity: Severity) -> None:
    (finding,) = of_rule(wheel(python(f"kite @ {wanted}")), RULE)
    assert severity is finding.severity
    (finding,) = of_rule(wheel(python(f"kite @ {wanted}"), python("kite")), RULE)
    assert Severity.CRITICAL is finding.severity


@pytest.mark.parametrize(
    "wanted", ["kite>=1", "kite (>=1,<2)", "kite @ https://a.invalid/k.whl ; extra == 'x'"]
)
def test_a_requirement_of_the_index_or_of_an_extra_stays_quiet(wanted: str) -> None:
    assert [] == of_rule(wheel(python(wanted)), RULE)
