"""Safe HTML from words: everything that anybody typed is escaped; only what is built here is markup."""

import itertools
import re
from collections.abc import Iterable
from functools import cache
from html import escape

from markdown_it import MarkdownIt

from coach.domain.scoring import Band, Verdict

_FENCE = re.compile(r"```[^\n`]*\n(.*?)(?:```|\Z)", re.DOTALL)
_MARKS = re.compile(r"([\\`*_{}\[\]()#+\-.!~|<>$:&@/])")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")

SYMBOLS = {
    Verdict.COVERED: ("✓", "covered"),
    Verdict.PARTIAL: ("◐", "partly"),
    Verdict.MISSING: ("○", "missed"),
    Verdict.CONTRADICTED: ("✗", "wrong"),
}
"""Symbol and word of each verdict: never colour alone."""

READ_ALOUD = '<button type="button" class="aloud" aria-pressed="false">Read aloud</button>'
"""Beside a question; shown where the browser can read, and brought to life by `voice.js`."""

BANDS = {Band.STRONG: "Strong", Band.SOLID: "Solid", Band.DEVELOPING: "Developing", Band.NOT_YET: "Not yet"}


@cache
def _markdown() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False, "linkify": False}).enable(["table", "strikethrough"])


def markdown(text: str) -> str:
    """Markdown of our own, or of a model, as HTML; raw HTML in it is shown as text, images as links."""
    html: str = _markdown().render(_CONTROL.sub("\N{REPLACEMENT CHARACTER}", text))
    html = re.sub(r"<img [^>]*>", "", html)
    return html.replace("<a href", '<a target="_blank" rel="noopener noreferrer" href')


def plain(text: str) -> str:
    """Text that is shown as it stands."""
    return escape(_CONTROL.sub("\N{REPLACEMENT CHARACTER}", text))


def literal(text: str) -> str:
    """Text for where Streamlit expects Markdown, shown as it stands: no image is fetched, no link made."""
    return _MARKS.sub(r"\\\1", _CONTROL.sub("\N{REPLACEMENT CHARACTER}", text))


class Span:
    """A stretch of an answer that earned a verdict."""

    __slots__ = ("end", "number", "start", "verdict")

    def __init__(self, start: int, end: int, number: int, verdict: Verdict) -> None:
        self.start, self.end, self.number, self.verdict = start, end, number, verdict


def said(text: str, spans: Iterable[Span] = ()) -> str:
    """A learner's words: line breaks kept, fenced code kept as code, and the spans underlined.

    Spans that overlap are nested by cutting the text at every boundary, so that each lights up on its own.
    """
    marks = sorted(spans, key=lambda span: (span.start, -span.end))
    parts: list[str] = []
    position = 0
    for fence in _FENCE.finditer(text):
        parts.append(_prose(text, position, fence.start(), marks))
        parts.append(f"<pre><code>{_marked(text, fence.start(1), fence.end(1), marks)}</code></pre>")
        position = fence.end()
    parts.append(_prose(text, position, len(text), marks))
    return "".join(parts)


def _prose(text: str, start: int, end: int, marks: list[Span]) -> str:
    if not text[start:end].strip():
        return ""
    return f'<div class="said" dir="auto">{_marked(text, start, end, marks)}</div>'


def _marked(text: str, start: int, end: int, marks: list[Span]) -> str:
    edges = {start, end}
    for mark in marks:
        edges.update(edge for edge in (mark.start, mark.end) if start < edge < end)
    ordered = sorted(edges)
    parts: list[str] = []
    for left, right in itertools.pairwise(ordered):
        piece = plain(text[left:right])
        covering = [mark for mark in marks if mark.start <= left and right <= mark.end]
        if covering and piece.strip():
            classes = " ".join([f"v-{covering[0].verdict}", *(f"kp{mark.number}" for mark in covering)])
            piece = f'<mark class="{classes}">{piece}</mark>'
        parts.append(piece)
    return "".join(parts)
