import json
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.advisories.answers.npm_text import range_text
from pratique.advisories.versions import is_affected
from pratique.core.advisory import Affected, Product, Span
from pratique.ecosystems.npm import ecosystem as npm

SERVED = Product("npm", "served")


def within(text: str, *outside: str) -> Affected:
    return Affected(product=SERVED, within=text, outside=outside)


def spans(*told: Span) -> Affected:
    return Affected(product=SERVED, spans=told)


@pytest.mark.parametrize(
    ("affected", "expected"),
    [
        (spans(Span("1.0.0", "2.0.0")), ">=1.0.0 <2.0.0"),
        (spans(Span("1.0.0", "2.0.0", high_included=True)), ">=1.0.0 <=2.0.0"),
        (spans(Span("1.0.0", "2.0.0", low_excluded=True)), ">1.0.0 <2.0.0"),
        (spans(Span(None, "2.0.0")), "<2.0.0"),
        (spans(Span("0", "2.0.0")), ">=0.0.0 <2.0.0"),
        (spans(Span("1.0.0")), ">=1.0.0"),
        (spans(Span()), "*"),
        (spans(Span("1.0", "2.0.0-rc.1")), ">=1.0.0 <2.0.0-rc.1"),
        (spans(Span("1.0.0", "2.0.0"), Span("2.0.0", "3.0.0"), Span("4.0.0")), ">=1.0.0 <3.0.0 || >=4.0.0"),
        (spans(Span("2.0.0", "1.0.0")), None),
        (spans(Span("one", "2.0.0")), None),
        (Affected(product=SERVED, versions=("1.0.1", "3.0.0", "?", "1.0.1+linux")), None),
        (Affected(product=SERVED, versions=("3.0.0", "1.0.1", "1.0.1+linux")), "1.0.1 || 3.0.0"),
        (within("^1.2.0"), ">=1.2.0 <2.0.0-0"),
        (within("*"), "*"),
        (within("<2.0.1 || <1.1.7", "^1.1.7 || >=2.0.1"), "<1.1.7 || >=2.0.0-0 <2.0.1"),
        (within("*", "0.0.1-security"), "<0.0.1-security || >0.0.1-security"),
        (within("8.x", "^8.1.4"), ">=8.0.0-0 <8.1.4"),
        (within("1.x", "*"), None),
        (within("soon"), None),
        (Affected(product=SERVED), None),
    ],
)
def test_what_is_affected_is_written_as_a_range_of_npm(affected: Affected, expected: str | None) -> None:
    assert expected == range_text([affected], SERVED)


def test_several_claims_are_one_range() -> None:
    claims = [
        spans(Span("1.0.0", "1.5.0")),
        within(">=1.4.0 <2.0.0"),
        Affected(product=SERVED, versions=("3.0.0",)),
    ]

    assert ">=1.0.0 <2.0.0 || 3.0.0" == range_text(claims, SERVED)


VERSIONS = st.sampled_from(
    [
        "0.0.0",
        "0.0.1-a",
        "0.1.0",
        "1.0.0-0",
        "1.0.0-a.1",
        "1.0.0",
        "1.0.1-0",
        "1.0.1",
        "1.2.0",
        "2.0.0-a.1",
        "2.0.0",
    ]
)
RANGES = st.sampled_from(
    [
        "*",
        "1.x",
        "^1.0.0",
        "~1.0.0",
        "<1.0.1",
        "<=1.0.1",
        ">1.0.0-0",
        ">=1.0.0 <2.0.0",
        "^0.0.1 || >=1.2",
        "1.0.0 - 1.1",
    ]
)
SPANS = st.builds(Span, st.none() | VERSIONS, st.none() | VERSIONS, st.booleans(), st.booleans())
CLAIMS = st.builds(
    Affected,
    product=st.just(SERVED),
    spans=st.lists(SPANS, max_size=1).map(tuple),
    versions=st.lists(VERSIONS, max_size=1).map(tuple),
    within=st.none() | RANGES,
    outside=st.lists(RANGES, max_size=1).map(tuple),
)


@given(CLAIMS, st.lists(VERSIONS, min_size=1, max_size=3))
def test_a_version_is_in_the_range_if_and_only_if_it_is_affected(
    claim: Affected, versions: list[str]
) -> None:
    text = range_text([claim], SERVED)

    for version in versions:
        found = text is not None and npm.satisfies(version, text, prereleases=True)
        assert is_affected(claim, version) == found, (version, text)


def npm_folder() -> Path:
    program = shutil.which("npm")
    if program is None or shutil.which("node") is None:
        pytest.skip("npm is not installed")
    root = subprocess.run([program, "root", "-g"], capture_output=True, text=True, check=True, timeout=60)
    return Path(root.stdout.strip()) / "npm"


def test_npm_itself_reads_these_ranges_so() -> None:
    claims = [
        spans(Span("1.0.0", "2.0.0"), Span("3.0.0", low_excluded=True)),
        within("<2.0.1 || <1.1.7", "^1.1.7 || >=2.0.1"),
        within("*", "0.0.1-security"),
        Affected(product=SERVED, versions=("1.0.1", "2.0.0-a.1")),
    ]
    versions = [
        "0.0.1-security",
        "0.9.9",
        "1.0.0-0",
        "1.0.0",
        "1.0.1",
        "1.1.7",
        "2.0.0-a.1",
        "2.0.0",
        "2.0.1",
        "3.0.0",
    ]
    cases = [[range_text([claim], SERVED), versions] for claim in claims]
    program = (
        "const s = require(process.argv[1] + '/node_modules/semver');"
        "const all = JSON.parse(process.argv[2]);"
        "const o = {includePrerelease: true, loose: true};"
        "console.log(JSON.stringify(all.map(([r, vs]) => vs.filter(v => s.satisfies(v, r, o)))));"
    )
    done = subprocess.run(
        ["node", "-e", program, str(npm_folder()), json.dumps(cases)],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )

    assert [[v for v in versions if is_affected(claim, v)] for claim in claims] == json.loads(done.stdout)
