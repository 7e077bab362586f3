"""Served on this machine alone, fresh for every request."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from http.client import HTTPConnection
from http.server import ThreadingHTTPServer
from threading import Thread

import pytest

from sslgrade.page.serve import HOST, address, server


class Pages:
    """Builds a new page for every request, or fails."""

    count = 0
    fault: Exception | None = None

    def __call__(self) -> str:
        if self.fault is not None:
            raise self.fault
        self.count += 1
        return f"page {self.count}"


@pytest.fixture
def pages() -> Pages:
    return Pages()


@pytest.fixture
def made(pages: Pages) -> Iterator[ThreadingHTTPServer]:
    served = server(pages)
    thread = Thread(target=served.serve_forever, args=(0.01,))
    thread.start()
    yield served
    served.shutdown()
    thread.join()
    served.server_close()


def _ask(
    served: ThreadingHTTPServer, path: str = "/", host: str | None = None, method: str = "GET"
) -> tuple[int, str, dict[str, str]]:
    connection = HTTPConnection(HOST, served.server_address[1], timeout=5)
    headers = {"Host": host} if host else {}
    connection.request(method, path, headers=headers)
    answer = connection.getresponse()
    body = answer.read().decode()
    connection.close()
    return answer.status, body, dict(answer.getheaders())


def test_it_listens_on_the_loopback_address_only(made: ThreadingHTTPServer) -> None:
    assert made.server_address[0] == "127.0.0.1"
    assert address(made) == f"http://127.0.0.1:{made.server_address[1]}/"


def test_every_request_gets_a_fresh_page(made: ThreadingHTTPServer) -> None:
    (first, one, headers), (second, two, _) = _ask(made), _ask(made, "/index.html?x=1")
    assert (first, second) == (200, 200)
    assert one.startswith("page ")
    assert one != two
    assert headers["Content-Type"] == "text/html; charset=utf-8"
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Server"].strip() == "sslgrade"


def test_a_head_request_has_no_body(made: ThreadingHTTPServer) -> None:
    status, body, headers = _ask(made, method="HEAD")
    assert (status, body) == (200, "")
    assert int(headers["Content-Length"]) > 0


@pytest.mark.parametrize("path", ["/etc/passwd", "/../secret", "/concept.html"])
def test_nothing_else_is_served(made: ThreadingHTTPServer, path: str) -> None:
    assert _ask(made, path)[:2] == (404, "Only the page is here: /\n")


@pytest.mark.parametrize("host", ["evil.example", "evil.example:80", "127.0.0.1"])
def test_another_name_for_this_address_is_refused(made: ThreadingHTTPServer, host: str) -> None:
    assert _ask(made, host=host)[:2] == (403, "Ask for the address as printed.\n")


def test_localhost_is_a_name_of_ours(made: ThreadingHTTPServer) -> None:
    assert _ask(made, host=f"localhost:{made.server_address[1]}")[0] == 200


def test_other_methods_are_refused(made: ThreadingHTTPServer) -> None:
    assert _ask(made, method="POST")[0] == 501


def test_a_page_that_cannot_be_built_is_said_and_serving_goes_on(
    made: ThreadingHTTPServer, pages: Pages, capfd: pytest.CaptureFixture[str]
) -> None:
    pages.fault = ValueError("card.md: no heading")
    status, body, headers = _ask(made)
    assert (status, body) == (500, "The page cannot be built now: card.md: no heading\n")
    pages.fault = None
    assert headers["Content-Type"] == "text/plain; charset=utf-8"
    assert _ask(made)[0] == 200
    assert capfd.readouterr() == ("", "")


def test_a_browser_that_goes_away_is_no_traceback(
    made: ThreadingHTTPServer, capfd: pytest.CaptureFixture[str]
) -> None:
    made.handle_error(None, None)  # type: ignore[arg-type]
    assert capfd.readouterr() == ("", "")


def test_a_taken_port_is_an_error() -> None:
    with socket.socket() as other:
        other.bind((HOST, 0))
        other.listen()
        with pytest.raises(OSError, match="in use"):
            server(lambda: "", other.getsockname()[1])
