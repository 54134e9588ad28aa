from collections.abc import Mapping
from dataclasses import dataclass

import pytest

from pratique.core.lock import Lock, LockedFile, LockedPackage
from pratique.core.names import Ecosystem, PackageRef
from pratique.ecosystems.interface import Platform
from pratique.ecosystems.platforms import platform_from_name, with_pythons
from pratique.errors import ParseError, Reference
from pratique.intake.entries.targets import Targets, narrowed, newly_taken, united, widened

LINUX = platform_from_name("linux-x86_64", python=(3, 11))


@dataclass(frozen=True)
class Files:
    """The files beside a lock; `None` for one that cannot be read."""

    texts: Mapping[str, str | None]

    def read(self, path: str) -> bytes | None:
        text = self.texts.get(path, "")
        if text is None:
            raise ParseError(Reference.FILE_UNREADABLE, "broken", hint="x")
        return text.encode() or None

    def named(self, filename: str) -> tuple[str, ...]:
        return tuple(path for path in self.texts if path.endswith(filename))


def entry(*names: str, markers: tuple[str, ...] = (), ecosystem: Ecosystem = Ecosystem.PYPI) -> LockedPackage:
    return LockedPackage(
        key="kite",
        package=PackageRef(ecosystem, "kite"),
        version="1.0",
        files=tuple(LockedFile(name, ()) for name in names),
        markers=markers,
    )


def lock(*entries: LockedPackage, requires: str | None = None, environments: tuple[str, ...] = ()) -> Lock:
    return Lock(format="x", packages=entries, requires_python=requires, environments=environments)


def pythons(platform: Platform) -> list[str]:
    return [str(python) for python in platform.pythons]


def project(requires: str) -> str:
    return f'[project]\nrequires-python = "{requires}"'


@pytest.mark.parametrize(
    ("requires", "files", "expected"),
    [
        (None, {}, ["3.11"]),
        ("==3.12.*", {}, ["3.12"]),
        (">=3.13", {}, ["3.15", "3.14", "3.13"]),
        (">=3.2", {}, ["3.15", "3.14", "3.13", "3.12", "3.11", "3.10", "3.9"]),
        ("nonsense", {}, ["3.11"]),
        # Both say something: an installer may go by either.
        ("==3.12.*", {"a/pyproject.toml": project(">=3.14")}, ["3.15", "3.14", "3.12"]),
        (None, {"a/pyproject.toml": project(">=3.14"), "pyproject.toml": project("==3.9.*")}, ["3.15", "3.14"]),
        (None, {"pyproject.toml": project("==3.9.*")}, ["3.9"]),
        (None, {"a/pyproject.toml": "[tool.x]", "pyproject.toml": project("==3.9.*")}, ["3.9"]),
        (None, {"a/pyproject.toml": None, "pyproject.toml": project("==3.9.*")}, ["3.9"]),
        (None, {"a/.python-version": "3.13"}, ["3.13"]),
        (">=3.12", {".python-version": "3.13"}, ["3.13"]),
        ("==3.12.*", {".python-version": "3.13"}, ["3.13", "3.12"]),
        (">=3.14", {".python-version": "pypy3.10"}, ["3.15", "3.14"]),
    ],
)  # fmt: skip
def test_the_project_decides_which_pythons(
    requires: str | None, files: Mapping[str, str | None], expected: list[str]
) -> None:
    assert expected == pythons(Targets(LINUX, Files(files)).of("a/uv.lock", lock(requires=requires)))


def test_a_person_decides_over_the_project() -> None:
    named = platform_from_name("linux-x86_64-py39")
    assert ["3.9"] == pythons(Targets(named, Files({})).of("uv.lock", lock(requires=">=3.12")))


def test_environments_leave_out_pythons_and_never_all() -> None:
    def found(*environments: str) -> list[str]:
        held = lock(requires=">=3.13", environments=environments)
        return pythons(Targets(LINUX, Files({})).of("pylock.toml", held))

    assert ["3.14", "3.13"] == found("python_version < '3.15' and sys_platform == 'linux'")
    assert ["3.15", "3.13"] == found("python_version == '3.15'", "python_version == '3.13'")
    assert ["3.15", "3.14", "3.13"] == found("sys_platform == 'win32'")
    assert ["3.15", "3.14", "3.13"] == found("platform_release == 'x' and python_version >= '3'")


def test_locks_of_other_ecosystems_have_no_platform_of_their_own() -> None:
    locks = {"a": lock(entry(ecosystem=Ecosystem.NPM)), "b": lock(entry(), requires="==3.13.*")}
    assert ["b"] == list(Targets(LINUX, Files({})).all_of(locks))


def test_an_entry_is_judged_for_the_pythons_that_install_it() -> None:
    several = with_pythons(LINUX, [(3, 11), (3, 12), (3, 13)])
    assert ["3.13", "3.12"] == pythons(narrowed(several, entry(markers=("python_version >= '3.12'",))))
    assert narrowed(several, entry()) is several
    # One that nothing installs is judged for all: somebody asked for it.
    assert narrowed(several, entry(markers=("python_version < '3'",))) is several


def test_locks_with_one_artifact_are_judged_for_the_pythons_of_all() -> None:
    one, other = with_pythons(LINUX, [(3, 11), (3, 13)]), with_pythons(LINUX, [(3, 12), (3, 11)])
    assert ["3.13", "3.12", "3.11"] == pythons(united([one, other]))
    assert united([one, one]) is one


def test_a_change_that_drops_a_python_hides_nothing() -> None:
    now, then = {"a": with_pythons(LINUX, [(3, 12)])}, {"a": LINUX, "b": LINUX}
    assert ["3.12", "3.11"] == pythons(widened(now, then)["a"])


@pytest.mark.parametrize(
    ("held", "more"),
    [
        (entry("kite-1.0-cp311-cp311-linux_x86_64.whl", "kite-1.0-cp312-cp312-linux_x86_64.whl"), True),
        (entry("kite-1.0-cp311-abi3-linux_x86_64.whl"), False),
        (entry("kite-1.0-py3-none-any.whl", "kite-1.0.tar.gz"), False),
        (entry("kite-1.0-cp311-cp311-linux_x86_64.whl", "kite-1.0.tar.gz"), True),
        (entry(), True),
        (entry(markers=("python_version < '3.12'",)), False),
        (entry(ecosystem=Ecosystem.NPM), False),
    ],
)
def test_a_change_that_adds_a_python_adds_the_files_that_it_takes(held: LockedPackage, more: bool) -> None:
    earlier, targets = {"a": LINUX}, {"a": with_pythons(LINUX, [(3, 11), (3, 12)])}
    expected = [("a", "kite")] if more else []
    assert expected == list(newly_taken({"a": lock(held)}, earlier, targets))
    assert [] == list(newly_taken({"a": lock(held)}, targets, targets))
    # A lock that is new is compared with the others of before.
    assert bool(expected) is bool(list(newly_taken({"b": lock(held)}, earlier, {"b": targets["a"]})))
