"""The list of all gems, as Bundler would read it."""

import hashlib
from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pratique.gate.protocols.rubygems import versions_file as gems_versions
from pratique.gate.protocols.rubygems.versions_file import Changed, Journal, Source, listed_names

HEAD = b"created_at: 2024-01-01T00:00:00Z\n---\n"
ONE, TWO, OWN, OTHER = ("1" * 32, "2" * 32, "e" * 32, "f" * 32)


def listing(*lines: str) -> Source:
    return Source(HEAD + "".join(f"{line}\n" for line in lines).encode())


def digests(body: bytes) -> dict[str, str]:
    """What Bundler's `compact_index_client` makes of the list: the last digest of each gem."""
    lines = body.decode().split("\n")
    fields = [line.split(" ", 2) for line in lines[lines.index("---") + 1 :] if line]
    assert all(3 == len(one) and all(one) for one in fields), fields
    return {name: digest for name, _, digest in fields}


def versions(body: bytes) -> dict[str, list[str]]:
    """The versions of each gem, as Bundler adds them up."""
    found: dict[str, list[str]] = {}
    lines = body.decode().split("\n")
    for line in lines[lines.index("---") + 1 :]:
        if line:
            name, told, _ = line.split(" ", 2)
            for one in told.split(","):
                kept = found.setdefault(name, [])
                found[name] = [v for v in kept if v != one[1:]] if one.startswith("-") else [*kept, one]
    return found


def test_a_list_that_nothing_is_changed_in_is_the_servers_own() -> None:
    journal = Journal()
    source = listing(f"kite 1.0 {ONE}", f"tail 2.0,2.1-java {TWO}")

    assert journal.take([source], {})
    assert source.body == journal.body
    assert hashlib.sha256(source.body).digest() == journal.sha256.digest()
    assert not journal.take([source], {})


def test_a_changed_page_is_told_at_the_end_and_told_back() -> None:
    journal = Journal()
    source = listing(f"kite 1.0,1.1 {ONE}")
    journal.take([source], {"kite": Changed(OWN, ("1.1",))})
    changed = journal.body
    assert source.body + f"kite -1.1 {OWN}\n".encode() == changed

    assert not journal.take([source], {"kite": Changed(OWN, ("1.1",))})
    assert journal.take([source], {})
    assert changed + f"kite 1.1 {ONE}\n".encode() == journal.body
    assert not journal.take([source], {})


def test_a_line_of_the_server_outranks_one_of_the_gate_that_was_there_before() -> None:
    journal = Journal()
    before = listing(f"kite 1.0,1.1 {ONE}")
    journal.take([before], {"kite": Changed(OWN, ("1.1",))})
    now = Source.after(before, before.body + f"kite 1.2 {TWO}\n".encode())
    journal.take([now], {})

    assert {"kite": TWO} == digests(journal.body)
    assert {"kite": ["1.0", "1.2", "1.1"]} == versions(journal.body)


def test_a_gem_of_the_first_server_is_not_had_from_the_next() -> None:
    own, public = listing(f"kite 9.0 {OWN}"), listing(f"tail 1.0 {TWO}", f"kite 1.0 {ONE}")
    journal = Journal()
    journal.take([own, public], {})
    grown = Source.after(public, public.body + f"kite 1.1 {ONE}\nbell 1.0 {TWO}\n".encode())
    first = journal.body
    journal.take([own, grown], {})

    assert {"tail": ["1.0"], "kite": ["9.0"], "bell": ["1.0"]} == versions(journal.body)
    assert journal.body.startswith(first)
    assert ["tail", "kite", "bell"] == listed_names(journal.body)


@pytest.mark.parametrize("now", [listing(f"tail 1.0 {TWO}"), Source(b""), Source(b"kite 1.0 " + b"3" * 32)])
def test_a_list_that_was_written_anew_is_begun_anew(now: Source) -> None:
    journal = Journal()
    journal.take([listing(f"kite 1.0 {ONE}")], {"kite": Changed(OWN, ("1.0",))})
    journal.take([now], {})

    assert listed_names(now.body) == listed_names(journal.body)
    assert digests(now.body or b"---\n") if b"---" in now.body else True
    assert hashlib.sha256(journal.body).digest() == journal.sha256.digest()


def test_the_gates_own_lines_do_not_grow_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gems_versions, "MOST_OWN_BYTES", 100)
    journal = Journal()
    source = listing(f"kite 1.0,1.1 {ONE}")
    for digit in "0123456789":
        journal.take([source], {"kite": Changed(digit * 32, ("1.1",))})

    assert len(journal.body) < len(source.body) + 200
    assert {"kite": "9" * 32} == digests(journal.body)


NAMES = st.sampled_from(["kite", "kite-x", "tail", "k"])
DIGESTS = st.sampled_from([ONE, TWO, OWN, OTHER])
LINES = st.lists(
    st.tuples(NAMES, st.sampled_from(["1.0", "1.1,1.2", "2.0-java", "-1.0"]), DIGESTS), max_size=4
)
CHANGES = st.dictionaries(
    NAMES, st.builds(Changed, DIGESTS, st.sampled_from([(), ("1.0",), ("1.1", "2.0-java")])), max_size=3
)


@settings(max_examples=150)
@given(st.lists(st.tuples(LINES, LINES, CHANGES), min_size=1, max_size=5))
def test_the_last_line_of_every_gem_is_right_after_any_history(
    steps: Sequence[tuple[list[tuple[str, str, str]], list[tuple[str, str, str]], Mapping[str, Changed]]],
) -> None:
    journal, own, public = Journal(), Source(HEAD), Source(HEAD)
    for mine, theirs, changed in steps:
        before = journal.body
        grown = [
            Source.after(source, source.body + "".join(f"{' '.join(one)}\n" for one in lines).encode())
            for source, lines in ((own, mine), (public, theirs))
        ]
        own, public = (
            was if was.body == now.body else now for was, now in zip((own, public), grown, strict=True)
        )
        journal.take([own, public], changed)

        expected = {**digests(public.body), **digests(own.body)}
        for name, one in changed.items():
            if name in expected or one.gone:
                expected[name] = one.md5
        told = digests(journal.body)
        assert expected == {name: told.get(name) for name in expected}
        assert not {
            version
            for name, one in changed.items()
            for version in one.gone
            if version in versions(journal.body).get(name, ())
        }
        assert hashlib.sha256(journal.body).digest() == journal.sha256.digest()
        known_before = set(digests(before)) if before else set()
        if known_before >= set(digests(own.body)):
            # Names that the first server gains take the place of the next one's, which only a new list can tell.
            assert journal.body.startswith(before)
