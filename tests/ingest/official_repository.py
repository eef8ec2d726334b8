"""A local server that answers as the Publications Office's repository does, with its faults; for tests.

It is loaded by path (the folders of tests are no packages). Texts are given by CELEX number, language in three letters
and manifestation type; faults are queued for a path or a text and used up one by one.
"""

from __future__ import annotations

import hashlib
import json
import re
import threading
import time
from collections import defaultdict, deque
from dataclasses import dataclass, field
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote

TERMINOLOGICAL = "eng deu fra spa ita pol ell nld por ron hun ces slk slv hrv bul est lav lit mlt gle dan swe fin"
ACCEPTED = {
    "application/xhtml+xml": "xhtml",
    "text/html": "html",
    "application/xml;mtype=fmx4": "fmx4",
    "application/zip;mtype=fmx4": "fmx4.zip",
    "application/pdf": "pdf",
}
MEDIA = {
    "xhtml": "application/xhtml+xml",
    "html": "text/html",
    "fmx4": "application/xml",
    "fmx4.zip": "application/zip",
    "pdf": "application/pdf",
}
CHALLENGE = b"""<!DOCTYPE html><html><head><title></title><script src="https://x.token.awswaf.com/challenge.js"></script>
</head><body><noscript>Please enable JavaScript</noscript></body></html>"""


@dataclass
class Seen:
    """A request as it came in."""

    method: str
    path: str
    headers: dict[str, str]
    at: float
    body: str = ""


@dataclass
class Repository:
    """What the server holds. Keys of `faults` are paths, or "CELEX eng xhtml" for a text's datastream."""

    texts: dict[tuple[str, str, str], list[bytes]] = field(default_factory=dict)
    pages: dict[str, tuple[int, dict[str, str], bytes]] = field(default_factory=dict)
    rows: list[tuple[str, str, str, str]] = field(default_factory=list)
    faults: defaultdict[str, deque[str]] = field(default_factory=lambda: defaultdict(deque))
    not_acceptable: set[str] = field(default_factory=set)
    seen: list[Seen] = field(default_factory=list)
    url: str = ""

    def add(self, celex: str, language: str, kind: str, *parts: bytes) -> None:
        self.texts[celex, language, kind] = list(parts)

    def fault(self, key: str, *kinds: str) -> None:
        self.faults[key].extend(kinds)

    def paths(self, method: str = "GET") -> list[str]:
        return [seen.path for seen in self.seen if seen.method == method]

    def stream(self, celex: str, language: str, kind: str, number: int = 1) -> str:
        """The path of a datastream: a work's UUID, expression, manifestation, and the part."""
        name = hashlib.md5(f"{celex}".encode()).hexdigest()
        return f"/resource/cellar/{name}.{language}.{kind}/DOC_{number}"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    repository: Repository

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        pass

    def do_GET(self) -> None:
        self._note("")
        path = self.path.partition("?")[0]
        if self._faulty(path):
            return
        if path.startswith("/resource/celex/"):
            self._celex(path.removeprefix("/resource/celex/"))
        elif path.startswith("/resource/cellar/"):
            self._stream(path)
        elif path in self.repository.pages:
            status, headers, body = self.repository.pages[path]
            self._answer(status, body, headers)
        else:
            self._answer(404, b"<html><body>not here</body></html>", {"Content-Type": "text/html"})

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", "0"))).decode()
        self._note(body)
        if self._faulty(self.path):
            return
        question = parse_qs(body)["query"][0]
        works = set(re.findall(r'"([^"]+)"\^\^xsd:string', question))
        languages = set(re.findall(r"authority/language/([A-Z]{3})>", question))
        bindings = []
        for celex, name, value, language in self.repository.rows:
            if celex not in works or (name == "title" and language not in languages):
                continue
            row = {"celex": _literal(celex), "name": _literal(name), "value": _literal(value)}
            if name == "title":
                uri = f"http://publications.europa.eu/resource/authority/language/{language}"
                row["language"] = {"type": "uri", "value": uri}
            bindings.append(row)
        head = {"vars": ["celex", "name", "value", "language"]}
        answer = json.dumps({"head": head, "results": {"bindings": bindings}}).encode()
        self._answer(200, answer, {"Content-Type": "application/sparql-results+json"})

    def _note(self, body: str) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.repository.seen.append(Seen(self.command, self.path, headers, time.monotonic(), body))

    def _celex(self, written: str) -> None:
        language, accept = self.headers.get("Accept-Language", ""), self.headers.get("Accept", "")
        celex, kind = unquote(written), ACCEPTED.get(accept)
        if language not in TERMINOLOGICAL.split():
            self._answer(400, b"invalid language")
        elif set(written) & set("()/"):  # must come encoded
            self._answer(404, b"no such resource")
        elif kind is None or f"{celex} {kind}" in self.repository.not_acceptable:
            self._answer(406, b"not acceptable")
        elif (celex, language, kind) not in self.repository.texts:
            self._answer(404, b"no datastream")
        else:
            count = len(self.repository.texts[celex, language, kind])
            streams = [self.repository.url + self.repository.stream(celex, language, kind, n + 1) for n in range(count)]
            if count == 1:
                self._answer(303, b"", {"Location": streams[0]})
                return
            links = "".join(f'<li><a href="{s}">{s}</a></li>' for s in sorted(streams))  # DOC_10 before DOC_2
            index = (
                f"<html><head><title>300 Multiple-Choice Response</title></head><body><ul>{links}</ul></body></html>"
            )
            self._answer(300, index.encode(), {"Content-Type": "text/html"})

    def _stream(self, path: str) -> None:
        for (celex, language, kind), parts in self.repository.texts.items():
            for number, body in enumerate(parts, 1):
                if self.repository.stream(celex, language, kind, number) == path:
                    if not self._faulty(f"{celex} {language} {kind}", body):
                        self._validated(body, MEDIA[kind])
                    return
        self._answer(404, b"no datastream")

    def _validated(self, body: bytes, media: str) -> None:
        tag = f'"{hashlib.md5(body).hexdigest()}"'
        if self.headers.get("If-None-Match") == tag:
            self._answer(304, b"", {"ETag": tag})
        else:
            self._answer(200, body, {"Content-Type": media, "ETag": tag, "Last-Modified": formatdate(0, usegmt=True)})

    def _faulty(self, key: str, body: bytes = b"<html><body>text</body></html>") -> bool:
        """Answer with the next fault that is queued for a key, if one is."""
        if not self.repository.faults[key]:
            return False
        fault = self.repository.faults[key].popleft()
        simple: dict[str, tuple[int, bytes, dict[str, str]]] = {
            "later": (503, b"", {"Retry-After": "7"}),
            "empty": (200, b"", {}),
            "challenge": (200, CHALLENGE, {"Content-Type": "text/html"}),
            "waf": (202, b"", {"x-amzn-waf-action": "challenge"}),
            "circle": (303, b"", {"Location": self.path}),
            "spiral": (303, b"", {"Location": self.path + "x"}),
            "nowhere": (303, b"", {}),
            "not modified": (304, b"", {}),
        }
        if fault == "none":
            return False
        if fault.startswith("status "):
            self._answer(int(fault[7:]), b"fault")
        elif fault in simple:
            self._answer(*simple[fault])
        else:
            self._cut(fault, body)
        return True

    def _cut(self, fault: str, body: bytes) -> None:
        """Break off: with a length that says so, without one, or by dripping."""
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Connection", "close")
        self.close_connection = True
        if fault == "cut":
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[: len(body) // 2])
        if fault == "slow":
            for _ in range(20):
                time.sleep(0.1)
                self.wfile.write(b" ")
                self.wfile.flush()

    def _answer(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
        try:
            self.send_response(status)
            for name, value in (headers or {}).items():
                self.send_header(name, value)
            if status != 304:
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if status != 304:
                self.wfile.write(body)
        except OSError:  # the client has gone
            self.close_connection = True


def _literal(value: str) -> dict[str, str]:
    return {"type": "literal", "value": value}


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        pass  # clients of these tests leave early on purpose


class Serving:
    """Runs a repository on a loopback port; a context manager that gives the repository."""

    def __enter__(self) -> Repository:
        self.repository = Repository()
        handler = type("Handler", (_Handler,), {"repository": self.repository})
        self._server = _Server(("127.0.0.1", 0), handler)
        self.repository.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)
        self._thread.start()
        return self.repository

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


def page(title: str, *lines: str, classes: str = "oj-normal", tail: str = "</body></html>") -> bytes:
    """A small own-written act in the Official Journal's XHTML layout."""
    body = "".join(f'<p class="{classes}">{line}</p>' for line in lines)
    return (
        '<?xml version="1.0" encoding="UTF-8"?><html xmlns="http://www.w3.org/1999/xhtml"><head><title>t</title></head>'
        f'<body><p class="oj-doc-ti">{title}</p>{body}{tail}'
    ).encode()


def act(title: str, words: str, articles: int = 2) -> bytes:
    """The same with articles."""
    parts = [
        f'<div class="eli-subdivision" id="art_{n}"><p class="oj-ti-art">Article {n}</p>'
        f'<p class="oj-sti-art">Matter {n}</p><p class="oj-normal">{words} This is provision {n}.</p></div>'
        for n in range(1, articles + 1)
    ]
    return page(title, tail="".join(parts) + "</body></html>")
