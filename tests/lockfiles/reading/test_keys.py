import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.core.lock import LockedPackage, SourceKind
from pratique.core.names import Ecosystem, PackageRef
from pratique.lockfiles.reading.keys import keys_of


def entry(
    name: str, version: str | None, registry: str | None = None, url: str | None = None
) -> LockedPackage:
    source = SourceKind.URL if url else SourceKind.REGISTRY
    package = PackageRef(Ecosystem.PYPI, name)
    return LockedPackage(key="", package=package, version=version, registry=registry, url=url, source=source)


def test_keys_tell_the_source_only_where_they_must() -> None:
    entries = [
        entry("a", "1", "https://one.example"),
        entry("a", "1", "https://two.example"),
        entry("a", "2"),
        entry("b", None),
        entry("b", None),
        entry("b", None, url="https://files.example/b.whl"),
    ]
    expected = [
        "a==1 (https://one.example)",
        "a==1 (https://two.example)",
        "a==2",
        "b",
        "b #2",
        "b (https://files.example/b.whl)",
    ]
    assert expected == keys_of(entries)


@pytest.mark.fuzz
@given(
    st.lists(
        st.builds(
            entry,
            st.sampled_from(["a", "b"]),
            st.sampled_from(["1", "1 #2", None]),
            st.none(),
            st.sampled_from([None, "", "x", "x) #2", "x #2"]),
        )
    )
)
def test_keys_are_unique_whatever_the_entries_say(entries: list[LockedPackage]) -> None:
    keys = keys_of(entries)
    assert len(entries) == len(keys) == len(set(keys))
