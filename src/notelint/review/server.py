"""The server of a review: localhost only, and only for those who know its address.

What keeps others out: it listens on 127.0.0.1; every path begins with a token that is drawn for each run; what reads or
writes verdicts wants the token in a header too, which a page of another origin cannot send; the `Host` must be this
server (a name that is made to point here is refused), and an `Origin` or `Sec-Fetch-Site` that is given must be of this
page. Nothing is logged: addresses hold the token, and verdicts may hold words of notes.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from notelint.errors import NotelintError
from notelint.report.reviews import Review
from notelint.report.visits import Visit
from notelint.review.sample import DRAWS, draw
from notelint.review.store import ReviewError, ReviewStore, now

HOST = "127.0.0.1"
MOST_BODY = 64 * 1024
"""Bytes that a request may send."""

TOKEN_HEADER = "X-Notelint-Token"

_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "frame-ancestors 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


class Refused(Exception):
    """A request that is not answered: the status, and what is told."""

    def __init__(self, status: HTTPStatus, why: str) -> None:
        super().__init__(why)
        self.status, self.why = status, why


class ReviewServer(ThreadingHTTPServer):
    """Serves one batch for review.

    Args:
        page: The page, as bytes.
        visits: The notes of the batch.
        store: Where the verdicts are kept.
        port: The port; 0 takes a free one.

    Raises:
        OSError: The port is taken.
    """

    daemon_threads = True

    def __init__(self, page: bytes, visits: list[Visit], store: ReviewStore, port: int = 0) -> None:
        super().__init__((HOST, port), _Handler)
        self.page, self.visits, self.store = page, visits, store
        self.place = {visit.note_id: visit.at for visit in visits}
        self.token = secrets.token_urlsafe(32)
        self.hosts = frozenset(f"{name}:{self.server_port}" for name in (HOST, "localhost"))

    @property
    def address(self) -> str:
        """The address to open."""
        return f"http://{HOST}:{self.server_port}/{self.token}/"

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of a connection that broke: a traceback may hold words of a note."""

    def reviews(self) -> dict[str, Any]:
        """All verdicts, by the places of their notes, and what they add up to."""
        found = self.store.read()
        return {
            "summary": found.summary(),
            "every": [
                {
                    "note": self.place[one.key[0]],
                    "finding": one.key[2],
                    "reviewer": one.reviewer,
                    "verdict": one.verdict,
                    "comment": one.comment,
                }
                for one in found.every
                if self._rule(self.place.get(one.key[0]), one.key[2]) == one.key[1]
            ],
        }

    def sample(self, asked: Mapping[str, list[str]]) -> dict[str, Any]:
        """A sample of findings."""
        kind = asked.get("kind", ["random"])[0]
        many, seed = (asked.get(name, ["1"])[0] for name in ("n", "seed"))
        if kind not in DRAWS:
            raise Refused(HTTPStatus.BAD_REQUEST, f"a sample is drawn {' or '.join(DRAWS)}")
        if not (many.isdecimal() and seed.isdecimal() and 1 <= int(many[:9]) <= 10_000 and len(seed) <= 12):
            raise Refused(
                HTTPStatus.BAD_REQUEST, "a sample has 1 to 10000 findings, and a number of the draw from 0 on"
            )
        return {"findings": draw(kind, self.visits, int(many), int(seed))}

    def judge(self, sent: Any) -> dict[str, Any]:
        """Keep a verdict."""
        if not isinstance(sent, dict):
            raise Refused(HTTPStatus.BAD_REQUEST, "a verdict is an object")
        note, finding = sent.get("note"), sent.get("finding")
        rule = self._rule(note, finding)
        if rule is None or note is None or finding is None:
            raise Refused(HTTPStatus.BAD_REQUEST, "there is no such finding")
        reviewer, verdict, comment = sent.get("reviewer"), sent.get("verdict"), sent.get("comment") or None
        if not (isinstance(reviewer, str) and isinstance(verdict, str) and isinstance(comment, str | None)):
            raise Refused(HTTPStatus.BAD_REQUEST, "reviewer, verdict and comment are text")
        key = (self.visits[note].note_id, rule, finding)
        self.store.add(Review(key, reviewer.strip(), verdict, comment, now()))
        return {"kept": True}

    def _rule(self, note: Any, finding: Any) -> str | None:
        """The rule of a finding; None where there is none such."""
        if type(note) is not int or type(finding) is not int or not 0 <= note < len(self.visits):
            return None
        rules = self.visits[note].rules
        return rules[finding] if 0 <= finding < len(rules) else None


class _Handler(BaseHTTPRequestHandler):
    server: ReviewServer
    protocol_version = "HTTP/1.1"
    server_version, sys_version = "notelint", ""
    timeout = 60

    def log_message(self, format: str, *args: object) -> None:
        """Nothing is logged."""

    def do_GET(self) -> None:
        self._answer("GET")

    def do_POST(self) -> None:
        self._answer("POST")

    def _answer(self, method: str) -> None:
        try:
            name, query = self._path()
            if method == "GET" and name == "":
                self._send(HTTPStatus.OK, self.server.page, "text/html; charset=utf-8")
                return
            self._known_by_header()
            told = self._told(method, name, query)
        except Refused as refused:
            self.close_connection = True  # what it sent may not have been read
            self._send_json(refused.status, {"error": refused.why})
        except ReviewError as error:
            self._send_json(HTTPStatus.BAD_REQUEST, {"error": str(error)})
        except NotelintError as error:
            self._send_json(HTTPStatus.SERVICE_UNAVAILABLE, {"error": str(error)})
        else:
            self._send_json(HTTPStatus.OK, told)

    def _told(self, method: str, name: str, query: str) -> dict[str, Any]:
        if (method, name) == ("GET", "reviews"):
            return self.server.reviews()
        if (method, name) == ("GET", "sample"):
            return self.server.sample(parse_qs(query))
        if (method, name) == ("POST", "reviews"):
            return self.server.judge(self._body())
        raise Refused(HTTPStatus.NOT_FOUND, "there is nothing here")

    def _path(self) -> tuple[str, str]:
        """What is asked for below the token, and its query; who asks is checked before anything is told."""
        if self.headers.get("Host", "") not in self.server.hosts:
            raise Refused(HTTPStatus.MISDIRECTED_REQUEST, "this is not the server of that name")
        if self.headers.get("Sec-Fetch-Site", "none") not in ("same-origin", "none"):
            raise Refused(HTTPStatus.FORBIDDEN, "asked for by another page")
        origin = self.headers.get("Origin")
        if origin is not None and origin.removeprefix("http://") not in self.server.hosts:
            raise Refused(HTTPStatus.FORBIDDEN, "asked for by another page")
        parts = urlsplit(self.path)
        _, token, *rest = [*parts.path.split("/"), ""]
        if not secrets.compare_digest(token.encode(), self.server.token.encode()) or len(rest) < 2:
            raise Refused(HTTPStatus.NOT_FOUND, "there is nothing here")
        return "/".join(rest[:-1]), parts.query

    def _known_by_header(self) -> None:
        given = self.headers.get(TOKEN_HEADER, "")
        if not secrets.compare_digest(given.encode(), self.server.token.encode()):
            raise Refused(HTTPStatus.FORBIDDEN, "the token is missing")

    def _body(self) -> Any:
        if self.headers.get("Origin") is None:
            raise Refused(HTTPStatus.FORBIDDEN, "asked for by no page")
        if self.headers.get_content_type() != "application/json":
            raise Refused(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "a verdict is JSON")
        length = self.headers.get("Content-Length", "")
        if not length.isdecimal() or int(length) > MOST_BODY:
            raise Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too long")
        try:
            return json.loads(self.rfile.read(int(length)))
        except ValueError:
            raise Refused(HTTPStatus.BAD_REQUEST, "not JSON") from None

    def _send_json(self, status: HTTPStatus, told: dict[str, Any]) -> None:
        self._send(status, json.dumps(told).encode("utf-8"), "application/json")

    def _send(self, status: HTTPStatus, body: bytes, kind: str) -> None:
        self.send_response(status)
        for name, value in {**_HEADERS, "Content-Type": kind, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)
