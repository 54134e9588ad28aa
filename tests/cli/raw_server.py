"""A server that answers every question with the same bytes, whatever they are."""

import contextlib
import socketserver
import threading
from collections.abc import Iterator


@contextlib.contextmanager
def answering(answer: bytes) -> Iterator[str]:
    """Serve raw bytes on this machine; gives the address."""

    class _Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            self.request.recv(1 << 16)
            with contextlib.suppress(OSError):
                self.request.sendall(answer)

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}/"
        server.shutdown()
        thread.join(10)
