"""What the packages of a requirements file need and no line pins."""

from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.core.lock import Lock
from pratique.ecosystems.platforms import platform_from_name
from pratique.intake.entries.pinned_needs import OpenNeed, open_needs, resolves, which
from pratique.lockfiles.pypi.pip.requirements import parse

LINUX = platform_from_name("linux-x86_64-py312")
ANY = platform_from_name("any")


def found(
    text: str, needs: Mapping[str, Sequence[str] | None], *, platform: object = LINUX, **more: object
) -> list[str]:
    """Return what is open, as `asker: need`."""
    lock = parse(text.encode())
    by_name = {entry.package.name: which(entry) for entry in lock.packages}
    known = {by_name[name]: texts for name, texts in needs.items()}
    return [_words(one) for one in open_needs(lock, known, platform, **more)]  # type: ignore[arg-type]


def _words(need: OpenNeed) -> str:
    required = need.required
    return f"{need.asker.package.name}: {f'{required.name}{required.wanted}' if required else 'not known'}"


@pytest.mark.parametrize(
    ("text", "needs", "expected"),
    [
        ("a==1", ("b>=2",), ["a: b>=2"]),
        ("a==1\nB==3", ("b>=2",), []),
        ("a==1\nb_c==3", ("B.c",), []),
        ("a==1", ('b; sys_platform == "win32"',), []),
        ("a==1", ('b; python_version < "3.12"',), []),
        ("a==1", ('b; platform_release != "x"',), ["a: b"]),
        ("a==1", ('b; extra == "e"',), []),
        ("a[E]==1", ('b; extra == "e"',), ["a: b"]),
        ("a[e]==1", ('b; extra == "e" and os_name == "nt"',), []),
        ("a==1", ("a[e]", 'b; extra == "e"'), ["a: b"]),
        ("a==1", ("setuptools", "pip>=20"), []),
        ("a==1", ("!!!", "b (>=1", 'c; extra == "e" or os_name == "posix"'), ["a: b(>=1", "a: c"]),
        ('a==1\nb==1; sys_platform == "win32"', ("b",), ["a: b"]),
        ('a==1\nb==1; platform_release == "x"', ("b",), ["a: b"]),
        ('a==1\nb==1; platform_release == "x"', ('b; platform_release == "x"',), []),
        ('a==1; sys_platform == "win32"', ("b",), []),
        ('a==1\nb==1; python_version<"3"\nb==2; python_version>="3"', ("b",), []),
        ("a==1\nb==1", ("b @ https://x.invalid/b.whl",), ["a: b@ https://x.invalid/b.whl"]),
        ("a==1\nb @ https://x.invalid/b.whl#sha256=00", ("b @ https://x.invalid/b.whl",), []),
        ("a==1", None, ["a: not known"]),
        ("a==1", ("b", "b", "b"), ["a: b"]),
    ],
)
def test_a_need_is_pinned_or_open(text: str, needs: Sequence[str] | None, expected: list[str]) -> None:
    assert expected == found(text, {"a": needs})


def test_an_extra_that_a_package_asks_another_for_is_followed() -> None:
    needs = {"a": ("b[x]",), "b": ('c[y]; extra == "x"',), "c": ('d; extra == "y"', 'e; extra == "z"')}
    assert ["c: d"] == found("a==1\nb==1\nc==1\n", needs)


def test_without_a_machine_each_known_one_counts() -> None:
    needs = {"a": ('b; sys_platform == "win32"', 'c; sys_platform == "win32" and extra == "e"', "d")}
    text = "a==1\nd==1; sys_platform == 'win32'\nd==2; sys_platform != 'win32'"
    assert ["a: b"] == found(text, needs, platform=ANY)


def test_a_constraint_answers_where_its_release_is_judged() -> None:
    lock = parse(b"a==1")
    lock = Lock(format=lock.format, packages=lock.packages, constraints={"b": "2"})
    needs = {which(lock.packages[0]): ("b",)}
    assert [] == open_needs(lock, needs, LINUX, judged=[("b", "2")])
    assert 1 == len(open_needs(lock, needs, LINUX, judged=[("b", "1")]))


def test_hostile_extras_end() -> None:
    needs = {"a": tuple(f'a[e{n + 1}]; extra == "e{n}"' for n in range(500))}
    assert ["a: not known"] == found("a[e0]==1", needs)


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        ("requirements.txt", "a==1", True),
        ("constraints.txt", "a==1", False),
        ("requirements.txt", f"a==1 --hash=sha256:{'0' * 64}", False),
        ("requirements.txt", f"b==1\na @ https://x.invalid/a.whl --hash=sha256:{'0' * 64}", False),
        ("requirements.txt", f"b==1\na @ https://x.invalid/a.whl#sha256={'0' * 64}", True),
        ("requirements.txt", "--require-hashes\na==1", False),
    ],
)
def test_pip_resolves_what_has_no_hashes(path: str, text: str, *, expected: bool) -> None:
    assert expected is resolves(path, parse(text.encode()))


@given(st.lists(st.text(max_size=60), max_size=5))
def test_any_metadata_is_read(texts: list[str]) -> None:
    found("a[e]==1\nb==1", {"a": texts})
