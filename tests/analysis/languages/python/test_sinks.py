"""The tables of sources and sinks."""

from pratique.analysis.engine.marks import ENVIRONMENT, FILE, NETWORK
from pratique.analysis.facts import Capability
from pratique.analysis.languages.python.apis import CAPABILITIES
from pratique.analysis.languages.python.sinks import (
    CODE_SINKS,
    FILE_RUNNERS,
    PROCESS_SINKS,
    SENDER_METHODS,
    SENDERS,
    SOURCES,
)


def test_every_sink_of_code_is_a_use_of_code() -> None:
    assert {Capability.CODE} == {CAPABILITIES[name] for name in CODE_SINKS}


def test_compiling_is_no_sink() -> None:
    assert "compile" not in CODE_SINKS


def test_every_started_program_can_be_a_written_file() -> None:
    assert set(FILE_RUNNERS) >= PROCESS_SINKS
    assert {"subprocess.run", "os.system", "os.startfile"} <= PROCESS_SINKS
    assert "os.fork" not in PROCESS_SINKS


def test_clients_send_and_answer() -> None:
    for name in ("requests.post", "httpx.get", "requests.Session().get"):
        assert name in SENDERS
        assert NETWORK == SOURCES[name]
    assert {"post", "sendall", "request"} <= SENDER_METHODS


def test_sources_have_the_marks_of_where_they_read() -> None:
    assert ENVIRONMENT == SOURCES["os.getenv"]
    assert FILE == SOURCES["pkgutil.get_data"]
