"""The loopback registry's staged releases: the real npm 12 stages, lists, views, downloads, approves and rejects."""

import json
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from tests.loopback import LoopbackRegistry, NpmPackage, NpmRelease, NpmStaged
from tests.loopback.npm_publisher import Publisher, needs_npm_12


def ask(registry: LoopbackRegistry, path: str, *, method: str = "GET", token: str | None = "t") -> int:
    headers = {} if token is None else {"Authorization": f"Bearer {token}"}
    try:
        with urlopen(Request(registry.npm_url + path, method=method, headers=headers)) as response:
            return int(response.status)
    except HTTPError as error:
        return error.code


@needs_npm_12
def test_the_real_npm_stages_lists_views_downloads_approves_and_rejects(tmp_path: Path) -> None:
    with LoopbackRegistry(token="s3cret") as registry:
        ada = Publisher(tmp_path / "calm", registry.npm_url)
        registry.put_npm(NpmPackage(name="calm", releases=(NpmRelease(version="1.0.0"),)))
        ada.write("calm", "1.1.0")
        made = ada.json("stage", "publish")
        stage = made["calm"]["stageId"] if "calm" in made else made["stageId"]
        (listed,) = ada.json("stage", "list", "calm")
        viewed = ada.json("stage", "view", stage)
        assert listed == viewed
        assert (stage, "calm", "1.1.0", "latest") == tuple(
            viewed[key] for key in ("id", "packageName", "version", "tag")
        )
        assert 0 == ada.npm("stage", "download", stage).returncode
        assert registry.npm_stage is not None
        (staged,) = registry.npm_stage.items
        assert staged.tarball == (ada.folder / f"calm-1.1.0-{stage}.tgz").read_bytes()
        (ada.folder / f"calm-1.1.0-{stage}.tgz").unlink()
        assert "1.0.0" == ada.npm("view", "calm", "version").stdout.strip()
        refused = ada.npm("stage", "approve", stage)
        assert "EOTP" in refused.stderr
        approved = ada.npm("stage", "approve", stage, "--otp=123456")
        assert 0 == approved.returncode, approved.stderr
        assert "1.1.0" == ada.npm("view", "calm", "version").stdout.strip()
        ada.write("calm", "1.2.0-rc.1")
        assert 0 == ada.npm("stage", "publish", "--tag=next").returncode
        assert ["next"] == [one["tag"] for one in ada.json("stage", "list")]
        rejected = ada.npm("stage", "reject", registry.npm_stage.items[0].id, "--otp=123456")
        assert 0 == rejected.returncode, rejected.stderr
        assert [] == ada.json("stage", "list")


def test_the_area_answers_with_the_statuses_of_the_documentation() -> None:
    with LoopbackRegistry() as registry:
        assert registry.npm_stage is not None
        stage = registry.npm_stage.put(NpmStaged(name="calm", version="1.0.0", tarball=b"bytes")).id
        nobody = "00000000-0000-4000-8000-000000000000"
        assert 401 == ask(registry, "-/stage", token=None)
        assert [200, 200, 200] == [
            ask(registry, path) for path in ("-/stage", f"-/stage/{stage}", f"-/stage/{stage}/tarball")
        ]
        assert 404 == ask(registry, f"-/stage/{nobody}")
        assert 404 == ask(registry, "-/stage/../calm")
        assert 405 == ask(registry, "-/stage", method="POST")
        assert 401 == ask(registry, f"-/stage/{stage}/approve", method="POST")
        assert 401 == ask(registry, f"-/stage/{stage}", method="DELETE")


def test_a_registry_without_staging_has_no_such_path() -> None:
    with LoopbackRegistry(stages=False) as registry:
        assert 404 == ask(registry, "-/stage")


def test_a_page_has_at_most_a_hundred_records_and_the_newest_first() -> None:
    with LoopbackRegistry() as registry:
        assert registry.npm_stage is not None
        for number in range(120):
            registry.npm_stage.put(NpmStaged(name="calm", version=f"1.0.{number}", tarball=b""))
        sizes = []
        for page in (0, 1, 2):
            address = f"{registry.npm_url}-/stage?page={page}&perPage=500"
            with urlopen(Request(address, headers={"Authorization": "Bearer t"})) as response:
                document = json.loads(response.read())
            sizes.append(len(document["items"]))
        assert [100, 20, 0] == sizes
        assert 120 == document["total"]
