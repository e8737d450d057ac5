"""`coach retrieve`: line in, line out, in order; a bad line is named and costs itself only."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from coach.cli.batch import Row
from coach.cli.retrieve import retrieve, run
from coach.domain.note import Passage
from coach.errors import RetrievalError
from coach.ports import Hit

PASSAGE = Passage(topic="http-https", anchor="etags", heading="ETags", text="The server sends an ETag.")


class Finding:
    """Finds one passage for whatever has “tag” in it."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, int]] = []

    def search(self, text: str, *, topic: str | None = None, k: int = 5) -> list[Hit]:
        self.asked.append((text, k))
        if text == "break":
            raise RetrievalError("The index is gone.")
        text.encode()
        return [Hit(passage=PASSAGE, score=0.0327868852)] if "tag" in text.lower() else []


def rows(lines: Sequence[str | bytes], k: int = 3) -> list[Row]:
    return list(run([line.encode() if isinstance(line, str) else line for line in lines], Finding(), k))


def test_every_row_is_answered_in_order() -> None:
    written = [row.written for row in rows(['{"id": "b", "query": "ETag"}', '{"id": 2, "query": "zebra"}'])]

    assert written == [
        {"id": "b", "passages": [{"id": "http-https#etags", "topic": "http-https", "score": 0.032787}]},
        {"id": 2, "passages": []},
    ]


@pytest.mark.parametrize(
    ("line", "id_", "told"),
    [
        ("{", None, "not JSON"),
        (b"\xff\xfe", None, "not JSON"),
        ("[" * 100_000, None, "not JSON"),
        ('["id"]', None, "an object"),
        ('{"query": "ETag"}', None, "no “id”"),
        ('{"id": "a"}', "a", "should be a text"),
        ('{"id": "a", "query": 7}', "a", "should be a text"),
        ('{"id": "a", "query": "break"}', "a", "index is gone"),
        ('{"id": "a", "query": "\\ud800"}', "a", "surrogates"),
    ],
)
def test_a_bad_line_is_named_and_the_rest_goes_on(line: str | bytes, id_: Any, told: str) -> None:
    first, bad, last = rows(['{"id": 1, "query": "ETag"}', line, '{"id": 3, "query": "ETag"}'])

    assert bad.number == 2
    assert told in (bad.fault or "")
    assert bad.written == {"id": id_, "error": bad.fault}
    assert first.fault is None
    assert last.written["id"] == 3


def test_blank_lines_are_passed_over_and_a_byte_order_mark_too() -> None:
    found = rows([b'\xef\xbb\xbf{"id": 1, "query": "ETag"}', "", "  ", '{"id": 2, "query": "x"}'])

    assert [(row.number, row.written["id"], row.fault) for row in found] == [(1, 1, None), (4, 2, None)]


@pytest.fixture
def cli(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> typer.Typer:
    from tests.adapters.chroma.parts import corpus

    monkeypatch.setenv("COACH_DATA", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)
    small = corpus()

    def build(*args: Any) -> Any:
        from coach.adapters.chroma.lazy import LazyRetriever
        from tests.adapters.chroma.parts import WordEmbedding

        lazy = LazyRetriever(small, WordEmbedding(), tmp_path / "data")
        lazy.start()
        lazy.wait(60)
        return lazy

    monkeypatch.setattr("coach.bootstrap.build_retriever", build)
    app = typer.Typer()
    app.command()(retrieve)
    return app


def test_the_command_writes_the_file_and_tells_by_its_exit_code(cli: typer.Typer, tmp_path: Path) -> None:
    good, bad, out = tmp_path / "good.jsonl", tmp_path / "bad.jsonl", tmp_path / "out.jsonl"
    good.write_text('{"id": "q", "query": "ETag"}\n')
    bad.write_text('{"id": "q", "query": "ETag"}\nnonsense\n')

    fine = CliRunner().invoke(cli, ["--input", str(good), "--output", str(out), "--k", "1"])
    assert (fine.exit_code, fine.output) == (0, "")
    (only,) = [json.loads(line) for line in out.read_text().splitlines()]
    assert only["id"] == "q"
    assert only["passages"][0]["id"] == "http-https#etags"

    faulty = CliRunner().invoke(cli, ["--input", str(bad), "--output", str(out), "--k", "1"])
    assert faulty.exit_code == 1
    assert f"{bad}:2: This is not JSON" in faulty.output
    assert len(out.read_text().splitlines()) == 2


def test_an_output_that_is_the_input_is_refused(cli: typer.Typer, tmp_path: Path) -> None:
    path, link = tmp_path / "both.jsonl", tmp_path / "link.jsonl"
    path.write_text('{"id": "q", "query": "ETag"}\n')
    link.symlink_to(path)

    for output in (path, link):
        refused = CliRunner().invoke(cli, ["--input", str(path), "--output", str(output)])
        assert refused.exit_code == 2
        assert path.read_text() == '{"id": "q", "query": "ETag"}\n'


def test_files_that_are_not_there_are_told(cli: typer.Typer, tmp_path: Path) -> None:
    result = CliRunner().invoke(cli, ["--input", str(tmp_path / "no"), "--output", str(tmp_path / "out")])

    assert result.exit_code == 2
    assert "can't be" in result.output
