"""Bundler's configuration."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.net.client.authorization import Authorization
from pratique.net.configuration.gem.bundler import BundleConfig, key_of, resolve, variables
from pratique.net.configuration.gem.gemrc import Layer
from tests.ecosystems.ruby_oracle import run_ruby

GEMS = "https://gems.example/"


def read(values: dict[str, str], *, project: bool = False) -> BundleConfig:
    return resolve([Layer("file", values, from_project=project)])


def mirror(config: BundleConfig, url: str = GEMS) -> str | None:
    found = config.mirror_for(url)
    return None if found is None else found.url.value


@pytest.mark.parametrize(
    "key",
    [
        "BUNDLE_MIRROR__HTTPS://GEMS__EXAMPLE/",
        "BUNDLE_MIRROR__HTTPS://GEMS__EXAMPLE",
        "BUNDLE_MIRROR__HTTPS://GEMS.EXAMPLE/",
        "BUNDLE_MIRROR__GEMS__EXAMPLE",
        "BUNDLE_MIRROR__ALL",
    ],
)
def test_a_mirror_stands_in_for_a_server(key: str) -> None:
    assert "https://mirror.example/root/" == mirror(read({key: "https://mirror.example/root"}))


@pytest.mark.parametrize(
    "key",
    [
        "BUNDLE_MIRROR__HTTPS://OTHER__EXAMPLE/",
        "BUNDLE_MIRROR__HTTPS://GEMS__EXAMPLE/__FALLBACK_TIMEOUT",
        "BUNDLE_MIRROR__HTTPS://GEMS__EXAMPLE/__FALLBACK_TIMEOUT/",
        "BUNDLE_PATH",
        "MIRROR__ALL",
    ],
)
def test_other_settings_are_no_mirror_of_it(key: str) -> None:
    assert mirror(read({key: "https://mirror.example/"})) is None


def test_credentials_are_found_by_address_and_by_host() -> None:
    found = read(
        {
            "BUNDLE_GEMS__EXAMPLE": "ada:s3cret",
            "BUNDLE_HTTPS://OTHER___HOST__EXAMPLE/PATH/": "token",
            "BUNDLE_EMPTY__EXAMPLE": "",
        }
    )
    assert Authorization.basic("ada", "s3cret") == found.authorization_for(GEMS)
    assert Authorization.basic("token", "") == found.authorization_for("https://other-host.example/path/")
    assert found.authorization_for("https://other-host.example/") is None
    assert found.authorization_for("https://empty.example/") is None
    assert "s3cret" not in repr(found)


def test_servers_with_credentials_are_listed_and_other_settings_are_not() -> None:
    found = read(
        {
            "BUNDLE_GEMS__EXAMPLE": "a:b",
            "BUNDLE_HTTPS://X__EXAMPLE/": "a:b",
            "BUNDLE_BUILD__NOKOGIRI": "--x",
            "BUNDLE_MIRROR__ALL": GEMS,
            "BUNDLE_PATH": "vendor",
        }
    )
    assert ["https://gems.example/", "https://x.example/"] == [url for url, _ in found.servers()]


def test_the_stronger_layer_wins_and_is_named() -> None:
    env = variables({"BUNDLE_MIRROR__ALL": "https://env.example/", "BUNDLE_": "x", "PATH": "y"})
    file = Layer("file", {"BUNDLE_MIRROR__ALL": "https://file.example/"})
    found = resolve([*env, file]).mirror_for(GEMS)
    assert found is not None
    assert ("https://env.example/", "BUNDLE_MIRROR__ALL") == (found.url.value, found.url.origin)


def test_a_project_s_file_gives_mirrors_and_no_secrets() -> None:
    found = read(
        {
            "BUNDLE_MIRROR__ALL": "https://a:b@mirror.example/",
            "BUNDLE_GEMS__EXAMPLE": "a:b",
            "BUNDLE_SSL_CA_CERT": "/x",
        },
        project=True,
    )
    told = found.mirror_for(GEMS)
    assert told is not None
    assert (True, None) == (told.url.from_project, told.authorization)
    assert found.authorization_for(GEMS) is None
    assert found.ca_file is None
    assert "because the project sets them" in found.problems[0]


def test_what_cannot_be_used_is_told() -> None:
    found = read(
        {"BUNDLE_MIRROR__ALL": "nonsense", "BUNDLE_SSL_CLIENT_CERT": "/x", "BUNDLE_SSL_CA_CERT": "/ca.pem"}
    )
    assert 2 == len(found.problems)
    assert found.ca_file is not None
    assert "/ca.pem" == found.ca_file.value


def test_keys_are_those_of_bundler() -> None:
    names = [
        "gems.example",
        "my-host.example",
        "https://gems.example/",
        "https://my-host.example/a/",
        "ssl_ca_cert",
    ]
    program = """require "bundler"
    answer = CASES.map { |n| Bundler::Settings.key_for(n) }"""
    assert run_ruby(program, names) == [key_of(name) for name in names]


@pytest.mark.fuzz
@given(
    st.dictionaries(
        st.text("BUNDLE_MIRROR__HTTPS:/.-ALX", max_size=40).map(lambda text: f"BUNDLE_{text}")
        | st.text(max_size=20),
        st.text(max_size=30),
        max_size=4,
    )
)
def test_any_settings_give_a_configuration(values: dict[str, str]) -> None:
    found = read(values)
    found.mirror_for(GEMS)
    found.authorization_for(GEMS)
    assert all(url.startswith("http") for url, _ in found.servers())
