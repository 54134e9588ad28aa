from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.cli.approvals.request import Wanted, exit_of, lines, run
from pratique.cli.output.exit_codes import Exit
from pratique.cli.remote.gate_option import TOKEN
from pratique.errors import RegistryError

HELD = {"state": "review", "purl": "pkg:npm/calm@1.1.0", "why": "a hook \x1b[2J"}
ANSWER = {
    "words": "1 file is held",
    "held": [HELD],
    "key": "k1",
    "url": "http://gate.example/k1",
    "unknown": [],
}


@contextmanager
def answering(status: int, document: object, state: object = None) -> Iterator[tuple[str, list[Any]]]:
    """A gate that answers so to a request, and with a state to whoever waits for it; and what it was asked."""
    asked: list[Any] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            asked.append((self.path, self.headers.get("Authorization"), msgspec.json.decode(body)))
            self.answer(status, document)

        def do_GET(self) -> None:
            asked.append((self.path, self.headers.get("Authorization"), None))
            self.answer(200, state)

        def answer(self, status: int, document: object) -> None:
            data = msgspec.json.encode(document)
            self.send_response(status)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: object) -> None: ...

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}", asked
        finally:
            server.shutdown()
            thread.join()


def wanted(gate: str, *targets: str) -> Wanted:
    return Wanted(targets=targets, gate=gate, reason="a demo", who="mia", json=False)


def test_releases_are_sent_as_purls_and_the_answer_is_escaped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(TOKEN, "secret")
    with answering(201, ANSWER) as (url, asked):
        code, text = run(wanted(f"{url}/npm/", "calm@1.1.0", "sample==1.0.0"))

    assert Exit.STOPPED is code
    purls = ["pkg:npm/calm@1.1.0", "pkg:pypi/sample@1.0.0"]
    sent = {"reason": "a demo", "who": "mia", "purls": purls, "about": ""}
    assert [("/-/pratique/request", "Bearer secret", sent)] == asked
    assert "  pkg:npm/calm@1.1.0  needs review  a hook \\x1b[2J\n" in text
    assert "pratique approve request:k1 --reason TEXT" in text


def test_whoever_waits_gets_the_decision_or_the_state_at_the_end_of_the_time() -> None:
    opened = {**ANSWER, "state": "open"}
    released = {**HELD, "state": "released", "by": "ada: read \x1b it"}
    with answering(201, opened, {**ANSWER, "state": "done", "held": [released]}) as (url, asked):
        wish = replace(wanted(url, "calm@1.1.0"), wait=timedelta(minutes=1), pause_s=0.01)
        code, text = run(wish)
    with answering(201, opened, opened) as (url, _):
        late, _ = run(replace(wanted(url, "calm@1.1.0"), wait=timedelta(milliseconds=20), pause_s=0.01))

    assert (Exit.CLEAR, Exit.STOPPED) == (code, late)
    assert "  pkg:npm/calm@1.1.0  was approved by ada: read \\x1b it  a hook" in text
    assert "/-/pratique/request/k1" == asked[-1][0]


def test_a_lock_is_sent_as_it_is_and_what_it_includes_with_it(tmp_path: Path) -> None:
    lock = tmp_path / "requirements.txt"
    lock.write_text("sample==1.0.0\n")
    including = tmp_path / "all-requirements.txt"
    including.write_text("-r requirements.txt\nother==2.0\n")
    with answering(200, {"words": "nothing", "held": []}) as (url, asked):
        code, _ = run(wanted(url, str(lock)))
        run(wanted(url, str(including)))

    assert Exit.CLEAR is code
    assert {"name": "requirements.txt", "text": "sample==1.0.0\n"} == asked[0][2]["lock"]
    assert {"pkg:pypi/other@2.0", "pkg:pypi/sample@1.0.0"} == set(asked[1][2]["purls"])
    assert "all-requirements.txt" == asked[1][2]["about"]


@pytest.mark.parametrize(
    ("status", "document", "words"),
    [
        (429, {"error": "too many requests from here"}, "too many requests from here"),
        (404, {"error": "there is nothing here"}, "there is nothing here"),
        (200, {"hello": "world"}, "no reason|OK"),
        (500, [1], "500"),
    ],
)
def test_an_answer_that_is_none_is_told(status: int, document: object, words: str) -> None:
    with answering(status, document) as (url, _), pytest.raises(RegistryError, match=words):
        run(wanted(url, "calm@1.1.0"))


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        ({"held": []}, Exit.CLEAR),
        ({"held": [], "unknown_total": 1}, Exit.INCOMPLETE),
        ({"held": [{"state": "wait"}]}, Exit.WAITS),
        ({"held": [{"state": "wait"}], "unknown_total": 1}, Exit.INCOMPLETE),
        ({"held": [{"state": "wait"}, {"state": "blocked"}], "unknown_total": 1}, Exit.STOPPED),
        ({"held": [{"state": "released"}]}, Exit.CLEAR),
    ],
)
def test_the_exit_code_says_what_is_held(document: Mapping[str, Any], expected: Exit) -> None:
    assert expected is exit_of(document)


values = st.recursive(
    st.none() | st.integers() | st.text(max_size=10),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["purl", "why", "state"]), inner)
    ),
    max_leaves=6,
)


@given(st.dictionaries(st.sampled_from(["held", "unknown", "url", "key", "unknown_total"]), values))
def test_whatever_a_gate_answers_reads_as_lines(document: dict[str, Any]) -> None:
    found = list(lines({**document, "words": "told"}))

    assert "told" == found[0]
    assert exit_of(document) in set(Exit)
