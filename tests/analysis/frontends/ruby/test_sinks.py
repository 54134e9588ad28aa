"""The tables of sources and sinks."""

from pratique.analysis.engine.marks import ENVIRONMENT, EVERY, FILE, NETWORK
from pratique.analysis.facts import Capability
from pratique.analysis.frontends.ruby.apis import CAPABILITIES
from pratique.analysis.frontends.ruby.sinks import (
    CODE_SINKS,
    FILE_RUNNERS,
    HANDLE_WRITERS,
    LOADERS,
    PROCESS_SINKS,
    SENDERS,
    SOURCES,
    WRITERS,
)


def test_every_sink_of_code_is_a_use_of_code() -> None:
    assert {Capability.CODE} == {CAPABILITIES[name] for name in CODE_SINKS | LOADERS}


def test_every_started_program_can_be_a_written_file() -> None:
    assert set(FILE_RUNNERS) >= PROCESS_SINKS
    assert {"Kernel.system", "Kernel.`", "IO.popen", "Open3.capture2e"} <= PROCESS_SINKS
    assert "Kernel.fork" not in PROCESS_SINKS


def test_a_file_that_is_loaded_is_code() -> None:
    assert Capability.CODE is FILE_RUNNERS["Kernel.load"]
    assert Capability.PROCESS is FILE_RUNNERS["Kernel.system"]


def test_clients_send_and_answer() -> None:
    for name in ("HTTParty.post", "Net::HTTP.get", "RestClient.get", "Net::HTTP().request"):
        assert name in SENDERS
        assert NETWORK == SOURCES[name]


def test_every_writer_of_a_file_is_a_use_of_writing() -> None:
    on_paths = {name for name in HANDLE_WRITERS if name.startswith("Pathname")}

    assert {Capability.FILE_WRITE} == {CAPABILITIES[name] for name in on_paths.union(WRITERS)}


def test_sources_have_the_marks_of_where_they_read() -> None:
    assert (ENVIRONMENT | EVERY, FILE, ENVIRONMENT) == (
        SOURCES["ENV.to_h"],
        SOURCES["Pathname().read"],
        SOURCES["Etc.getlogin"],
    )


def test_every_file_that_is_read_is_a_use_of_reading() -> None:
    read = {name for name, marks in SOURCES.items() if marks == FILE}

    assert {Capability.FILE_READ} == {CAPABILITIES[name] for name in read}
