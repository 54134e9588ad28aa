"""Lockfiles split into their entries."""

from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.lockfiles.revisions.segments import LAYOUTS, joined
from tests.lockfiles.real.samples import SAMPLES

LOCKS = sorted(path for path in SAMPLES.rglob("*") if path.is_file() and path.name in {
    "package-lock.json", "pnpm-lock.yaml", "yarn.lock", "bun.lock", "poetry.lock", "uv.lock", "pdm.lock",
    "Pipfile.lock", "requirements.txt", "pylock.toml",
})  # fmt: skip
FORMATS = {"package-lock.json": "package-lock", "pnpm-lock.yaml": "pnpm-lock"}


@pytest.mark.parametrize("path", LOCKS, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_all_segments_joined_are_the_file(path) -> None:  # type: ignore[no-untyped-def]
    """Nothing of a file is lost; only commas and white space between JSON entries may differ."""
    layout = LAYOUTS[FORMATS.get(path.name, path.name)]
    data = path.read_bytes()

    segments = layout.split(data)
    text, lines = joined(layout, segments)

    assert any(segment.group is not None for segment in segments)
    assert data.replace(b",", b"").split() == text.replace(b",", b"").split()
    assert len(segments) == len(lines)


def test_both_sections_of_pnpm_are_one_group() -> None:
    data = b"lockfileVersion: '9.0'\n\npackages:\n\n  a@1.0.0:\n    x: y\n\nsnapshots:\n\n  a@1.0.0(b@2.0.0):\n    x: y\n"

    assert [b"a@1.0.0", b"a@1.0.0"] == [
        segment.group for segment in LAYOUTS["pnpm-lock"].split(data) if segment.group is not None
    ]


def test_the_lines_of_a_segment_are_those_in_the_joined_text() -> None:
    data = b'# a comment\n\nb@^1:\n  version "1.0.0"\n\nc@^1:\n  version "1.0.0"\n'
    layout = LAYOUTS["yarn.lock"]

    segments = layout.split(data)
    text, lines = joined(layout, segments)

    (at,) = [first for segment, (first, _) in zip(segments, lines, strict=True) if segment.group == b"c@^1:"]
    assert b"c@^1:" == text.split(b"\n")[at - 1]


@pytest.mark.parametrize(
    "data", [b"", b'{"packages":{"a":{}}}', b"\r\n", b'{\r\n  "packages": {\r\n    "a": {}\r\n  }\r\n}']
)
def test_another_layout_has_no_entries_in_json(data: bytes) -> None:
    assert not [one for one in LAYOUTS["package-lock"].split(data) if one.group is not None]


PIECES = st.sampled_from([b'"', b"{", b"}", b"\n", b"  ", b"    ", b",", b":", b"[[package]]", b'name = "a"',
                          b"packages", b"\\", b"\r", b"#", b"\xff", b"a==1"])  # fmt: skip


@pytest.mark.fuzz
@given(st.sampled_from(sorted(LAYOUTS)), st.lists(PIECES, max_size=60).map(b"".join))
def test_no_bytes_break_it(name: str, data: bytes) -> None:
    layout = LAYOUTS[name]

    segments = layout.split(data)

    kept = b"".join(chain.from_iterable((segment.text,) for segment in segments))
    assert (
        set(data.replace(b",", b"").split()) - set(kept.replace(b",", b"").split()) == set() or layout.comma
    )
