"""Whether a way of publishing attests."""

from pathlib import Path

import pytest

from pratique.cli.publish.artifact import LocalArtifact
from pratique.cli.publish.way import way_of
from pratique.core.names import Ecosystem
from tests.publishing.outgoings import tree_of

CI = {"ACTIONS_ID_TOKEN_REQUEST_URL": "https://ci.example"}


def local(
    ecosystem: Ecosystem, name: str = ".", folder: Path | None = None, *, built: bool = True
) -> LocalArtifact:
    return LocalArtifact(name=name, ecosystem=ecosystem, filename="a", data=b"", folder=folder, built=built)


@pytest.mark.parametrize(
    ("env", "manifest", "attests"),
    [
        ({}, "{}", False),
        ({"NPM_CONFIG_PROVENANCE": "true"}, "{}", False),
        (CI, "{}", True),
        ({**CI, "NODE_AUTH_TOKEN": "x"}, "{}", False),
        ({**CI, "NODE_AUTH_TOKEN": "x", "npm_config_provenance": "true"}, "{}", True),
        ({**CI, "NODE_AUTH_TOKEN": "x"}, '{"publishConfig": {"provenance": true}}', True),
    ],
)
def test_npm_needs_a_token_of_the_job_and_a_setting_or_a_trusted_publisher(
    env: dict[str, str], manifest: str, attests: bool
) -> None:
    found = way_of(local(Ecosystem.NPM), tree_of({"package.json": manifest}), env, promised=False)
    assert attests is found.attests


def test_a_setting_in_npmrc_counts(tmp_path: Path) -> None:
    (tmp_path / ".npmrc").write_text("provenance = true\n")
    env = {**CI, "NPM_TOKEN": "x"}
    assert way_of(local(Ecosystem.NPM, folder=tmp_path), tree_of({}), env, promised=False).attests


@pytest.mark.parametrize("ecosystem", [Ecosystem.PYPI, Ecosystem.RUBYGEMS])
def test_an_attestation_beside_the_file_or_a_job_attests(tmp_path: Path, ecosystem: Ecosystem) -> None:
    archive = local(ecosystem, str(tmp_path / "a-1.whl"))
    assert not way_of(archive, tree_of({}), {}, promised=False).attests
    assert way_of(archive, tree_of({}), CI, promised=False).attests
    (tmp_path / "a-1.whl.publish.attestation").write_text("{}")
    assert way_of(archive, tree_of({}), {}, promised=False).attests


def test_the_user_may_state_it() -> None:
    assert way_of(local(Ecosystem.NPM), tree_of({}), {}, promised=True).attests
