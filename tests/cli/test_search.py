"""`coach search`: what is printed."""

import io

from rich.console import Console

from coach.cli.search import NOTHING, show
from coach.domain.note import Passage
from coach.ports import Hit


def printed(hits: list[Hit]) -> str:
    console = Console(file=io.StringIO(), width=100)
    show(hits, console)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_a_hit_shows_id_heading_score_and_first_lines() -> None:
    text = "The server sends an `ETag`.[^rfc]\n\nSecond [red]line[/red].\nThird.\nFourth."
    shown = printed([Hit(passage=Passage(topic="http", anchor="etags", heading="ETags", text=text), score=0.03279)])

    assert "http#etags  ETags  0.0328" in shown
    assert "The server sends an `ETag`." in shown
    assert "[red]line[/red]" in shown
    assert "Third. …" in shown
    assert "Fourth" not in shown


def test_nothing_found_is_said() -> None:
    assert " ".join(printed([]).split()) == NOTHING
