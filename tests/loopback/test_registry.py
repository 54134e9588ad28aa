"""The loopback registry against the real npm and pip: it is worth testing with only if they take it for true."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from tests.loopback import (
    LoopbackRegistry,
    NpmPackage,
    NpmRelease,
    PypiProject,
    Status,
    sdist_file,
    wheel_file,
)

npm = shutil.which("npm")
needs_npm = pytest.mark.skipif(npm is None, reason="npm is not installed here")

LEFT_PAD = NpmPackage(
    name="left-pad",
    releases=(
        NpmRelease(version="1.0.0", published_at=datetime(2024, 2, 1, tzinfo=UTC)),
        NpmRelease(
            version="1.1.0",
            files={"index.js": "module.exports = () => 1\n"},
            manifest={"description": "Pads", "dependencies": {"@acme/base": "^2.0.0"}},
            published_at=datetime(2024, 3, 1, tzinfo=UTC),
            publisher="grace",
        ),
        NpmRelease(version="2.0.0-beta.1", published_at=datetime(2024, 4, 1, tzinfo=UTC)),
    ),
    tags={"latest": "1.1.0", "next": "2.0.0-beta.1"},
    maintainers=("ada", "grace"),
)
BASE = NpmPackage(
    name="@acme/base",
    releases=(
        NpmRelease(
            version="2.3.4", manifest={"scripts": {"postinstall": "exit 3"}}, files={"main.js": "0\n"}
        ),
    ),
)
WHEEL = wheel_file(
    "acme-tools", "1.2.0", {"acme_tools/__init__.py": "VALUE = 7\n"}, requires=("acme-base>=1",)
)
SDIST = sdist_file("acme-tools", "1.2.0")
OLD = wheel_file("acme-tools", "1.0.0", yanked="broken build", requires_python=">=3.8")
TOOLS = PypiProject(name="Acme.Tools", files=(OLD, SDIST, WHEEL))
PYBASE = PypiProject(name="acme-base", files=(wheel_file("acme-base", "1.5"),))


@pytest.fixture
def registry() -> Iterator[LoopbackRegistry]:
    with LoopbackRegistry(npm=[LEFT_PAD, BASE], pypi=[TOOLS, PYBASE]) as running:
        yield running


def run_npm(folder: Path, registry: LoopbackRegistry, *arguments: str, npmrc: str = "") -> str:
    assert npm is not None
    userconfig = folder / "userconfig"
    userconfig.write_text(f"registry={registry.npm_url}\n{npmrc}")
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "npm_config_cache": str(folder / "cache"),
        "npm_config_userconfig": str(userconfig),
        "npm_config_globalconfig": str(folder / "globalconfig"),
        "npm_config_update_notifier": "false",
        "npm_config_fetch_retries": "0",
    }
    done = subprocess.run(
        [npm, *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def run_pip(folder: Path, *arguments: str) -> str:
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "PIP_NO_INPUT": "1",
        "PIP_RETRIES": "0",
    }
    command = [sys.executable, "-m", "pip", *arguments, "--no-cache-dir"]
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def get(url: str, **headers: str) -> tuple[int, bytes, dict[str, str]]:
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    try:
        with urlopen(Request(url, headers=sent)) as answer:
            return answer.status, answer.read(), {k.lower(): v for k, v in answer.headers.items()}
    except HTTPError as error:
        with error:
            return error.code, error.read(), {k.lower(): v for k, v in error.headers.items()}


@needs_npm
def test_npm_view_reads_times_people_and_tags(registry: LoopbackRegistry, tmp_path: Path) -> None:
    shown = json.loads(run_npm(tmp_path, registry, "view", "left-pad", "--json"))

    assert "1.1.0" == shown["version"]
    assert {"latest": "1.1.0", "next": "2.0.0-beta.1"} == shown["dist-tags"]
    assert "2024-03-01T00:00:00.000Z" == shown["time"]["1.1.0"]
    assert "grace <grace@mail.example>" == shown["_npmUser"]
    assert ["ada <ada@mail.example>", "grace <grace@mail.example>"] == shown["maintainers"]


@needs_npm
def test_npm_installs_a_scoped_dependency_and_then_ci_repeats_it(
    registry: LoopbackRegistry, tmp_path: Path
) -> None:
    quiet = ("--ignore-scripts", "--no-audit", "--no-fund")
    (tmp_path / "package.json").write_text('{"name": "app", "version": "1.0.0"}')

    run_npm(tmp_path, registry, "install", "left-pad@^1.0.0", *quiet)
    lock = json.loads((tmp_path / "package-lock.json").read_text())
    shutil.rmtree(tmp_path / "node_modules")
    shutil.rmtree(tmp_path / "cache")
    run_npm(tmp_path, registry, "ci", *quiet)

    assert "module.exports = () => 1\n" == (tmp_path / "node_modules/left-pad/index.js").read_text()
    assert "0\n" == (tmp_path / "node_modules/@acme/base/main.js").read_text()
    locked = lock["packages"]["node_modules/@acme/base"]
    assert registry.npm_tarball_url("@acme/base", "2.3.4") == locked["resolved"]
    assert locked["integrity"].startswith("sha512-")
    assert locked["hasInstallScript"] is True


@needs_npm
def test_npm_runs_an_audit_that_finds_nothing(registry: LoopbackRegistry, tmp_path: Path) -> None:
    (tmp_path / "package.json").write_text('{"name": "app", "version": "1.0.0"}')

    told = run_npm(tmp_path, registry, "install", "left-pad@1.0.0")

    assert "found 0 vulnerabilities" in told
    assert registry.requests_to("/npm/-/npm/v1/security/advisories/bulk")


@needs_npm
def test_npm_sends_its_token_where_one_is_needed(tmp_path: Path) -> None:
    with LoopbackRegistry(npm=[BASE], token="s3cret") as registry:
        key = registry.npm_url.partition(":")[2]
        told = run_npm(
            tmp_path, registry, "view", "@acme/base", "version", npmrc=f"{key}:_authToken=s3cret\n"
        )

        assert "2.3.4" == told.strip()
        assert {"Bearer s3cret"} == {seen.authorization for seen in registry.requests}


def test_pip_installs_a_wheel_and_its_dependency_with_json_and_metadata(
    registry: LoopbackRegistry, tmp_path: Path
) -> None:
    target = tmp_path / "site"

    run_pip(tmp_path, "install", "--index-url", registry.pypi_url, "--target", str(target), "acme_tools")

    assert "VALUE = 7\n" == (target / "acme_tools/__init__.py").read_text()
    assert (target / "acme_base.py").exists()
    assert registry.requests_to("*.whl.metadata")
    assert all("+json" in seen.headers["accept"] for seen in registry.requests_to("/simple/*"))


def test_pip_reads_the_html_page_as_well(registry: LoopbackRegistry, tmp_path: Path) -> None:
    status, page, headers = get(f"{registry.pypi_url}acme-tools/", Accept="text/html")
    (tmp_path / "page.html").write_bytes(page)

    run_pip(
        tmp_path,
        "download",
        "--no-index",
        "--no-deps",
        "--dest",
        "out",
        "--find-links",
        "page.html",
        "acme-tools",
    )

    assert (200, "text/html") == (status, headers["content-type"])
    assert WHEEL.data == (tmp_path / "out" / WHEEL.filename).read_bytes()


def test_pip_downloads_a_yanked_file_that_is_pinned(registry: LoopbackRegistry, tmp_path: Path) -> None:
    download = ("download", "--no-deps", "--dest", "out", "--index-url", registry.pypi_url)

    run_pip(tmp_path, *download, "acme-tools==1.0.0")

    assert [OLD.filename] == [path.name for path in (tmp_path / "out").iterdir()]


def test_pip_sends_the_password_of_the_index_and_files_are_open(tmp_path: Path) -> None:
    with LoopbackRegistry(pypi=[TOOLS], token="s3cret", files_elsewhere=True) as registry:
        index = registry.pypi_url.replace("//", "//user:s3cret@")
        run_pip(tmp_path, "download", "--no-deps", "--dest", "out", "--index-url", index, "acme-tools")

        assert all(seen.authorization for seen in registry.requests_to("/simple/*"))
        assert {None} == {seen.authorization for seen in registry.requests_to("/packages/*")}


def test_a_project_page_has_what_pep_700_740_and_792_say(registry: LoopbackRegistry) -> None:
    signed = wheel_file("signed", "1.0", provenance={"version": 1, "attestation_bundles": []})
    registry.put_pypi(PypiProject(name="signed", files=(signed,), status="archived", status_reason="done"))

    _, body, headers = get(f"{registry.pypi_url}signed/", Accept="application/vnd.pypi.simple.v1+json")
    page = json.loads(body)
    file = page["files"][0]

    assert "application/vnd.pypi.simple.v1+json" == headers["content-type"]
    assert {"status": "archived", "reason": "done"} == page["project-status"]
    assert ["1.0"] == page["versions"]
    assert (len(signed.data), "2024-01-10T12:00:00.000000Z") == (file["size"], file["upload-time"])
    assert {"version": 1, "attestation_bundles": []} == json.loads(get(file["provenance"])[1])


def test_a_quarantined_project_offers_no_files(registry: LoopbackRegistry) -> None:
    registry.put_pypi(PypiProject(name="bad", files=(wheel_file("bad", "1.0"),), status="quarantined"))

    page = json.loads(get(f"{registry.pypi_url}bad/", Accept="application/vnd.pypi.simple.v1+json")[1])

    assert ([], "quarantined") == (page["files"], page["project-status"]["status"])


def test_a_question_with_the_etag_is_answered_304(registry: LoopbackRegistry) -> None:
    _, _, headers = get(f"{registry.npm_url}left-pad")

    status, body, _ = get(f"{registry.npm_url}left-pad", If_None_Match=headers["etag"])

    assert (304, b"") == (status, body)


def test_the_short_form_has_no_times_and_tells_install_scripts(registry: LoopbackRegistry) -> None:
    accept = "application/vnd.npm.install-v1+json"

    _, body, headers = get(f"{registry.npm_url}@acme%2fbase", Accept=accept)
    page = json.loads(body)

    assert accept == headers["content-type"].partition(";")[0]
    assert {"name", "modified", "dist-tags", "versions"} == page.keys()
    assert page["versions"]["2.3.4"]["hasInstallScript"] is True
    assert "scripts" not in page["versions"]["2.3.4"]


def test_a_mirror_knows_nobody_and_makes_up_its_times() -> None:
    with LoopbackRegistry(npm=[LEFT_PAD], pypi=[TOOLS], mirror=True) as registry:
        _, body, headers = get(f"{registry.npm_url}left-pad", Accept_Encoding="gzip")
        page = json.loads(body)
        pypi = json.loads(
            get(f"{registry.pypi_url}acme-tools/", Accept="application/vnd.pypi.simple.v1+json")[1]
        )

    assert {"latest": "1.1.0"} == page["dist-tags"]
    assert {"1.0.0", "1.1.0", "2.0.0-beta.1"} == page["time"].keys()
    assert "2026-06-01T03:04:05.678Z" == page["time"]["1.0.0"]
    assert "maintainers" not in page
    assert "_npmUser" not in page["versions"]["1.1.0"]
    assert "etag" not in headers
    assert "upload-time" not in pypi["files"][0]


def test_a_removed_version_keeps_its_time_and_an_unpublished_package_says_so(
    registry: LoopbackRegistry,
) -> None:
    gone = datetime(2024, 5, 1, tzinfo=UTC)
    one = NpmRelease(version="1.0.0")
    registry.put_npm(NpmPackage(name="cut", releases=(one,), removed={"1.0.1": gone}))
    registry.put_npm(NpmPackage(name="gone", releases=(one,), unpublished_at=gone))

    cut = json.loads(get(f"{registry.npm_url}cut")[1])
    unpublished = json.loads(get(f"{registry.npm_url}gone")[1])

    assert ("2024-05-01T00:00:00.000Z", ["1.0.0"]) == (cut["time"]["1.0.1"], list(cut["versions"]))
    assert ["1.0.0"] == unpublished["time"]["unpublished"]["versions"]
    assert "versions" not in unpublished


def test_a_fault_ends_after_its_number_of_times_and_the_log_has_every_question(
    registry: LoopbackRegistry,
) -> None:
    registry.fault("/npm/left-*", Status(code=503), times=2)

    statuses = [get(f"{registry.npm_url}left-pad")[0] for _ in range(3)]

    assert [503, 503, 200] == statuses
    assert [0, 0, 200] == [seen.status for seen in registry.requests_to("/npm/left-pad")]


def test_a_package_can_be_replaced_and_removed_while_it_runs(registry: LoopbackRegistry) -> None:
    changed = NpmPackage(name="left-pad", releases=(NpmRelease(version="9.9.9"),))

    registry.put_npm(changed)
    after = json.loads(get(f"{registry.npm_url}left-pad")[1])
    registry.remove("left-pad")

    assert ["9.9.9"] == list(after["versions"])
    assert 404 == get(f"{registry.npm_url}left-pad")[0]
