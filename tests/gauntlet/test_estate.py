"""The made-up organisation: its truth holds, and the real command answers by it."""

import json
import subprocess
from pathlib import Path

import pytest
from gauntlet.estate.campaigns import BY_ID, CAMPAIGNS, decoys
from gauntlet.estate.check import RESULTS, Compared, ask, compare
from gauntlet.estate.organisation import ORGANISATION, SIZES, make
from gauntlet.estate.page import PAGE, page
from gauntlet.estate.truth import Truth

CAMPAIGN = BY_ID["axios-2026"]


@pytest.fixture(autouse=True)
def without_the_catalogue() -> None:
    """Keep the catalogue, which the other tests of this folder do without: the incidents are asked for by its ids."""


@pytest.fixture(scope="module")
def estate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Truth]:
    """The quick organisation without the home folders, which need all clients."""
    folder = tmp_path_factory.mktemp("estate")
    return folder / ORGANISATION, make(folder, SIZES["quick"], jobs=1, clients=False)


def test_the_page_is_that_of_the_results() -> None:
    """And the results are those of the full organisation and of all incidents."""
    results = json.loads(RESULTS.read_text(encoding="utf-8"))
    assert page(results) == PAGE.read_text(encoding="utf-8")
    assert ("full", [campaign.id for campaign in CAMPAIGNS]) == (
        results["size"],
        [row["campaign"] for row in results["rows"]],
    )


def test_no_look_alike_is_a_bad_release() -> None:
    bad = {(one.ecosystem, *release) for one in CAMPAIGNS for release in one.releases}
    assert not [
        (one.id, name, version)
        for one in CAMPAIGNS
        for name, version, _ in decoys(one)
        if (one.ecosystem, name, version) in bad
    ]


def test_the_commit_that_brought_a_release_names_its_version_and_the_one_before_does_not_name_it_as_often(
    estate: tuple[Path, Truth],
) -> None:
    root, truth = estate
    checked = 0
    for one in truth.planted:
        if not one.brought or one.digest:
            continue
        at, before = (_count(root / one.place, f"{one.brought}{end}", one.version) for end in ("", "^"))
        assert at > before, one
        checked += 1
    assert checked > 80


def _count(repository: Path, commit: str, version: str) -> int:
    words = ("git", "grep", "--count", "-F", version, commit, "--", "*lock*", "*requirements.txt")
    done = subprocess.run(words, cwd=repository, check=False, capture_output=True, text=True)
    return sum(int(line.rpartition(":")[2]) for line in done.stdout.splitlines())


def test_the_command_finds_every_planted_lock_image_and_decision_and_takes_no_look_alike_for_one(
    estate: tuple[Path, Truth],
) -> None:
    root, truth = estate
    answer, _, code, _ = ask(root, CAMPAIGN, truth.digests[CAMPAIGN.id])
    compared = Compared(CAMPAIGN.id, 0, code)
    compare(root, truth, CAMPAIGN, answer, compared)
    assert code == 1
    for kind in ("lock", "lock-history", "image", "gate-log"):
        planted, found = compared.by_kind[kind]
        assert found == planted > 0, (kind, compared.missed)
    kinds = ("lock", "lock-history", "image", "gate-log", "proxy-log", "sbom")
    assert not [text for text in compared.made_up if text.startswith(kinds)]
    assert compared.right_commits == compared.commits > 0, compared.wrong
    assert not {"images/encrypted", "images/truncated", "repositories/shallow-clone"} & set(compared.unnamed)
