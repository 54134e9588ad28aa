"""From the tools' configuration to whom to ask."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from pratique.config import RegistrySetting
from pratique.core.names import Ecosystem, PackageRef
from pratique.net.client.address import parse
from pratique.net.client.authorization import Authorization
from pratique.net.configuration.all_clients import read_upstreams
from pratique.net.configuration.config_file import Project
from pratique.net.registries.upstreams import BUILT_IN, Upstreams

PUBLIC = {
    Ecosystem.NPM: "https://registry.public.example/",
    Ecosystem.PYPI: "https://index.public.example/simple/",
    Ecosystem.RUBYGEMS: "https://gems.public.example/",
}
LEFT_PAD = PackageRef(Ecosystem.NPM, "left-pad")
SCOPED = PackageRef(Ecosystem.NPM, "@acme/base")
TOOLS = PackageRef(Ecosystem.PYPI, "tools")
KITE = PackageRef(Ecosystem.RUBYGEMS, "kite")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "home"
    folder.mkdir()
    return folder


@pytest.fixture
def app(tmp_path: Path) -> Path:
    folder = tmp_path / "app"
    folder.mkdir()
    return folder


def read(home: Path, env: Mapping[str, str] | None = None, *, project: Project | None = None) -> Upstreams:
    machine = {"HOME": str(home), "XDG_CONFIG_DIRS": str(home / "none"), **(env or {})}
    # Neither this machine's /etc/pip.conf nor its node counts here.
    return read_upstreams({"PIP_CONFIG_FILE": "/dev/null", **machine}, public=PUBLIC, project=project)


def urls(found: Upstreams, package: PackageRef) -> list[str]:
    return [upstream.url for upstream in found.all_of(package)]


def test_without_any_configuration_the_public_registries_are_asked(home: Path) -> None:
    found = read(home)

    assert [PUBLIC[Ecosystem.NPM]] == urls(found, LEFT_PAD) == urls(found, SCOPED)
    assert [PUBLIC[Ecosystem.PYPI]] == urls(found, TOOLS)
    assert [PUBLIC[Ecosystem.RUBYGEMS]] == urls(found, KITE)
    assert {BUILT_IN} == {row.origin for row in found.rows()}
    assert () == found.problems


def test_gem_s_sources_and_bundler_s_mirror_are_asked(home: Path) -> None:
    (home / ".gemrc").write_text("---\n:sources:\n- https://gems.public.example/\n- https://own.example/\n")
    (home / ".bundle").mkdir()
    (home / ".bundle/config").write_text(
        '---\nBUNDLE_MIRROR__GEMS__PUBLIC__EXAMPLE: "https://mirror.example"\nBUNDLE_OWN__EXAMPLE: "ada:pw"\n'
    )

    found = read(home)

    assert ["https://own.example/", "https://mirror.example/"] == urls(found, KITE)
    assert Authorization.basic("ada", "pw") == found.of(KITE).authorization
    named = found.all_of(KITE, registry="https://gems.public.example/")
    assert ["https://own.example/", "https://mirror.example/"] == [up.url for up in named]


def test_npm_s_registry_and_scopes_and_pip_s_index_are_asked(home: Path) -> None:
    (home / ".npmrc").write_text(
        "registry=https://mirror.example/\n@acme:registry=https://acme.example/npm\n"
    )

    found = read(home, {"PIP_INDEX_URL": "https://ada:pw@index.example/simple"})

    assert ["https://mirror.example/"] == urls(found, LEFT_PAD)
    assert ["https://acme.example/npm/"] == urls(found, SCOPED)
    assert ["https://index.example/simple/"] == urls(found, TOOLS)
    assert (True, False, False) == (
        found.of(SCOPED).private,
        found.of(LEFT_PAD).private,
        found.of(TOOLS).private,
    )
    assert Authorization.basic("ada", "pw") == found.of(TOOLS).authorization


@pytest.mark.parametrize(
    ("npmrc", "private"),
    [
        ("@acme:registry=https://acme.example/", True),
        ("@acme:registry=https://registry.public.example/", False),
        ("registry=https://mirror.example/\n@acme:registry=https://mirror.example", False),
        ("registry=https://mirror.example/all/\n@acme:registry=https://mirror.example/acme/", True),
    ],
)
def test_a_scope_is_private_when_its_registry_is_not_where_everybody_asks(
    home: Path, npmrc: str, private: bool
) -> None:
    (home / ".npmrc").write_text(npmrc)

    assert private == read(home).of(SCOPED).private


def test_a_trusted_project_binds_a_scope_without_making_it_private_or_getting_a_token(
    home: Path, app: Path
) -> None:
    (app / ".npmrc").write_text(
        "@acme:registry=https://evil.example/\n//evil.example/:_authToken=${NPM_TOKEN}\n"
    )
    (home / ".npmrc").write_text("//registry.public.example/:_authToken=${NPM_TOKEN}\n")
    env = {"NPM_TOKEN": "s3cret"}

    plain = read(home, env, project=Project(folder=app))
    trusted = read(home, env, project=Project(folder=app, trusted=True))

    assert [PUBLIC[Ecosystem.NPM]] == urls(plain, SCOPED)
    assert not plain.allows("https://evil.example/x.tgz")
    assert ["https://evil.example/"] == urls(trusted, SCOPED)
    assert (False, None) == (trusted.of(SCOPED).private, trusted.of(SCOPED).authorization)
    assert trusted.of(LEFT_PAD).authorization == Authorization.bearer("s3cret")
    assert trusted.allows("https://evil.example/x.tgz")


def test_a_project_cannot_lead_the_user_s_token_over_plain_http(home: Path, app: Path) -> None:
    (home / ".npmrc").write_text("//mirror.example/:_authToken=mine\n")
    (app / ".npmrc").write_text(
        "registry=http://mirror.example/\n@acme:registry=https://mirror.example/acme\n"
    )

    found = read(home, project=Project(folder=app, trusted=True))

    assert found.of(LEFT_PAD).authorization is None
    assert Authorization.bearer("mine") == found.of(SCOPED).authorization


def test_an_index_away_from_the_public_host_is_asked_first_so_that_names_do_not_leak(home: Path) -> None:
    extra_private = read(home, {"PIP_EXTRA_INDEX_URL": "https://own.example/simple/"})
    extra_public = read(
        home,
        {"PIP_INDEX_URL": "https://own.example/simple/", "PIP_EXTRA_INDEX_URL": PUBLIC[Ecosystem.PYPI]},
    )

    expected = ["https://own.example/simple/", PUBLIC[Ecosystem.PYPI]]
    assert expected == urls(extra_private, TOOLS) == urls(extra_public, TOOLS)


def test_a_mirror_alone_leaves_the_public_index_unasked(home: Path) -> None:
    found = read(home, {"UV_DEFAULT_INDEX": "https://own.example/simple/"})

    assert ["https://own.example/simple/"] == urls(found, TOOLS)
    assert not found.allows("https://files.public.example/x.whl")


def test_uv_s_index_counts_beside_pip_s_when_a_lock_names_it(home: Path) -> None:
    found = read(home, {"PIP_INDEX_URL": "https://pip.example/", "UV_INDEX_URL": "https://uv.example/"})

    assert ["https://pip.example/"] == urls(found, TOOLS)
    assert "https://uv.example/" == found.of(TOOLS, registry="https://uv.example").url


def test_netrc_gives_the_password_of_an_index_and_of_other_hosts_that_it_names(home: Path) -> None:
    netrc = home / ".netrc"
    netrc.write_text("machine own.example login ada password pw\nmachine files.example login f password g\n")
    netrc.chmod(0o600)

    found = read(home, {"PIP_INDEX_URL": "https://own.example:8443/simple/"}).of(TOOLS)
    with_user = read(home, {"PIP_INDEX_URL": "https://eve:other@own.example/simple/"}).of(TOOLS)

    assert Authorization.basic("ada", "pw") == found.authorization
    assert Authorization.basic("f", "g") == found.authorization_for(parse("https://files.example/x.whl"))
    assert found.authorization_for(parse("https://evil.example/x.whl")) is None
    assert Authorization.basic("eve", "other") == with_user.authorization


def test_a_host_that_pip_trusts_blindly_is_said_to_be_unverified(home: Path) -> None:
    env = {"PIP_INDEX_URL": "https://own.example:8443/", "PIP_EXTRA_INDEX_URL": "https://other.example/"}

    found = read(home, {**env, "PIP_TRUSTED_HOST": "own.example:8443"})

    assert [True, False, True] == [
        up.route.trust.verifies(parse(up.url)) for up in (*found.all_of(TOOLS), found.of(LEFT_PAD))
    ]
    assert any(
        "the certificate of the registry is not verified (PIP_TRUSTED_HOST)" in row.value
        for row in found.rows()
    )


def test_each_tool_has_its_own_proxy_and_certificates(home: Path) -> None:
    (home / ".npmrc").write_text("https-proxy=http://ada:s3cret@npm-proxy.example:1\ncafile=/npm.pem\n")

    found = read(home, {"PIP_PROXY": "pip-proxy.example:2", "PIP_CERT": "/pip.pem"})

    rows = {row.key: row.value for row in found.rows()}
    assert f"proxy http://npm-proxy.example:1 ({home}/.npmrc), certificates /npm.pem" in rows["npm registry"]
    assert "proxy http://pip-proxy.example:2 (PIP_PROXY), certificates /pip.pem" in rows["pypi index"]
    assert "s3cret" not in str(rows)


def test_settings_are_applied_and_problems_are_gathered(home: Path) -> None:
    (home / ".npmrc").write_text("registry=https://x.example/${UNSET}\n")
    setting = RegistrySetting(url="https://new.example/", ecosystem=Ecosystem.NPM, origin="pratique.toml:1")

    found = read_upstreams(
        {"HOME": str(home), "PIP_CONFIG_FILE": "/dev/null", "PIP_NO_INDEX": "1"},
        public=PUBLIC,
        settings=[setting],
    )

    assert found.allows("https://new.example/x")
    assert [
        f"{home}/.npmrc: registry is ignored: the environment variable in the setting is not set",
        "PIP_NO_INDEX: pip is configured to use no index; Pratique queries the configured index",
    ] == [*found.problems]
