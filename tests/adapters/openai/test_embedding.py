"""Embeddings over the wire, from a loopback server that says what the test wants."""

import json
import math
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from coach.adapters.openai.embedding import BATCH, LONGEST, OpenAIEmbedding
from coach.errors import RetrievalError
from coach.ports import Embedding

KEY = "sk-test-0123456789abcdef"
Answer = tuple[int, Any]


class Server:
    """Answers every POST with what `answer` makes of its body, and keeps what was asked."""

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.answer: Callable[[dict[str, Any]], Answer] = vectors
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                outer.asked.append({"path": self.path, **body})
                outer.headers.append({name.lower(): value for name, value in self.headers.items()})
                status, reply = outer.answer(body)
                data = reply if isinstance(reply, bytes) else json.dumps(reply).encode()
                self.send_response(status)
                self.send_header("Content-Type", "text/html" if isinstance(reply, bytes) else "application/json")
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                with suppress(BrokenPipeError):  # it was not waited for
                    self.wfile.write(data)

            def log_message(self, *args: Any) -> None:
                pass

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.http.server_port}/v1"


def vectors(body: dict[str, Any]) -> Answer:
    """A vector a text, told backwards: the index says which is whose."""
    data = [
        {"object": "embedding", "index": index, "embedding": [3.0, 4.0, float(len(text))]}
        for index, text in enumerate(body["input"])
    ]
    return 200, {
        "object": "list", "model": body["model"], "data": data[::-1], "usage": {"prompt_tokens": 1, "total_tokens": 1}
    }  # fmt: skip


def saying(status: int, message: str) -> Callable[[dict[str, Any]], Answer]:
    return lambda _: (status, {"error": {"message": message, "type": "x", "code": None, "param": None}})


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server()
    thread = threading.Thread(target=server.http.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    yield server
    server.http.shutdown()
    server.http.server_close()
    thread.join(5)


def embedding(server: Server, **more: Any) -> OpenAIEmbedding:
    return OpenAIEmbedding("text-embedding-3-small", base_url=server.url, api_key=KEY, **({"retries": 0} | more))


def test_vectors_are_of_unit_length_and_in_order(server: Server) -> None:
    port: Embedding = embedding(server)

    found = port.embed(["a", "bbb"])

    assert found[0] == pytest.approx([3 / math.sqrt(26), 4 / math.sqrt(26), 1 / math.sqrt(26)])
    assert found[1] == pytest.approx([3 / math.sqrt(34), 4 / math.sqrt(34), 3 / math.sqrt(34)])
    assert server.asked[0]["path"] == "/v1/embeddings"
    assert server.asked[0]["model"] == "text-embedding-3-small"
    assert server.headers[0]["authorization"] == f"Bearer {KEY}"


def test_many_texts_go_in_batches_and_none_is_empty_or_endless(server: Server) -> None:
    found = embedding(server).embed(["", "x" * 50_000, *["text"] * (2 * BATCH)])

    assert len(found) == 2 * BATCH + 2
    assert [len(one["input"]) for one in server.asked] == [BATCH, BATCH, 2]
    assert server.asked[0]["input"][0] == " "
    assert len(server.asked[0]["input"][1]) == LONGEST


def test_nothing_is_asked_for_no_texts(server: Server) -> None:
    assert embedding(server).embed([]) == []
    assert server.asked == []


def test_the_id_fits_a_folder_and_tells_servers_apart() -> None:
    one = OpenAIEmbedding("org/Model:v1.5 (best)", base_url="http://a/v1").id
    other = OpenAIEmbedding("org/Model:v1.5 (best)", base_url="http://b/v1").id
    odd = OpenAIEmbedding("模型", base_url="http://a/v1").id

    assert one.startswith("openai-org-model-v1-5-best-")
    assert one != other
    assert all(set(id_) <= set("abcdefghijklmnopqrstuvwxyz0123456789-") for id_ in (one, odd))


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (saying(401, f"Incorrect API key provided: {KEY}"), "refused the API key"),
        (saying(404, "The model does not exist"), "knows no model"),
        (saying(429, "Slow down"), "limiting"),
        (saying(500, "oh"), "in trouble"),
        (lambda _: (200, b"<html>Welcome</html>"), "can't be had"),
        (lambda _: (200, {"data": []}), "can't be had"),
        (lambda _: (200, {"object": "list"}), "can't be had"),
        (lambda _: (200, {"data": [{"index": 0, "embedding": [0.0, 0.0]}]}), "no usable vectors"),
        (lambda _: (200, {"data": [{"index": 0, "embedding": []}]}), "no usable vectors"),
        (lambda _: (200, {"data": [{"index": 0, "embedding": ["a"]}]}), "can't be had"),
        (lambda _: (200, {"data": [{"index": 7, "embedding": [1.0]}]}), "can't be had"),
    ],
)
def test_what_goes_wrong_is_told_without_the_key(
    server: Server, answer: Callable[[dict[str, Any]], Answer], told: str
) -> None:
    server.answer = answer

    with pytest.raises(RetrievalError, match=told) as raised:
        embedding(server).embed(["a"])
    assert KEY not in str(raised.value)
    assert raised.value.__cause__ is None


def test_a_passing_trouble_is_tried_again(server: Server) -> None:
    server.answer = lambda body: vectors(body) if len(server.asked) > 1 else saying(503, "busy")(body)

    assert len(embedding(server, retries=1).embed(["a"])) == 1


def test_a_server_that_hangs_or_is_not_there_is_told(server: Server) -> None:
    go = threading.Event()
    server.answer = lambda body: (go.wait(10) and vectors(body)) or vectors(body)
    with pytest.raises(RetrievalError, match="didn't answer in time"):
        embedding(server, seconds=0.3).embed(["a"])
    go.set()

    with pytest.raises(RetrievalError, match="couldn't reach"):
        OpenAIEmbedding("m", base_url="http://127.0.0.1:1/v1", retries=0).embed(["a"])


def test_without_a_key_openai_is_not_asked() -> None:
    with pytest.raises(RetrievalError, match="no API key"):
        OpenAIEmbedding("text-embedding-3-small").embed(["a"])
