"""What each client's file must say, as Pratique itself reads the same files."""

import base64
import os
import tomllib
from pathlib import Path

import pytest

from pratique.cli.setup.clients import SETUPS, place_of, target
from pratique.core.names import Ecosystem
from pratique.ecosystems import ECOSYSTEMS
from pratique.errors import UsageError
from pratique.net.configuration.all_clients import read_upstreams

GATE = "http://127.0.0.1:4873"
BY_NAME = {setup.name: setup for setup in SETUPS}


def written(name: str, before: str = "", token: str = "", gate: str = GATE) -> str:
    """What is in its file after the setup."""
    setup = BY_NAME[name]
    path = place_of(setup, os.environ)
    path.parent.mkdir(parents=True, exist_ok=True)
    text = setup.edit(before, target(gate, token))
    path.write_text(text)
    return text


def asked(ecosystem: Ecosystem) -> tuple[str, str | None]:
    """The registry that this user's clients ask, and the credential for it."""
    public = {one: module.default_registry() for one, module in ECOSYSTEMS.items()}
    upstream = read_upstreams(os.environ, public=public).open[ecosystem][0]
    return upstream.url, upstream.authorization.header if upstream.authorization else None


@pytest.mark.parametrize(
    ("name", "ecosystem", "path"),
    [
        ("npm", Ecosystem.NPM, "/npm/"),
        ("pip", Ecosystem.PYPI, "/pypi/simple/"),
        ("gem", Ecosystem.RUBYGEMS, "/gems/"),
    ],
)
@pytest.mark.parametrize("token", ["", "prtq_1_a-b"])
def test_a_client_that_was_set_up_asks_the_gate(
    name: str, ecosystem: Ecosystem, path: str, token: str
) -> None:
    written(name, token=token)
    url, credential = asked(ecosystem)

    assert f"{GATE}{path}" == url
    assert bool(token) == (credential is not None)


def test_the_files_of_all_others_say_so() -> None:
    assert 'registry "http://127.0.0.1:4873/npm/"\n' == written("yarn1")
    assert (
        'npmRegistryServer: "http://127.0.0.1:4873/npm"\nunsafeHttpWhitelist:\n  - "127.0.0.1"\n'
        'npmAuthToken: "t"\nnpmAlwaysAuth: true\n'
    ) == written("yarn", token="t")
    assert "unsafeHttpWhitelist" not in written("yarn", gate="https://gate.example")
    assert {"index-url": "http://user:t@127.0.0.1:4873/pypi/simple/"} == tomllib.loads(
        written("uv", token="t")
    )
    assert {"install": {"registry": f"{GATE}/npm/"}} == tomllib.loads(written("bun"))
    assert {"install": {"registry": {"url": f"{GATE}/npm/", "token": "t"}}} == tomllib.loads(
        written("bun", token="t")
    )
    assert 'BUNDLE_MIRROR__ALL: "http://user:t@127.0.0.1:4873/gems/"\n' == written("bundler", token="t")


CLAIM = "ci~~github~~acme~2Fshop~~ci~~1~~test"


@pytest.mark.parametrize("token", ["", "t"])
def test_the_user_name_of_every_credential_states_a_ci_job(token: str) -> None:
    password = token or "none"
    basic = f"{CLAIM}:{password}"
    to = target(GATE, token, CLAIM)
    texts = {setup.name: setup.edit("", to) for setup in SETUPS}
    host = GATE.removeprefix("http://")

    both = base64.b64encode(basic.encode()).decode()
    assert f"registry={GATE}/npm/\n//{host}/npm/:_auth={both}\n" == texts["npm"] == texts["pnpm"]
    assert f'npmAuthIdent: "{basic}"\nnpmAlwaysAuth: true\n' in texts["yarn"]
    registry = {"url": f"{GATE}/npm/", "username": CLAIM, "password": password}
    assert {"install": {"registry": registry}} == tomllib.loads(texts["bun"])
    assert f"http://{basic}@{host}/pypi/simple/" in texts["pip"]
    assert {"index-url": f"http://{basic}@{host}/pypi/simple/"} == tomllib.loads(texts["uv"])
    assert f"- http://{basic}@{host}/gems/\n" in texts["gem"]
    assert f'"http://{basic}@{host}/gems/"' in texts["bundler"]


@pytest.mark.parametrize("name", ["npm", "yarn", "bun"])
def test_a_credential_takes_the_place_of_the_one_before(name: str) -> None:
    edit = BY_NAME[name].edit
    token, claim = target(GATE, "t"), target(GATE, "t", CLAIM)

    def content(text: str) -> set[str]:
        return set(text.splitlines())

    assert content(edit("", claim)) == content(edit(edit("", token), claim))
    assert content(edit("", token)) == content(edit(edit("", claim), token))


def test_pip_asks_another_machine_without_tls_only_when_it_is_told_to_trust_it() -> None:
    assert "trusted-host = gate.example:81\n" in written("pip", gate="http://gate.example:81")
    assert "trusted-host" not in written("pip", gate="https://gate.example")
    assert "trusted-host" not in written("pip")


def test_an_index_of_uv_that_may_be_the_default_is_left_to_its_owner() -> None:
    with pytest.raises(UsageError, match="it contains an \\[\\[index\\]\\]"):
        BY_NAME["uv"].edit('[[index]]\nurl = "https://x/"\ndefault = true\n', target(GATE))


@pytest.mark.parametrize("text", ["", "gate", "ftp://gate", "http://ada:x@gate/", "http://gate/?x=1"])
def test_an_address_that_is_none_is_told(text: str) -> None:
    with pytest.raises(UsageError, match="--gate"):
        target(text)


def test_each_place_follows_the_variables_of_its_client(tmp_path: Path) -> None:
    env = {
        "HOME": str(tmp_path),
        "NPM_CONFIG_USERCONFIG": str(tmp_path / "n"),
        "PIP_CONFIG_FILE": str(tmp_path / "p"),
        "BUNDLE_USER_CONFIG": str(tmp_path / "b"),
        "UV_CONFIG_FILE": str(tmp_path / "u"),
        "YARN_RC_FILENAME": "y",
        "GEMRC": f"{tmp_path / 'first'}:{tmp_path / 'g'}",
        "XDG_CONFIG_HOME": str(tmp_path / "x"),
    }
    places = {setup.name: place_of(setup, env).name for setup in SETUPS}
    bun = BY_NAME["bun"].place
    assert tmp_path / "x/.bunfig.toml" == bun(env, tmp_path)
    assert tmp_path / ".bunfig.toml" == bun({}, tmp_path)

    assert ("n", "p", "b", "g", "u", "y", ".bunfig.toml") == tuple(
        places[name] for name in ("npm", "pip", "bundler", "gem", "uv", "yarn", "bun")
    )
