"""The official SDK's client, and a client that sends raw lines."""

import json
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mcp import Client, StdioServerParameters

_WORDS = ("-P", "-m", "pratique", "mcp")


@asynccontextmanager
async def connected(
    folder: Path, env: Mapping[str, str], *options: str, mode: str = "auto"
) -> AsyncIterator[Client]:
    """Start the server in a folder, and connect the SDK's client."""
    arguments = [*_WORDS, "--folder", str(folder), *options]
    server = StdioServerParameters(command=sys.executable, args=arguments, env=dict(env))
    async with Client(server, mode=mode) as client:
        yield client


@dataclass(frozen=True)
class Raw:
    """A server to which a test sends lines."""

    process: "subprocess.Popen[bytes]"

    def send(self, *messages: object) -> None:
        """Send messages; bytes as they are."""
        assert self.process.stdin is not None
        for one in messages:
            line = one if isinstance(one, bytes) else json.dumps(one).encode()
            self.process.stdin.write(line + b"\n")
        self.process.stdin.flush()

    def receive(self) -> Any:
        """Return the next line of the server."""
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line, "the server closed its end"
        return json.loads(line)

    def ask(self, *messages: object) -> Any:
        """Send messages, and return the next line."""
        self.send(*messages)
        return self.receive()

    def ready(self, version: str = "2025-11-25") -> None:
        """Do the handshake."""
        params = {"protocolVersion": version, "capabilities": {}, "clientInfo": {"name": "x", "version": "1"}}
        found = self.ask(request(0, "initialize", **params))
        assert version == found["result"]["protocolVersion"]
        self.send({"jsonrpc": "2.0", "method": "notifications/initialized"})


@contextmanager
def raw(folder: Path, env: Mapping[str, str] | None = None, *options: str) -> Iterator[Raw]:
    """Start the server in a folder."""
    command: Sequence[str] = [sys.executable, *_WORDS, "--folder", str(folder), *options]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=env
    ) as process:
        try:
            yield Raw(process)
        finally:
            process.kill()


def request(id_: object, method: str, **params: Any) -> dict[str, Any]:
    """Return a request."""
    return {"jsonrpc": "2.0", "id": id_, "method": method, "params": params}


def call(id_: object, tool: str, **arguments: Any) -> dict[str, Any]:
    """Return the call of a tool."""
    return request(id_, "tools/call", name=tool, arguments=arguments)
