"""Lines that may request something wanted."""

import pytest

from pratique.respond.places.proxy_logs.suspects import RequestSuspects
from pratique.respond.wanted.value import Wanted
from tests.respond.places.log_builders import WANTED, host, item

MANY = Wanted(
    releases=(
        *(item("npm", f"name{number}", "1.0.0") for number in range(20)),
        item("npm", "axios", "1.14.1"),
    )
)


@pytest.mark.parametrize("wanted", [WANTED, MANY], ids=["few", "many"])
def test_the_line_of_a_wanted_file_is_found(wanted: Wanted) -> None:
    text = b"get /left/-/left-1.0.0.tgz\nget /axios/-/axios-1.14.1.tgz\n"
    (offset,) = {text.rfind(b"\n", 0, one) for one in RequestSuspects(wanted).offsets(text)}
    assert text.index(b"\n") == offset
    assert [] == RequestSuspects(wanted).offsets(b"get /left/-/left-1.0.0.tgz\n")


def test_the_host_of_the_attack_is_found() -> None:
    suspects = RequestSuspects(Wanted(indicators=(host("c2.invalid"),)))
    assert {"c2.invalid": "host c2.invalid"} == suspects.hosts
    assert [8] == suspects.offsets(b"connect c2.invalid:443\n")
