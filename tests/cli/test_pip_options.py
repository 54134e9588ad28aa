"""Options in requirements files: what the real pip installs by them, beside what `check` and `check --since` say."""

import hashlib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.running import Machine, Ran
from tests.git import Git, repository
from tests.loopback import LoopbackRegistry, PypiProject, sdist_file, wheel_file

OPTIONS = (
    "--no-cache-dir",
    "--retries",
    "0",
    "--disable-pip-version-check",
    "--no-color",
    "--no-compile",
    "--no-deps",
)
BACKEND = """
import zipfile
def build_wheel(folder, config_settings=None, metadata_directory=None):
    with zipfile.ZipFile(folder + "/kite-1.0.0-py3-none-any.whl", "w") as wheel:
        wheel.writestr("kite.py", "FROM = 'sdist'")
        wheel.writestr("kite-1.0.0.dist-info/METADATA", "Metadata-Version: 2.1\\nName: kite\\nVersion: 1.0.0\\n")
        wheel.writestr("kite-1.0.0.dist-info/WHEEL", "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
        wheel.writestr("kite-1.0.0.dist-info/RECORD", "")
    return "kite-1.0.0-py3-none-any.whl"
"""
PYPROJECT = """[project]
name = "kite"
version = "1.0.0"
[build-system]
requires = []
build-backend = "backend"
backend-path = ["."]
"""
WHEEL = wheel_file("kite", "1.0.0", {"kite.py": "FROM = 'wheel'"})
SDIST = sdist_file("kite", "1.0.0", {"pyproject.toml": PYPROJECT, "backend.py": BACKEND})
OTHER = wheel_file(
    "kite", "1.0.0", {"kite.py": "FROM = 'elsewhere'"}, tag=f"cp3{sys.version_info.minor}-none-any"
)


@pytest.fixture
def elsewhere() -> Iterator[LoopbackRegistry]:
    """An index that nobody configured, with another file of the same name and version, which pip prefers."""
    with LoopbackRegistry(pypi=[PypiProject(name="kite", files=(OTHER,))]) as registry:
        yield registry


@pytest.fixture
def git(machine: Machine) -> Git:
    git = repository(machine.folder)
    machine.registry.put_pypi(PypiProject(name="kite", files=(WHEEL, SDIST)))
    machine.write("requirements.txt", "kite==1.0.0\n")
    git.commit()
    return git


def installed(machine: Machine, tmp_path: Path, *words: str) -> str:
    """Install with the real pip; what of the files came, or the error."""
    target = tmp_path / "site"
    command = [sys.executable, "-m", "pip", "install", *OPTIONS, "--target", str(target), *words]
    env = {
        "PATH": "",
        "HOME": str(tmp_path),
        "PIP_CONFIG_FILE": "/dev/null",
        "PIP_INDEX_URL": machine.registry.pypi_url,
    }
    done = subprocess.run(
        [*command, "-r", "requirements.txt"],
        cwd=machine.folder,
        env=env,
        check=False,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=120,
    )
    module = target / "kite.py"
    return module.read_text().removeprefix("FROM = ").strip("'") if module.exists() else done.stdout


def files(ran: Ran) -> list[str]:
    return [a["filename"] for p in ran.json["packages"] for a in p["artifacts"]]


SOURCES = (
    "kite==1.0.0\n--no-binary :all:\n",
    "--no-binary=kite\nkite==1.0.0\n",
    "kite==1.0.0\n--no-b other,Kite\n",
    "kite==1.0.0 --no-binary :all:\n",
    "--no-binary :all: -r base.txt\n",
    "--only-binary :all:\n--no-binary kite\nkite==1.0.0\n",
    "kite==1.0.0 --global-option=x\n",
    "-r base.txt\n-c constraints.txt\n",
)
WHEELS = (
    "--no-binary :all:\n--only-binary kite\nkite==1.0.0\n",
    "--no-binary kite\n--no-binary :none:\nkite==1.0.0\n",
    "--no-binary :all:,:none:\nkite==1.0.0\n",
    "--only-binary :all:\nkite==1.0.0\n",
)


@pytest.mark.parametrize(
    ("text", "expected"), [*((text, "sdist") for text in SOURCES), *((text, "wheel") for text in WHEELS)]
)
def test_the_kind_of_file_that_pip_takes_is_the_one_that_is_judged(
    machine: Machine, git: Git, tmp_path: Path, text: str, expected: str
) -> None:
    machine.write("base.txt", "kite==1.0.0\n")
    machine.write("constraints.txt", "--no-binary :all:\n")
    machine.write("requirements.txt", text)
    assert expected == installed(machine, tmp_path)
    ran = machine.run("check", "requirements.txt", "--format", "json")
    filename = {"sdist": SDIST.filename, "wheel": WHEEL.filename}[expected]
    assert [filename] == files(ran), ran.out


def test_an_index_that_nobody_configured_is_named_with_its_line(
    machine: Machine, git: Git, elsewhere: LoopbackRegistry, tmp_path: Path
) -> None:
    for text, place in {
        f"--index-url {elsewhere.pypi_url}\nkite==1.0.0\n": "requirements.txt:1: --index-url",
        f"kite==1.0.0\n\n--extra-i={elsewhere.pypi_url}\n": "requirements.txt:3: --extra-index-url",
        f"-i{elsewhere.pypi_url}\nkite==1.0.0\n": "requirements.txt:1: --index-url",
        f"--pypi-url \\\n{elsewhere.pypi_url} # ours\nkite==1.0.0\n": "requirements.txt:1: --index-url",
        f"kite==1.0.0\n--find-links {elsewhere.pypi_url}kite/\n": "requirements.txt:2: --find-links",
        "-r sub/inner.in\n": "sub/inner.in:2: --extra-index-url",
        "kite==1.0.0\n-c sub/inner.in\n": "sub/inner.in:2: --extra-index-url",
    }.items():
        machine.write("sub/inner.in", f"kite==1.0.0\n--extra-index-url {elsewhere.pypi_url}\n")
        machine.write("requirements.txt", text)
        for words in ((), ("--since", "HEAD")):
            ran = machine.run("check", *words, "--format", "json")
            assert (3, False) == (ran.code, ran.json["coverage"]["complete"]), (text, words)
            [missing] = ran.json["coverage"]["not_judged"]
            assert "pkg:pypi/kite@1.0.0" == missing["purl"]
            assert place in missing["why"], text
    assert [] == elsewhere.requests
    assert "elsewhere" == installed(machine, tmp_path)


def test_a_change_of_the_index_is_a_change_of_what_it_offers(
    machine: Machine, git: Git, elsewhere: LoopbackRegistry
) -> None:
    machine.write("pratique.toml", f'[[registries]]\nurl = "{elsewhere.pypi_url}"\necosystem = "pypi"\n')
    git.commit()
    machine.write("requirements.txt", f"--extra-index-url {elsewhere.pypi_url}\nkite==1.0.0\n")
    ran = machine.run("check", "--since", "HEAD", "--trust-project", "--format", "json")
    assert [["registry-moved"]] == [p["change"]["kinds"] for p in ran.json["packages"]]
    assert {WHEEL.filename, OTHER.filename} == set(files(ran))
    machine.write("requirements.txt", f"--index-url {elsewhere.pypi_url}\nkite==1.0.0\n")
    ran = machine.run("check", "--since", "HEAD", "--trust-project", "--format", "json")
    assert [OTHER.filename] == files(ran)


@pytest.mark.parametrize(
    ("before", "after", "kinds"),
    [
        ("kite==1.0.0\n", "kite==1.0.0\n--no-binary :all:\n", ["options-changed"]),
        ("kite==1.0.0\n", "kite==1.0.0\n--only-binary :all:\n", None),
        ("kite==1.0.0\n", "kite==1.0.0 --config-settings a=b\n", ["options-changed"]),
        ("kite==1.0.0\n", "--prefer-binary\nkite==1.0.0\n", None),
        ("kite==1.0.0\n", "--pre\nkite==1.0.0\n", None),
        ("--require-hashes\nkite==1.0.0\n", "kite==1.0.0\n", ["options-changed"]),
        ("kite==1.0.0 HASH\n", "kite==1.0.0\n", ["options-changed", "integrity-changed"]),
        ("kite==1.0.0 HASH\n", "--require-hashes\nkite==1.0.0 HASH\n", None),
        ("kite==1.0.0\n", "--index-url INDEX\nkite==1.0.0\n", None),
    ],
)
def test_options_that_let_in_other_files_are_a_change(
    machine: Machine, git: Git, before: str, after: str, kinds: list[str] | None
) -> None:
    digest = hashlib.sha256(WHEEL.data).hexdigest()
    for text in (before, after):
        full = text.replace("HASH", f"--hash=sha256:{digest}").replace("INDEX", machine.registry.pypi_url)
        machine.write("requirements.txt", full)
        if text == before:
            git.commit()
    ran = machine.run("check", "--since", "HEAD", "--format", "json")
    changes = [sorted(p["change"]["kinds"]) for p in ran.json["packages"]]
    # The backend of the source archive decides what it needs.
    code = 3 if "--no-binary" in after else 0
    assert (code, [] if kinds is None else [sorted(kinds)]) == (ran.code, changes), ran.out


def test_hosts_that_are_not_verified_leave_the_answer_open(machine: Machine, git: Git) -> None:
    machine.write("requirements.txt", "kite==1.0.0\n--trusted-host files.example\n")
    ran = machine.run("check", "--since", "HEAD")
    assert 3 == ran.code
    assert "requirements.txt:2: --trusted-host files.example" in " ".join(ran.out.split())
    digest = hashlib.sha256(WHEEL.data).hexdigest()
    machine.write("requirements.txt", f"kite==1.0.0 --hash=sha256:{digest}\n--trusted-host files.example\n")
    assert 0 == machine.run("check", "--since", "HEAD").code


def test_files_that_digests_accept_are_all_judged_where_no_known_index_offers_them(
    machine: Machine, git: Git, elsewhere: LoopbackRegistry, tmp_path: Path
) -> None:
    elsewhere.put_pypi(PypiProject(name="kite", files=(SDIST,)))
    hashes = "".join(f" --hash=sha256:{hashlib.sha256(file.data).hexdigest()}" for file in (WHEEL, SDIST))
    machine.write("requirements.txt", f"kite==1.0.0{hashes}\n")
    git.commit()
    machine.write("requirements.txt", f"-i {elsewhere.pypi_url}\nkite==1.0.0{hashes}\n")
    assert "sdist" == installed(machine, tmp_path)
    for words in ((), ("--since", "HEAD")):
        ran = machine.run("check", *words, "--format", "json")
        assert {WHEEL.filename, SDIST.filename} == set(files(ran)), words


def test_a_variable_in_the_password_of_an_index_is_no_doubt_about_entries_with_digests(
    machine: Machine, git: Git
) -> None:
    digest = hashlib.sha256(WHEEL.data).hexdigest()
    url = machine.registry.pypi_url.replace("://", "://${USER}:${TOKEN}@")
    machine.write("requirements.txt", f"--index-url {url}\nkite==1.0.0 --hash=sha256:{digest}\n")
    assert 0 == machine.run("check").code
    machine.write("requirements.txt", "--index-url https://${HOST}/simple\nkite==1.0.0\n")
    assert 3 == machine.run("check", "--since", "HEAD").code


LOCAL = (
    ("--no-index --find-links ./v\nkite==1.0.0\n", ""),
    ("kite==1.0.0\n-f v\n", ""),
    ("-r sub/inner.in\n", "sub/"),
)


@pytest.mark.parametrize(("text", "folder"), LOCAL)
def test_archives_of_a_folder_in_the_repository_are_judged(
    machine: Machine, git: Git, tmp_path: Path, text: str, folder: str
) -> None:
    machine.write("sub/inner.in", "kite==1.0.0\n--find-links=v\n")
    archive = machine.folder / folder / "v" / OTHER.filename
    archive.parent.mkdir(parents=True)
    archive.write_bytes(OTHER.data)
    machine.write("requirements.txt", text)
    assert "elsewhere" == installed(machine, tmp_path)
    for words in ((), ("--since", "HEAD")):
        ran = machine.run("check", *words, "--format", "json")
        assert OTHER.filename in files(ran), words
    assert 1 == ran.code  # it came from a registry before
    git.commit()
    assert 0 == machine.run("check", "--since", "HEAD").code
    archive.write_bytes(wheel_file("kite", "1.0.0", {"kite.py": "FROM = 'swapped'"}).data)
    ran = machine.run("check", "--since", "HEAD", "--format", "json")
    assert [OTHER.filename] == files(ran)


def test_a_folder_without_the_package_changes_nothing(machine: Machine, git: Git) -> None:
    for text in ("kite==1.0.0\n--find-links v\n", "kite==1.0.0 --find-links v\n"):
        (machine.folder / "v").mkdir(exist_ok=True)
        machine.write("v/kite-2.0.0.tar.gz", "")
        machine.write("requirements.txt", text)
    machine.write("requirements.txt", "kite==1.0.0\n--find-links v\n")
    ran = machine.run("check", "--since", "HEAD", "--format", "json")
    assert (0, []) == (ran.code, ran.json["packages"]), ran.out
    for text in ("--find-links w", "--find-links ../v", "--find-links v"):
        machine.write("v/links.html", "<a href='x'>")
        machine.write("requirements.txt", f"kite==1.0.0\n{text}\n")
        assert 3 == machine.run("check", "--since", "HEAD").code, text


def test_an_address_or_a_wheel_in_a_constraints_file_is_where_the_package_comes_from(
    machine: Machine, git: Git, elsewhere: LoopbackRegistry, tmp_path: Path
) -> None:
    machine.write("requirements.txt", "kite==1.0.0\n-c limits.in\n")
    for constraint in (f"kite @ {elsewhere.pypi_file_url(OTHER)}", elsewhere.pypi_file_url(OTHER)):
        machine.write("limits.in", f"{constraint}\n")
        ran = machine.run("check", "--since", "HEAD", "--format", "json")
        assert 3 == ran.code
        assert OTHER.filename in ran.json["coverage"]["not_judged"][0]["why"]
    assert "elsewhere" == installed(machine, tmp_path)


def test_a_wheel_of_the_repository_in_a_constraints_file_is_judged(
    machine: Machine, git: Git, tmp_path: Path
) -> None:
    (machine.folder / "v").mkdir()
    (machine.folder / "v" / OTHER.filename).write_bytes(OTHER.data)
    machine.write("limits.in", f"./v/{OTHER.filename}\n")
    machine.write("requirements.txt", "kite==1.0.0\n-c limits.in\n")
    assert "elsewhere" == installed(machine, tmp_path)
    for words in ((), ("--since", "HEAD")):
        ran = machine.run("check", *words, "--format", "json")
        assert [OTHER.filename] == files(ran), words
    assert 1 == ran.code


def test_trouble_in_a_file_that_is_taken_in_is_new_where_that_file_changed(
    machine: Machine, git: Git
) -> None:
    machine.write("inner.in", "--use-wheel\n")
    machine.write("requirements.txt", "kite==1.0.0\n-r inner.in\n-r missing.in\n")
    git.commit()
    assert 0 == machine.run("check", "--since", "HEAD").code
    machine.write("inner.in", "kite==1.0.0 --use-wheel --index-url https://elsewhere.example\n")
    ran = machine.run("check", "--since", "HEAD")
    assert 3 == ran.code
    assert "--use-wheel" in ran.out


def test_a_local_version_is_taken_for_the_newer_one(machine: Machine, git: Git, tmp_path: Path) -> None:
    local = wheel_file("kite", "1.0.0+local", {"kite.py": "FROM = 'local'"})
    (machine.folder / "v").mkdir()
    (machine.folder / "v" / local.filename).write_bytes(local.data)
    machine.write("requirements.txt", "kite==1.0.0\n--find-links v\n")
    assert "local" == installed(machine, tmp_path)
    assert local.filename in files(machine.run("check", "--since", "HEAD", "--format", "json"))
    machine.registry.put_pypi(PypiProject(name="kite", files=(WHEEL, local)))
    machine.write("requirements.txt", "kite==1.0.0\n")
    for _ in range(2):  # also once it is in use
        assert {WHEEL.filename, local.filename} == set(files(machine.run("check", "--format", "json")))
