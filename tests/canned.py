"""A server that speaks OpenAI's protocol and says what it was told to: a socket, not a mock.

In a test, the fixture `canned` gives one. By hand: `python -m tests.canned --port 8009`; with nothing enqueued it
grades and replies plausibly, from the request alone.
"""

import argparse
import json
import re
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

from tests.canned_replies import plausible, vector


@dataclass
class Said:
    """A message as it came over the wire."""

    role: str
    content: str


@dataclass
class Asked:
    """A request as it came over the wire."""

    path: str
    headers: dict[str, str]
    body: dict[str, Any]

    @property
    def messages(self) -> list[Said]:
        return [Said(one["role"], one["content"]) for one in self.body["messages"]]

    @property
    def model(self) -> str:
        return str(self.body["model"])

    @property
    def response_format(self) -> str | None:
        return (self.body.get("response_format") or {}).get("type")


@dataclass
class Script:
    """What to do with one request."""

    text: str = ""
    refusal: str = ""
    status: int = 200
    error: dict[str, Any] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    raw: bytes | None = None
    finish: str | None = "stop"
    usage: dict[str, Any] | None = None
    cut_after: int | None = None
    stall: float = 0.0


class Canned:
    """The server. Use it as a context manager; `asked` records the chat requests, oldest first."""

    def __init__(self, port: int = 0, *, chunk: int = 24, delay: float = 0.0) -> None:
        self.asked: list[Asked] = []
        self.chunk = chunk
        """Characters a streamed chunk."""
        self.delay = delay
        """Seconds between chunks."""
        self.lacks: set[str] = set()
        """What the server refuses with a 400: json_schema, json_object, stream_options, max_tokens, temperature."""
        self.stopped = threading.Event()
        self.heard: list[dict[str, Any]] = []
        """The forms of the audio requests, oldest first; a file as its bytes."""
        self._spoken: list[Script] = []
        self._scripts: list[Script] = []
        self._lock = threading.Lock()
        self._server = _Server(("127.0.0.1", port), type("Handler", (_Handler,), {"canned": self}))
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    def __enter__(self) -> "Canned":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stopped.set()
        self._server.shutdown()
        self._server.server_close()

    def says(
        self, reply: str | dict[str, Any], *, finish: str | None = "stop", usage: dict[str, Any] | None = None
    ) -> None:
        """The next reply: a text, or a mapping that is sent as JSON."""
        self._add(Script(text=_text(reply), finish=finish, usage=usage))

    def cuts_after(self, characters: int, reply: str | dict[str, Any]) -> None:
        """The next reply breaks off there: the connection closes in mid-stream."""
        self._add(Script(text=_text(reply), cut_after=characters))

    def stalls(self, seconds: float, reply: str | dict[str, Any] = "late", *, after: int | None = None) -> None:
        """The next reply comes that late, or goes silent after so many characters."""
        self._add(Script(text=_text(reply), stall=seconds, cut_after=after))

    def fails(self, status: int, message: str = "no", *, headers: dict[str, str] | None = None, **error: str) -> None:
        """The next request fails with that status and OpenAI's shape of error."""
        self._add(Script(status=status, error={"message": message, **error}, headers=headers or {}))

    def refuses(self, words: str = "I can't help with that.") -> None:
        """The model declines."""
        self._add(Script(refusal=words))

    def raw(self, body: bytes, content_type: str = "text/event-stream") -> None:
        """These very bytes, with status 200."""
        self._add(Script(raw=body, headers={"Content-Type": content_type}))

    def hears(self, text: str, *, stall: float = 0.0) -> None:
        """What the next recording is written down as; a word every half second, where times are asked for."""
        self._spoken.append(Script(text=text, stall=stall))

    def hears_nothing(self, status: int, message: str = "no", **error: str) -> None:
        """The next recording fails with that status."""
        self._spoken.append(Script(status=status, error={"message": message, **error}))

    def next_spoken(self) -> Script:
        """What was enqueued for a recording, or something plausible."""
        with self._lock:
            return self._spoken.pop(0) if self._spoken else Script(text=SPOKEN)

    def _add(self, script: Script) -> None:
        with self._lock:
            self._scripts.append(script)

    def next_script(self, asked: Asked) -> Script:
        """Record the request; what was enqueued for it, or something plausible."""
        with self._lock:
            self.asked.append(asked)
            for feature in sorted(self.lacks):
                if _uses(asked.body, feature):
                    return Script(status=400, error={"message": f"Unsupported: {_COMPLAINT.get(feature, feature)}"})
            return self._scripts.pop(0) if self._scripts else Script(text=plausible(asked.body))


SPOKEN = "Um, I would let one caller rebuild the entry while the others get the stale copy."

_COMPLAINT = {
    "max_tokens": "'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
    "json_schema": "response_format of type json_schema",
    "json_object": "response_format of type json_object",
}


def _uses(body: dict[str, Any], feature: str) -> bool:
    return feature in body or (body.get("response_format") or {}).get("type") == feature


def _text(reply: str | dict[str, Any]) -> str:
    return reply if isinstance(reply, str) else json.dumps(reply, ensure_ascii=False)


def form_of(data: bytes, content_type: str) -> dict[str, Any]:
    """A multipart form as a mapping; a file as its bytes, the rest as text."""
    boundary = b"--" + content_type.partition("boundary=")[2].strip('"').encode()
    form: dict[str, Any] = {}
    for part in data.split(boundary)[1:-1]:
        head, _, content = part.removeprefix(b"\r\n").partition(b"\r\n\r\n")
        content = content.removesuffix(b"\r\n")
        if named := re.search(rb'name="([^"]*)"', head):
            form[named[1].decode()] = content if b"filename=" in head else content.decode()
    return form


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of clients that went away: tests make them do so."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    canned: Canned
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 -- the base class calls it so
        """Nothing: tests read `asked`."""

    def do_GET(self) -> None:
        if urlsplit(self.path).path.endswith("/models"):
            self._json(200, {"object": "list", "data": [{"id": "canned", "object": "model", "owned_by": "nobody"}]})
        else:
            self._json(404, {"error": {"message": "no such page"}})

    def do_POST(self) -> None:
        data = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self.path.endswith("/audio/transcriptions"):
            with suppress(BrokenPipeError, ConnectionResetError):
                self._transcribe(form_of(data, self.headers["Content-Type"]))
            return
        body = json.loads(data or b"{}")
        with suppress(BrokenPipeError, ConnectionResetError):
            if self.path.endswith("/embeddings"):
                self._embed(body)
            elif self.path.endswith("/chat/completions"):
                headers = {name.lower(): value for name, value in self.headers.items()}
                self._chat(body, self.canned.next_script(Asked(self.path, headers, body)))
            else:
                self._json(404, {"error": {"message": "no such page"}})

    def _embed(self, body: dict[str, Any]) -> None:
        texts = [body["input"]] if isinstance(body["input"], str) else body["input"]
        data = [{"object": "embedding", "index": index, "embedding": vector(one)} for index, one in enumerate(texts)]
        count = sum(len(text.split()) for text in texts)
        usage = {"prompt_tokens": count, "total_tokens": count}
        self._json(200, {"object": "list", "model": body.get("model"), "data": data, "usage": usage})

    def _transcribe(self, form: dict[str, Any]) -> None:
        self.canned.heard.append(form)
        if "verbose_json" in self.canned.lacks and form.get("response_format") == "verbose_json":
            self._json(400, {"error": {"message": "response_format 'verbose_json' is not compatible with model"}})
            return
        script = self.canned.next_spoken()
        self.canned.stopped.wait(script.stall)
        if script.status != 200:
            self._json(script.status, {"error": {"type": "error", "param": None, "code": None, **script.error}}, script)
            return
        words = [
            {"word": word, "start": place * 0.5, "end": place * 0.5 + 0.3}
            for place, word in enumerate(script.text.split())
        ]
        timed = {"duration": len(words) * 0.5, "language": "english", "words": words}
        self._json(200, {"text": script.text, **(timed if form.get("response_format") == "verbose_json" else {})})

    def _chat(self, body: dict[str, Any], script: Script) -> None:
        if script.status != 200:
            self._json(script.status, {"error": {"type": "error", "param": None, "code": None, **script.error}}, script)
        elif script.raw is not None:
            self._headers(200, {**script.headers, "Content-Length": str(len(script.raw))})
            self.wfile.write(script.raw)
        elif body.get("stream"):
            self._stream(body, script)
        else:
            self.canned.stopped.wait(script.stall)
            message = {"role": "assistant", "content": script.text or None, "refusal": script.refusal or None}
            choice = {"index": 0, "message": message, "finish_reason": script.finish}
            self._json(200, {**_envelope(body, ""), "choices": [choice], "usage": script.usage or _usage(body, script)})

    def _stream(self, body: dict[str, Any], script: Script) -> None:
        if script.stall and script.cut_after is None:
            self.canned.stopped.wait(script.stall)
        self._headers(200, {"Content-Type": "text/event-stream", "Transfer-Encoding": "chunked"})
        for event in self._events(body, script):
            data = f"data: {json.dumps(event)}\n\n".encode()
            self._chunk(data)
            if self.canned.delay:
                time.sleep(self.canned.delay)
        if script.cut_after is not None:
            if script.stall:
                self.canned.stopped.wait(script.stall)
            self.close_connection = True
            return
        self._chunk(b"data: [DONE]\n\n")
        self._chunk(b"")

    def _events(self, body: dict[str, Any], script: Script) -> Iterator[dict[str, Any]]:
        def event(delta: dict[str, Any], finish: str | None = None) -> dict[str, Any]:
            return {**_envelope(body, ".chunk"), "choices": [{"index": 0, "delta": delta, "finish_reason": finish}]}

        yield event({"role": "assistant", "content": ""})
        text = script.text[: script.cut_after]
        for start in range(0, len(text), self.canned.chunk):
            yield event({"content": text[start : start + self.canned.chunk]})
        if script.refusal:
            yield event({"refusal": script.refusal})
        if script.cut_after is None:
            yield event({}, script.finish)
            if (body.get("stream_options") or {}).get("include_usage"):
                yield {**_envelope(body, ".chunk"), "choices": [], "usage": script.usage or _usage(body, script)}

    def _chunk(self, data: bytes) -> None:
        self.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))
        self.wfile.flush()

    def _json(self, status: int, body: dict[str, Any], script: Script | None = None) -> None:
        data = json.dumps(body).encode()
        headers = {"Content-Type": "application/json", "Content-Length": str(len(data))}
        self._headers(status, {**headers, **(script.headers if script else {})})
        self.wfile.write(data)

    def _headers(self, status: int, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()


def _envelope(body: dict[str, Any], kind: str) -> dict[str, Any]:
    return {"id": "canned-1", "object": f"chat.completion{kind}", "created": 1, "model": body.get("model", "canned")}


def _usage(body: dict[str, Any], script: Script) -> dict[str, Any]:
    prompt = sum(len(str(message["content"]).split()) for message in body["messages"])
    said = len(script.text.split())
    return {"prompt_tokens": prompt, "completion_tokens": said, "total_tokens": prompt + said}


def main() -> None:
    """Serve until interrupted."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--port", type=int, default=0)
    options.add_argument("--chunk", type=int, default=24, help="characters a chunk")
    options.add_argument("--delay", type=float, default=0.02, help="seconds between chunks")
    given = options.parse_args()
    with Canned(given.port, chunk=given.chunk, delay=given.delay) as canned:
        print(canned.base_url, flush=True)
        with suppress(KeyboardInterrupt):
            canned.stopped.wait()


if __name__ == "__main__":
    main()
