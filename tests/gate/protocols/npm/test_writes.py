"""What of npm's protocol changes a registry, and whose registry that is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.core.names import Ecosystem, PackageRef
from pratique.errors import ParseError
from pratique.gate.protocols.interface import Ask, WriteWanted
from pratique.gate.protocols.npm.writes import read_write


def read(line: str, **headers: str) -> WriteWanted | None:
    method, _, target = line.partition(" ")
    path, _, query = target.partition("?")
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return read_write(
        Ask(method=method, path=path, query=query, headers=named, base="http://gate.example/npm/")
    )


OF_PACKAGES = [
    ("PUT calm", "calm", "calm"),
    ("PUT @acme%2ftool", "@acme/tool", "@acme%2ftool"),
    ("PUT @acme/tool", "@acme/tool", "@acme%2ftool"),
    ("GET @acme%2ftool?write=true", "@acme/tool", "@acme%2ftool?write=true"),
    ("PUT calm/-rev/3-abc", "calm", "calm/-rev/3-abc"),
    ("DELETE calm/-rev/3-abc", "calm", "calm/-rev/3-abc"),
    ("DELETE calm/-/calm-1.0.0.tgz/-rev/3-a", "calm", "calm/-/calm-1.0.0.tgz/-rev/3-a"),
    ("DELETE npm/calm/-/calm-1.0.0.tgz/-rev/3-a", "calm", "calm/-/calm-1.0.0.tgz/-rev/3-a"),
    ("DELETE a/@acme/tool/-/tool-1.0.0.tgz/-rev/3", "@acme/tool", "@acme%2ftool/-/tool-1.0.0.tgz/-rev/3"),
    ("PUT -/package/calm/dist-tags/beta", "calm", "-/package/calm/dist-tags/beta"),
    ("DELETE -/package/@acme%2ftool/dist-tags/b", "@acme/tool", "-/package/@acme%2ftool/dist-tags/b"),
    ("POST -/package/@acme/tool/access", "@acme/tool", "-/package/@acme%2ftool/access"),
    ("GET -/package/calm/collaborators", "calm", "-/package/calm/collaborators"),
    (
        "POST -/npm/v1/oidc/token/exchange/package/@acme%2ftool",
        "@acme/tool",
        "-/npm/v1/oidc/token/exchange/package/@acme%2ftool",
    ),
]


@pytest.mark.parametrize(("line", "name", "path"), OF_PACKAGES)
def test_what_is_about_a_package_goes_to_its_registry_under_its_name(line: str, name: str, path: str) -> None:
    found = read(line)
    assert found is not None
    assert (PackageRef(Ecosystem.NPM, name), path) == (found.package, found.path)


ACCOUNTS = [
    ("POST -/v1/login", True),
    ("PUT -/user/org.couchdb.user:ada", True),
    ("GET -/user/org.couchdb.user:ada", False),
    ("DELETE -/user/token/npm_x", False),
    ("GET -/whoami", False),
    ("GET -/npm/v1/user", False),
    ("GET -/npm/v1/tokens", False),
    ("POST -/npm/v1/tokens", False),
    ("DELETE -/npm/v1/tokens/token/abc", False),
    ("GET -/stage", False),
    ("GET -/WhoAmI", False),
    ("GET -/npm/V1/Tokens", False),
    ("GET -/npm/v1/hooks", False),
    ("GET -/_view/starredByUser", False),
]


@pytest.mark.parametrize(("line", "signs_in"), ACCOUNTS)
def test_what_is_about_an_account_is_never_asked_with_credentials_of_the_gate(
    line: str, *, signs_in: bool
) -> None:
    plain, scoped = read(line), read(line, npm_scope="@acme")
    assert plain is not None
    assert scoped is not None
    assert (None, None, signs_in) == (plain.package, plain.scope, plain.signs_in)
    assert "@acme" == scoped.scope
    assert line.partition(" ")[2] == plain.path


@pytest.mark.parametrize(
    "line",
    [
        "GET -/org/acme/user",
        "GET -/unknown/@acme%2ftool",
        "PUT -/team/acme/core/user",
        "GET -/team/@acme/core/user",
    ],
)
def test_what_is_about_an_organisation_goes_to_the_registry_of_its_scope(line: str) -> None:
    found = read(line)
    assert found is not None
    assert "@acme" == found.scope


@pytest.mark.parametrize(
    "line",
    [
        "GET calm",
        "GET calm?write=false",
        "GET calm/-/calm-1.0.0.tgz",
        "GET -/npm/v1/keys",
        "GET -/v1/search?text=calm",
        "GET -/package/calm/dist-tags",
        "POST -/npm/v1/security/advisories/bulk",
        "OPTIONS calm",
    ],
)
def test_what_only_reads_is_no_write(line: str) -> None:
    assert read(line) is None


@pytest.mark.parametrize(
    "line",
    [
        "PUT ..%2fcalm",
        "PUT calm/..",
        "PUT %2e%2e/calm",
        "PUT calm/-rev/..%2f..",
        "PUT @acme%2f..%2fcalm",
        "PUT @acme%252ftool",
        "DELETE calm",
        "POST calm",
        "DELETE calm/-/other-1.0.0.tgz/-rev/3",
        "DELETE calm/@acme/tool/-/calm-1.0.0.tgz/-rev/3",
        "PUT -/package/calm/other/x",
        "POST -/stage",
        "GET -/org/..%2fx/user",
        "PUT calm?" + "x" * 600,
        "PUT " + "a" * 2_000,
        "PUT %ff",
    ],
)
def test_what_no_npm_writes_is_refused(line: str) -> None:
    with pytest.raises(ParseError):
        read(line)


def test_a_scope_that_is_none_is_refused() -> None:
    with pytest.raises(ParseError, match="the scope is invalid"):
        read("POST -/v1/login", npm_scope="@acme/../x")


@pytest.mark.fuzz
@given(
    st.sampled_from(["PUT", "DELETE", "POST", "GET"]),
    st.text(alphabet="-/@%.abcrev0129:?=&\\ ", max_size=60),
    st.sampled_from(["", "write=true"]),
)
def test_any_address_is_passed_on_below_one_package_or_not_at_all(method: str, path: str, query: str) -> None:
    try:
        found = read_write(
            Ask(method=method, path=path, query=query, headers={}, base="http://g.example/npm/")
        )
    except ParseError:
        return
    if found is None:
        return
    parts = found.path.partition("?")[0].split("/")
    assert not {"", ".", ".."} & set(parts)
    if found.package is not None:
        assert found.package.name.replace("/", "%2f") in parts
