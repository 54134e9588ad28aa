"""What is asked of a server, which statuses are an answer, and where a large body goes."""

import asyncio
import os
from pathlib import Path

import pytest

from pratique.errors import Reference, RegistryError
from pratique.net.client.http import Http, HttpSettings
from pratique.net.client.receiver import MEMORY_BYTES, InMemory, Spooled
from pratique.store.folder.incoming_file import IncomingFile
from tests.loopback import LoopbackRegistry, PypiProject, Status, Truncated, wheel_file


@pytest.mark.parametrize(
    ("receiver", "statuses", "headers"),
    [
        (InMemory(10, compressed=True, etag=None), {200}, {"Accept-Encoding": "gzip"}),
        (InMemory(10, compressed=False, etag=None), {200}, {"Accept-Encoding": "identity"}),
        (
            InMemory(10, compressed=True, etag='"a"'),
            {200, 304},
            {"Accept-Encoding": "gzip", "If-None-Match": '"a"'},
        ),
    ],
)
def test_an_etag_makes_a_304_an_answer(
    receiver: InMemory, statuses: set[int], headers: dict[str, str]
) -> None:
    assert (statuses, headers) == (set(receiver.statuses), dict(receiver.headers()))


LARGE = wheel_file("large", "1.0", {"large/data.bin": os.urandom(MEMORY_BYTES + 10)})


def received(folder: Path, most_bytes: int, *faults: Truncated | Status) -> tuple[bytes, IncomingFile]:
    file = IncomingFile(folder)

    async def run() -> bytes:
        with LoopbackRegistry(pypi=[PypiProject(name="large", files=(LARGE,))]) as registry:
            for fault in faults:
                registry.fault("*.whl", fault, times=1)
            url = registry.pypi_file_url(LARGE)
            settings = HttpSettings(pauses_s=(0.0,))
            async with Http(settings, configured=registry.origins) as http:
                return (await http.ask(url, Spooled(most_bytes, file))).body

    return asyncio.run(run()), file


@pytest.mark.parametrize("faults", [(), (Truncated(missing_bytes=5),)])
def test_a_large_body_goes_to_the_file(tmp_path: Path, faults: tuple[Truncated, ...]) -> None:
    body, file = received(tmp_path, len(LARGE.data), *faults)
    assert (b"", LARGE.data) == (body, file.path.read_bytes())


def test_a_body_above_the_limit_is_refused_before_it_is_read(tmp_path: Path) -> None:
    with pytest.raises(RegistryError) as caught:
        received(tmp_path, len(LARGE.data) - 1)
    assert Reference.BODY_TOO_LARGE is caught.value.reference
    assert [] == list(tmp_path.iterdir())
