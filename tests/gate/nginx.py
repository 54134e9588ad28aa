"""An nginx of the test's own, by a configuration that the documentation gives."""

import re
import shutil
import socket
import subprocess
import textwrap
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

PROGRAM = shutil.which("nginx", path="/usr/sbin:/usr/local/sbin:/usr/bin:/usr/local/bin")
_PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "gate-topologies.md"
_START_S = 20.0
_ATTEMPTS = 3
_FRAME = """\
daemon off;
master_process off;
pid {folder}/nginx.pid;
error_log {folder}/error.log warn;
events {{ worker_connections 256; }}
http {{
  access_log off;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  add_header X-Cache $upstream_cache_status always;
{http}
}}
"""


def documented(title: str) -> str:
    """The configuration that begins with this comment, as the page has it."""
    found = re.search(rf"^( +)# {re.escape(title)}\n((?:\1.*\n)+)", _PAGE.read_text(), re.MULTILINE)
    assert found is not None, title
    return textwrap.dedent(found[0])


@dataclass(frozen=True, kw_only=True)
class Config:
    """A documented configuration, and what is another thing here than there: each must be in it."""

    title: str
    swaps: Mapping[str, str] = field(default_factory=dict)

    def text(self, folder: Path, port: int) -> str:
        """What nginx is given."""
        text = documented(self.title)
        listens = {
            "listen 443 ssl;": f"listen 127.0.0.1:{port} ssl;",
            "listen 80;": f"listen 127.0.0.1:{port};",
        }
        text = next(text.replace(old, new) for old, new in listens.items() if old in text)
        text = text.replace("/var/cache/nginx", str(folder))
        for old, new in self.swaps.items():
            assert old in text, old
            text = text.replace(old, new)
        return _FRAME.format(folder=folder, http=text)


@contextmanager
def nginx(folder: Path, config: Config) -> Iterator[int]:
    """Start it on a free port of this machine, which is given."""
    assert PROGRAM is not None
    folder.mkdir()
    for _ in range(_ATTEMPTS):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = int(free.getsockname()[1])
        file = folder / "nginx.conf"
        file.write_text(config.text(folder, port))
        with (
            (folder / "told").open("wb") as told,
            subprocess.Popen(
                [PROGRAM, "-p", str(folder), "-c", str(file)],
                stdin=subprocess.DEVNULL,
                stdout=told,
                stderr=told,
            ) as process,
        ):
            try:
                if _listens(process, port):
                    yield port
                    return
            finally:
                process.terminate()
    raise AssertionError(f"nginx did not start: {(folder / 'told').read_text()}")


def _listens(process: "subprocess.Popen[bytes]", port: int) -> bool:
    end = time.monotonic() + _START_S
    while process.poll() is None and time.monotonic() < end:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.02)
        else:
            # Whoever else may have taken the port, it is not this one if it has ended.
            return process.poll() is None
    return False
