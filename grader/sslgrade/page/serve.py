"""Serve the page on this machine alone; it is built anew whenever it is asked for."""

from __future__ import annotations

from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

HOST = "127.0.0.1"


class _Server(ThreadingHTTPServer):
    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of a browser that went away in the middle of an answer."""


def server(page: Callable[[], str], port: int = 0) -> ThreadingHTTPServer:
    """Bind a server to the loopback address; port 0 takes a free one.

    Raises
    ------
    OSError
        The port is taken, or not allowed.
    """

    class Handler(BaseHTTPRequestHandler):
        server_version, sys_version = "sslgrade", ""

        def do_GET(self) -> None:
            # A page of another site may name this address by a host of its own (DNS rebinding).
            if self.headers.get("Host", "") not in hosts:
                self._answer(403, "text/plain; charset=utf-8", "Ask for the address as printed.\n")
            elif self.path.split("?")[0] not in ("/", "/index.html"):
                self._answer(404, "text/plain; charset=utf-8", "Only the page is here: /\n")
            else:
                self._page()

        do_HEAD = do_GET

        def _page(self) -> None:
            try:
                text = page()
            except Exception as error:  # a file that was changed meanwhile: said, and served on
                reason = f"The page cannot be built now: {error}\n"
                self._answer(500, "text/plain; charset=utf-8", reason)
            else:
                self._answer(200, "text/html; charset=utf-8", text)

        def _answer(self, code: int, kind: str, text: str) -> None:
            body = text.encode()
            self.send_response(code)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Cache-Control", "no-store")
            self.send_header("X-Content-Type-Options", "nosniff")
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing: the terminal is the learner's."""

    made = _Server((HOST, port), Handler)
    hosts = (f"{HOST}:{made.server_port}", f"localhost:{made.server_port}")
    return made


def address(made: ThreadingHTTPServer) -> str:
    """Return where a server answers."""
    return f"http://{HOST}:{made.server_port}/"
