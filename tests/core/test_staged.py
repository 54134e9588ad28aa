"""Staged releases as values."""

from dataclasses import replace

from pratique.core.names import Ecosystem, PackageRef
from pratique.core.staged import StagedRelease, StageRecord

ID = "1de6f3db-2ed9-4d72-b3dd-8f0e2b474a2f"
CALM = PackageRef(Ecosystem.NPM, "calm")
STAGED = StagedRelease(record=StageRecord(id=ID, ref=CALM.at("1.2.0"), registry="https://registry.example/"))


def test_the_commands_are_those_of_npm() -> None:
    assert (f"npm stage approve {ID}", f"npm stage reject {ID}") == (STAGED.approve, STAGED.reject)


def test_another_registry_needs_an_option() -> None:
    other = replace(STAGED, registry_option="--registry=https://acme.example/")
    assert f"npm stage reject {ID} --registry=https://acme.example/" == other.reject


def test_the_baseline_is_a_release_or_a_file() -> None:
    assert "" == STAGED.compared_with
    assert "calm@1.1.0" == replace(STAGED, baseline=CALM.at("1.1.0")).compared_with
    assert "old.tgz" == replace(STAGED, baseline_file="old.tgz").compared_with
