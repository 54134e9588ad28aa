from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.advisories.interface import Entry, Row, Skip
from pratique.advisories.sources.ruby_advisory_db import SOURCE
from pratique.core.advisory import Advisory, AdvisoryKind, Affected, Cover, Product, Rating
from pratique.core.finding import Severity
from pratique.ecosystems.rubygems.requirements import satisfies
from tests.advisories.sources.osv_records import affected_versions
from tests.ecosystems.ruby_oracle import run_ruby

PATH = "ruby-advisory-db-master/gems/served/CVE-2020-0042.yml"
GEM = Product("gem", "served")
TEXT = """---
gem: served
framework: rails
cve: 2020-0042
ghsa: AAAA-bbbb-cccc
osvdb: 4242
url: https://lists.example/42
title: Served gives files of
  other folders
date: 2020-05-18
description: |
  Served gives files
  of other folders.
cvss_v2: 10.0
cvss_v3: 7.5
unaffected_versions:
  - "< 4.0.0"
patched_versions:
  - "~> 5.2.4, >= 5.2.4.3"
  - ">= 6.0.3.1"
related:
  cve:
    - 2020-0001
  url:
    - https://lists.example/43
"""


def row_of(text: str, path: str = PATH) -> Row:
    [row] = SOURCE.rows(Entry(path, text.encode()))
    return row


def advisory_of(text: str, path: str = PATH) -> Advisory:
    row = row_of(text, path)
    assert isinstance(row, Advisory), row
    return row


def clauses(patched: list[str] | None = None, unaffected: list[str] | None = None) -> Affected:
    text = "gem: served\ncve: 2020-0042\n"
    for key, values in (("patched_versions", patched), ("unaffected_versions", unaffected)):
        if values is not None:
            text += f"{key}:\n" + "".join(f"  - '{value}'\n" for value in values)
    return advisory_of(text).affected[0]


def test_a_file_is_an_advisory_with_all_that_it_tells() -> None:
    advisory = advisory_of(TEXT)

    assert ("CVE-2020-0042", "GHSA-aaaa-bbbb-cccc", "OSVDB-4242") == advisory.ids
    assert AdvisoryKind.VULNERABILITY == advisory.kind
    assert "Served gives files of other folders" == advisory.summary
    assert "Served gives files\nof other folders." == advisory.details
    assert datetime(2020, 5, 18, tzinfo=UTC) == advisory.published
    assert ("https://lists.example/42", "https://lists.example/43") == advisory.urls
    assert (
        Rating(score=7.5, severity=Severity.HIGH),
        Rating(score=10.0, severity=Severity.HIGH),
    ) == advisory.ratings
    assert ("5.2.4.3", "6.0.3.1") == advisory.affected[0].fixed
    assert (
        "every version except ~> 5.2.4, >= 5.2.4.3 or >= 6.0.3.1 (patched) and < 4.0.0 (never affected)"
        == advisory.affected[0].shown
    )


def test_a_version_is_affected_unless_a_clause_holds() -> None:
    versions = [
        "3.9",
        "4.0.0",
        "5.2.4",
        "5.2.4.2",
        "5.2.4.3",
        "5.2.5",
        "5.3",
        "6.0.3",
        "6.0.3.1.rc1",
        "6.0.3.1",
    ]

    assert ["4.0.0", "5.2.4", "5.2.4.2", "5.3", "6.0.3", "6.0.3.1.rc1"] == affected_versions(
        advisory_of(TEXT), versions, GEM
    )


def test_without_any_clause_every_version_is_affected() -> None:
    affected = clauses()

    assert ("every version", ()) == (affected.shown, affected.outside)
    assert affected.tells
    assert ["0", "1.0.a", "99"] == affected_versions(
        advisory_of("gem: served\ncve: 2020-0042\n"), ["0", "1.0.a", "99"], GEM
    )


@pytest.mark.parametrize("clause", ["soon", ">= 1.0 || 2", "", "^1.0"])
def test_a_clause_that_rubygems_does_not_read_leaves_the_versions_unknown(clause: str) -> None:
    for affected in (clauses([">= 2.0", clause]), clauses([">= 2.0"], [clause])):
        assert not affected.tells
        assert ">= 2.0" in affected.shown


def test_clauses_that_are_no_list_leave_the_versions_unknown() -> None:
    advisory = advisory_of("gem: served\ncve: 2020-0042\npatched_versions: '>= 1.0'\n")

    assert not advisory.affected[0].tells


def test_fixed_is_the_first_version_of_each_clause_that_has_one() -> None:
    patched = ["~> 1.2.3", "= 1.0.9", "> 2.0", "< 0.5", "!= 3", ">= 2, < 1"]

    assert ("1.2.3", "1.0.9", "4.5") == clauses(patched, [">= 4.5", "< 0.1"]).fixed


@pytest.mark.parametrize("engine", ["ruby", "jruby", "mruby"])
def test_an_engine_is_a_runtime(engine: str) -> None:
    advisory = advisory_of(
        f"engine: {engine}\ncve: 2020-0042\npatched_versions:\n  - '~> 2.0.0.648'\n  - '>= 2.1'\n",
        f"rubies/{engine}/CVE-2020-0042.yml",
    )
    runtime = Product("generic", engine)

    assert runtime == advisory.affected[0].product
    assert ["2.0.0.647"] == affected_versions(advisory, ["2.0.0.647", "2.0.0.648", "2.1"], runtime)
    assert Cover(f"generic/{engine}", AdvisoryKind.VULNERABILITY) in SOURCE.covers


def test_a_platform_is_kept() -> None:
    assert ("jruby",) == advisory_of(TEXT + "platform: jruby\n").affected[0].platforms


@pytest.mark.parametrize(
    ("title", "description", "kind"),
    [
        # How the database words its malicious releases.
        ("Code execution backdoor in served", "", AdvisoryKind.MALWARE),
        ("Malicious ruby gem - served", "", AdvisoryKind.MALWARE),
        ("served Ruby gem malicious version causing harm", "", AdvisoryKind.MALWARE),
        ("Remote code execution", "It came by backdoor\n  code from a server", AdvisoryKind.MALWARE),
        ("Installing a malicious gem may harm", "", AdvisoryKind.VULNERABILITY),
        ("Code execution by a malicious rpm", "A backdoor may be left", AdvisoryKind.VULNERABILITY),
    ],
)
def test_a_malicious_release_is_told_by_its_words(title: str, description: str, kind: AdvisoryKind) -> None:
    text = f"gem: served\ncve: 2020-0042\ntitle: {title}\ndescription: |\n  {description}\n"

    assert kind == advisory_of(text).kind


@pytest.mark.parametrize(
    ("path", "ids"),
    [
        ("gems/served/GHSA-aaaa-bbbb-cccc.yml", ("GHSA-aaaa-bbbb-cccc", "CVE-2020-0042")),
        ("gems/served/OSVDB-4242.yml", ("OSVDB-4242", "CVE-2020-0042")),
        ("gems/served/CVE-2020-0042.yml", ("CVE-2020-0042",)),
        ("gems/served/notes.yml", ("CVE-2020-0042",)),
    ],
)
def test_the_name_of_the_file_is_the_id(path: str, ids: tuple[str, ...]) -> None:
    assert ids == advisory_of("gem: served\ncve: 2020-0042\n", path).ids


@pytest.mark.parametrize(
    ("text", "path", "why"),
    [
        ("gem: [", PATH, "the file is not YAML in the format of the database"),
        ("gem: &a served\ncve: 2020-0042\n", PATH, "the file is not YAML in the format of the database"),
        ("gem: !!python/object:x served\n", PATH, "the file is not YAML in the format of the database"),
        ("gem: ../served\n", PATH, "the name of the gem or engine is not valid"),
        ("engine: Ruby!\n", PATH, "the name of the gem or engine is not valid"),
        ("title: nothing\n", PATH, "the name of the gem or engine is not valid"),
        ("gem: served\n", "gems/served/notes.yml", "no id"),
    ],
)
def test_what_is_no_advisory_is_told(text: str, path: str, why: str) -> None:
    assert Skip(path, why) == row_of(text, path)


def test_files_of_the_database_are_wanted_and_known_again() -> None:
    assert SOURCE.wants(PATH)
    assert SOURCE.wants("rubies/ruby/CVE-2020-0042.yml")
    assert not SOURCE.wants("ruby-advisory-db-master/spec/schemas/gem.yml")
    assert not SOURCE.wants("ruby-advisory-db-master/gems/served/README.md")
    assert SOURCE.recognises(Entry("saved.yml", TEXT.encode()))
    assert not SOURCE.recognises(Entry("saved.yml", b"gem: served\nversion: 1\n"))
    assert not SOURCE.recognises(Entry("saved.json", TEXT.encode()))
    assert SOURCE.default


def test_versions_are_affected_by_the_rule_of_bundler_audit() -> None:
    patched, unaffected = ["~> 1.2.3, >= 1.2.3.1", "~> 2.0.0.rc1", ">= 3.0.a"], ["< 1.0", "= 1.1"]
    versions = [
        "0.9",
        "1.0",
        "1.0.a",
        "1.1",
        "1.1.0",
        "1.2.3",
        "1.2.3.1",
        "1.2.9",
        "1.3",
        "2.0.0.rc1",
        "2.0.1",
    ]
    versions += ["2.1", "3.0.a", "3.0", "2.9.9"]
    told = run_ruby(
        "patched, unaffected, versions = CASES\n"
        "met = ->(cs, v) { cs.any? { |c| Gem::Requirement.new(c.split(', ')) === Gem::Version.new(v) } }\n"
        "answer = versions.reject { |v| met.(patched, v) || met.(unaffected, v) }",
        [patched, unaffected, versions],
    )
    advisory = advisory_of(
        "gem: served\ncve: 2020-0042\npatched_versions:\n"
        + "".join(f"  - '{clause}'\n" for clause in patched)
        + "unaffected_versions:\n"
        + "".join(f"  - '{clause}'\n" for clause in unaffected)
    )

    assert told == affected_versions(advisory, versions, GEM)


CLAUSES = st.lists(st.text("0123456789.<>=~!, a", max_size=10), max_size=3)


@given(CLAUSES, CLAUSES)
def test_no_fixed_version_is_affected(patched: list[str], unaffected: list[str]) -> None:
    affected = clauses(patched, unaffected)

    assert all(any(satisfies(version, clause, prereleases=True) for clause in affected.outside)
               for version in affected.fixed)  # fmt: skip


@given(st.text("gemcv:20-[]{}'\n &*!|>#", max_size=60))
def test_any_text_gives_a_row_and_no_error(text: str) -> None:
    assert isinstance(row_of(text), Advisory | Skip)
