"""One small tree, locked by every tool: whatever the tool, the same packages are seen in it."""

import re
from collections import Counter
from pathlib import Path

import pytest

from pratique.core.lock import SourceKind
from pratique.core.names import Digest
from pratique.ecosystems.platforms import platform_from_name
from pratique.intake.entries.scope import OutOfScope, scope
from tests.lockfiles.locks import assert_lawful
from tests.lockfiles.real.differences import (
    DIFFERENCES,
    GROUPS,
    REQUESTS,
    TELL_NO_REQUESTS,
    Difference,
    Requests,
    explained,
    found,
    written_by,
)
from tests.lockfiles.real.samples import (
    OWN,
    PROJECT,
    SAMPLES,
    Sample,
    is_of,
    reference,
    samples,
    versions,
)

ALL = tuple(samples().values())
NPM = tuple(sample for sample in ALL if sample.is_npm)

each = pytest.mark.parametrize("sample", ALL, ids=lambda sample: sample.id)
each_of_npm = pytest.mark.parametrize("sample", NPM, ids=lambda sample: sample.id)


def test_every_tool_left_its_lock() -> None:
    assert sorted(versions()) == sorted({sample.tool for sample in ALL})


@each
def test_the_lock_is_read_whole(sample: Sample) -> None:
    assert () == sample.lock.problems
    assert_lawful(sample.lock)


@each
def test_the_same_releases_are_in_it_but_for_what_is_explained(sample: Sample) -> None:
    assert explained(sample) == found(sample)


@pytest.mark.parametrize("difference", DIFFERENCES, ids=lambda difference: difference.why)
def test_an_explanation_is_about_something(difference: Difference) -> None:
    assert written_by(difference)
    for sample in written_by(difference):
        assert difference.more(sample) or difference.less(sample)


@each
def test_a_release_has_the_same_digests_wherever_they_are_told(sample: Sample) -> None:
    """Poetry names every file of a release; the others name those that they would install."""
    every = (reference(sample) if sample.is_npm else samples()["poetry poetry.lock"]).digests()
    for release, told in sample.digests().items():
        if release in every and not is_of(sample.id, "yarn-[2-9] .*|pip requirements.txt"):
            assert bool(told) == bool(every[release])
            assert told <= every[release]


def test_a_file_has_the_same_digests_in_every_lock_that_names_it() -> None:
    told: dict[str, set[tuple[Digest, ...]]] = {}
    named: Counter[str] = Counter()
    for sample in ALL:
        for file in (file for entry in sample.strangers for file in entry.files if file.filename):
            assert file.filename is not None
            strong = tuple(sorted(digest for digest in file.digests if digest.strong))
            told.setdefault(file.filename, set()).add(strong)
            named[file.filename] += 1
    assert [] == [name for name, digests in told.items() if len(digests) > 1]
    assert 50 < sum(count > 1 for count in named.values())


@each
def test_the_same_groups_need_it_as_far_as_they_are_told(sample: Sample) -> None:
    [groups] = [groups for groups in GROUPS if is_of(sample.id, groups.wrote)]
    other = reference(sample).groups()
    expected = {
        release: groups.otherwise.get(release[0], other[release] & groups.told)
        for release in sample.groups()
        if release in other
    }
    assert expected == {release: told for release, told in sample.groups().items() if release in other}


@each
def test_the_same_packages_ask_for_it_as_far_as_they_are_told(sample: Sample) -> None:
    shared = {PROJECT, *(sample.releases & reference(sample).releases)}
    ours, others = (
        {(by, of) for by, of in told.requests() if by in shared and of in shared}
        for told in (sample, reference(sample))
    )
    if is_of(sample.id, TELL_NO_REQUESTS):
        assert {PROJECT} == {by for by, _ in ours}
        return
    reasons = [reason for reason in REQUESTS if is_of(sample.id, reason.wrote)]
    assert _all(reasons, "more") == {(by[0], of[0]) for by, of in ours - others}
    assert _all(reasons, "less") == {(by[0], of[0]) for by, of in others - ours}


def _all(reasons: list[Requests], what: str) -> set[tuple[str, str]]:
    return {pair for reason in reasons for pair in getattr(reason, what)}


@each
def test_own_folders_are_nobody_elses(sample: Sample) -> None:
    own = [entry for entry in sample.lock.packages if entry.source in OWN]
    names = {(entry.package.name, entry.source) for entry in own}
    assert _own_folders(sample) == names
    for entry in own:
        told = scope(sample.lock, entry, platform_from_name("linux-x86_64"))
        assert isinstance(told, OutOfScope)
        assert "of the project itself" in told.why


def _own_folders(sample: Sample) -> set[tuple[str, SourceKind]]:
    """pnpm calls a member by its folder; npm tells its folder and the link to it; pip takes the project for a package."""
    member = "@same-tree/part"
    if is_of(sample.id, "npm-([7-9]|1[0-9]) .*"):
        return {(member, SourceKind.WORKSPACE), (member, SourceKind.LINK)}
    if is_of(sample.id, "(yarn-[2-9]|bun-.*) .*"):
        return {(member, SourceKind.WORKSPACE)}
    if is_of(sample.id, "pnpm-.*"):
        return {("part", SourceKind.WORKSPACE)}
    return {("same-tree", SourceKind.PATH)} if sample.id == "pip pylock.toml" else set()


@each_of_npm
def test_an_alias_is_seen_through(sample: Sample) -> None:
    """A new name for a package is no package: what is judged is what the registry calls it."""
    names = {name for name, _ in sample.releases}
    assert names.isdisjoint({"old-ms", "string-width-cjs", "strip-ansi-cjs", "wrap-ansi-cjs"})
    assert {("ms", "2.0.0", "old-ms"), ("wrap-ansi", "7.0.0", "wrap-ansi-cjs")} <= {
        (entry.package.name, entry.version, entry.alias) for entry in sample.strangers
    }


@each_of_npm
def test_what_other_platforms_install_is_told_as_such(sample: Sample) -> None:
    told = {entry.package.name: entry.markers for entry in sample.strangers}
    silent = is_of(sample.id, "npm-6 .*|yarn-[12] .*")
    assert silent == (told["fsevents"] == ())
    assert silent or "darwin" in told["fsevents"][0]
    assert () == told["debug"]


@pytest.mark.parametrize(
    "path", sorted(SAMPLES.glob("*/*")), ids=lambda path: f"{path.parent.name} {path.name}"
)
def test_a_sample_names_no_machine_and_no_host_that_is_real(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    hosts = set(re.findall(r"(?://|@)([\w.-]+\.[a-z]{2,}|localhost)[:/]", text))
    assert [] == [host for host in hosts if not host.endswith(".example")]
    assert [] == re.findall(r"(?:/(?:home|root|tmp|var|usr|work|Users|opt|srv)/|[A-Z]:\\\\|file:/)\S*", text)
