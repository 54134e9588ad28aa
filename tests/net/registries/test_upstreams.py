"""Whom to ask for what, and what may be fetched."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.config import RegistrySetting, RegistryTimes
from pratique.core.names import Ecosystem, PackageRef
from pratique.errors import Reference, RegistryError
from pratique.net.client.address import parse
from pratique.net.client.authorization import Authorization
from pratique.net.client.credentials import Credentials
from pratique.net.configuration.config_file import Stated
from pratique.net.registries.upstreams import Upstream, Upstreams, annotate

PUBLIC = {
    Ecosystem.NPM: "https://registry.public.example/",
    Ecosystem.PYPI: "https://index.public.example/simple/",
}
LEFT_PAD = PackageRef(Ecosystem.NPM, "left-pad")
SCOPED = PackageRef(Ecosystem.NPM, "@acme/base")
TOOLS = PackageRef(Ecosystem.PYPI, "tools")
TOKENS = Credentials(
    {
        "//mirror.example/npm/": Stated(Authorization.bearer("mirror"), "userconfig"),
        "//acme.example/": Stated(Authorization.bearer("acme"), "userconfig"),
        "//files.example/": Stated(Authorization.bearer("files"), "userconfig"),
    }
)


def npm(url: str, **given: object) -> Upstream:
    fields = {"origin": "userconfig", "credentials": TOKENS, **given}
    return Upstream(url=url, ecosystem=Ecosystem.NPM, **fields)  # type: ignore[arg-type]  # fields of Upstream


def pypi(url: str, **given: object) -> Upstream:
    fields = {"origin": "pip.conf", "label": "index", **given}
    return Upstream(url=url, ecosystem=Ecosystem.PYPI, **fields)  # type: ignore[arg-type]  # fields of Upstream


MIRROR = npm("https://mirror.example/npm/")
ACME = npm("https://acme.example/", label="@acme:registry", bound=True, private=True)
OWN = pypi("https://own.example/simple/", label="extra index", own=Authorization.basic("ada", "pw"))
INDEX = pypi(PUBLIC[Ecosystem.PYPI])
UPSTREAMS = Upstreams(
    scopes={"@acme": ACME},
    open={Ecosystem.NPM: (MIRROR,), Ecosystem.PYPI: (OWN, INDEX)},
    public=PUBLIC,
)


def header(upstream: Upstream, url: str) -> str | None:
    found = upstream.authorization_for(parse(url))
    return None if found is None else found.header


def test_a_bound_scope_is_asked_at_its_registry_only() -> None:
    assert (ACME,) == UPSTREAMS.all_of(SCOPED)
    assert (ACME,) == UPSTREAMS.all_of(SCOPED, registry=PUBLIC[Ecosystem.NPM])
    assert (MIRROR,) == UPSTREAMS.all_of(LEFT_PAD)
    assert MIRROR == UPSTREAMS.of(PackageRef(Ecosystem.NPM, "@acmee/base"))
    assert (OWN, INDEX) == UPSTREAMS.all_of(TOOLS)


def test_a_registry_that_a_lock_names_is_asked_alone_if_it_is_configured() -> None:
    assert (INDEX,) == UPSTREAMS.all_of(TOOLS, registry="https://INDEX.public.example/simple")
    assert (OWN,) == UPSTREAMS.all_of(TOOLS, registry="https://ada:x@own.example:443/simple/")


def test_the_public_registry_in_a_lock_means_whatever_stands_in_for_it() -> None:
    mirrored = Upstreams(open={Ecosystem.NPM: (MIRROR,), Ecosystem.PYPI: (OWN,)}, public=PUBLIC)

    assert MIRROR == mirrored.of(LEFT_PAD, registry=PUBLIC[Ecosystem.NPM])
    assert OWN == mirrored.of(TOOLS, registry=PUBLIC[Ecosystem.PYPI])


@pytest.mark.parametrize(
    "registry",
    [
        "https://evil.example/simple/",
        "http://own.example/simple/",
        "https://own.example/other/",
        "x",
        "https://mirror.example/npm/",
    ],
)
def test_any_other_registry_in_a_lock_is_refused_and_says_what_to_do(registry: str) -> None:
    with pytest.raises(RegistryError) as caught:
        UPSTREAMS.of(TOOLS, registry=registry)

    assert Reference.REGISTRY_NOT_CONFIGURED is caught.value.reference
    assert "--trust-project" in caught.value.hint


@pytest.mark.parametrize(
    ("url", "allowed"),
    [
        ("https://mirror.example/npm/left-pad/-/left-pad-1.0.0.tgz", True),
        ("https://mirror.example/anything", True),
        ("https://registry.public.example/left-pad/-/left-pad-1.0.0.tgz", True),
        ("https://evil.example/left-pad-1.0.0.tgz", False),
        ("http://mirror.example/npm/left-pad", False),
        ("https://mirror.example.evil/npm/left-pad", False),
        ("https://mirror.example@evil.example/npm/left-pad", False),
        ("https://files.public.example/x.whl", False),
        ("git+ssh://git@mirror.example/x", False),
        ("", False),
    ],
)
def test_an_address_in_a_lock_is_allowed_by_its_origin(url: str, allowed: bool) -> None:
    assert allowed == UPSTREAMS.allows(url)


def test_the_credentials_of_a_registry_go_to_its_origin_and_to_where_they_are_bound() -> None:
    assert "Bearer mirror" == header(MIRROR, "https://mirror.example/npm/left-pad")
    assert "Bearer mirror" == header(MIRROR, "https://mirror.example/elsewhere")
    assert "Bearer files" == header(MIRROR, "https://files.example/left-pad-1.0.0.tgz")
    assert header(MIRROR, "https://evil.example/npm/left-pad") is None
    assert header(MIRROR, "https://mirror.example:8443/npm/left-pad") is None
    assert Authorization.basic("ada", "pw") == OWN.authorization
    assert header(OWN, "https://files.example/x.whl") is None


def test_credentials_go_over_plain_http_only_to_a_registry_that_is_asked_so_by_the_user() -> None:
    project = npm("http://mirror.example/npm/", from_project=True)
    user = npm("http://mirror.example/npm/", cleartext=True)

    assert project.authorization is None
    assert user.authorization is not None
    assert header(user, "http://files.example/x") is None
    assert header(MIRROR, "http://mirror.example/npm/left-pad") is None


def test_the_owner_of_an_address_shares_its_origin_and_most_of_its_path() -> None:
    root, deep = npm("https://art.example/"), npm("https://art.example/npm/acme/")
    both = Upstreams(open={Ecosystem.NPM: (root,), Ecosystem.PYPI: (INDEX,)}, others=(deep,), public=PUBLIC)

    assert deep == both.owner(parse("https://art.example/npm/acme/x/-/x-1.0.0.tgz"))
    assert root == both.owner(parse("https://art.example/npm/acmex/-/x-1.0.0.tgz"))
    assert both.owner(parse("https://other.example/")) is None


@pytest.mark.parametrize(
    ("url", "target"),
    [
        ("https://registry.public.example/a/-/a-1.tgz?x=1", "https://mirror.example/npm/a/-/a-1.tgz?x=1"),
        ("https://registry.public.example/npm/a/-/a-1.tgz", "https://mirror.example/npm/a/-/a-1.tgz"),
        ("https://registry.public.example/@s%2fa/-/a-1.tgz", "https://mirror.example/npm/@s%2Fa/-/a-1.tgz"),
        ("https://mirror.example/npm/a/-/a-1.tgz", "https://mirror.example/npm/a/-/a-1.tgz"),
        ("https://evil.example/a/-/a-1.tgz", "https://evil.example/a/-/a-1.tgz"),
        ("http://registry.public.example/a", "http://registry.public.example/a"),
    ],
)
def test_an_address_at_the_public_registry_goes_to_the_one_that_stands_in_for_it(
    url: str, target: str
) -> None:
    assert target == str(UPSTREAMS.redirected(parse(url), MIRROR))


def test_nothing_is_redirected_when_the_public_registry_itself_is_asked() -> None:
    url = parse("https://registry.public.example/a/-/a-1.tgz")

    assert url == UPSTREAMS.redirected(url, npm(PUBLIC[Ecosystem.NPM]))


def setting(url: str, **given: object) -> RegistrySetting:
    fields = {"ecosystem": Ecosystem.NPM, "origin": "pratique.toml:3", **given}
    return RegistrySetting(url=url, **fields)  # type: ignore[arg-type]  # fields of RegistrySetting


def test_settings_mark_configured_registries_and_add_others() -> None:
    found = annotate(
        UPSTREAMS,
        [
            setting(MIRROR.url, times=RegistryTimes.LOWER_BOUND),
            setting("https://new.example/", private=True),
            setting(OWN.url, ecosystem=Ecosystem.PYPI, private=True),
        ],
    )

    assert (RegistryTimes.LOWER_BOUND, False) == (found.of(LEFT_PAD).times, found.of(LEFT_PAD).private)
    assert [True, False] == [up.private for up in found.all_of(TOOLS)]
    assert found.allows("https://new.example/x.tgz")
    assert not UPSTREAMS.allows("https://new.example/x.tgz")
    new = found.of(LEFT_PAD, registry="https://new.example/")
    assert (True, "pratique.toml:3", False) == (new.private, new.origin, new.cleartext)
    assert found.of(SCOPED).private


def test_what_only_the_project_names_is_never_private() -> None:
    project = Upstreams(
        scopes={"@acme": npm("https://evil.example/", from_project=True, bound=True)},
        open={Ecosystem.NPM: (MIRROR,), Ecosystem.PYPI: (INDEX,)},
        public=PUBLIC,
    )

    assert not annotate(project, [setting("https://evil.example/", private=True)]).of(SCOPED).private


def test_rows_show_where_each_registry_is_written_and_no_credential() -> None:
    rows = {row.key: (row.value, row.origin) for row in UPSTREAMS.rows()}

    assert {
        "npm registry": ("https://mirror.example/npm/, credentials set", "userconfig"),
        "npm @acme:registry": ("https://acme.example/, private, credentials set", "userconfig"),
        "pypi extra index": ("https://own.example/simple/, credentials set", "pip.conf"),
        "pypi index": ("https://index.public.example/simple/", "pip.conf"),
    } == rows
    assert "Bearer" not in repr(UPSTREAMS)


@pytest.mark.fuzz
@given(st.text() | st.text().map(lambda text: f"https://mirror.example{text}"))
def test_any_address_is_allowed_only_on_a_known_origin(url: str) -> None:
    if UPSTREAMS.allows(url):
        assert parse(url).host in {
            "mirror.example",
            "acme.example",
            "own.example",
            "registry.public.example",
            "index.public.example",
        }
