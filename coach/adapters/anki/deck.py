"""Cards as an Anki package, through `genanki`."""

import io
import re
from collections.abc import Sequence
from datetime import datetime

from markdown_it import MarkdownIt

from coach.domain.cards import Card

# Ids that Anki knows the deck and the kind of note by: never to be changed, or an export would no longer update.
DECK_ID = 1_764_201_601
MODEL_ID = 1_764_201_602
DECK = "Interview coach"

_FRONT = '<div class="topic">{{Topic}}</div><div class="question">{{Question}}</div><div class="cue">{{Cue}}</div>'
_BACK = '{{FrontSide}}<hr id="answer"><div class="claim">{{Point}}</div><div class="note">{{Note}}</div>'
_CSS = """
.card { font-family: sans-serif; font-size: 18px; line-height: 1.5; max-width: 38em; margin: 0 auto; text-align: left; }
.topic, .cue { font-size: 14px; opacity: .75; }
.question, .claim { font-weight: 600; }
.note { font-size: 16px; }
pre { overflow-x: auto; text-align: left; }
"""
_MARKS = re.compile(r"[^\w-]+")


def package(cards: Sequence[Card], at: datetime) -> bytes:
    """The package. A card that was in an earlier one takes its place when Anki imports it, its schedule kept."""
    import genanki

    model = genanki.Model(
        MODEL_ID,
        "Interview coach: key point",
        fields=[{"name": name} for name in ("Question", "Cue", "Point", "Note", "Topic")],
        templates=[{"name": "Key point", "qfmt": _FRONT, "afmt": _BACK}],
        css=_CSS,
    )
    deck = genanki.Deck(DECK_ID, DECK)
    for card in cards:
        deck.add_note(
            genanki.Note(
                model=model,
                fields=_fields(card),
                guid=genanki.guid_for("interview-coach", card.question, card.key_point),
                tags=["interview-coach", _MARKS.sub("-", card.topic_id)],
            )
        )
    file = io.BytesIO()
    genanki.Package(deck).write_to_file(file, timestamp=at.timestamp())
    return file.getvalue()


def _fields(card: Card) -> list[str]:
    note = _html(f"**{card.passage.heading}**\n\n{card.passage.plain}") if card.passage else ""
    about = f" · {card.passage.heading}" if card.passage else ""
    cue = f"Key point {card.place} of {card.points}{about}"
    return [_html(card.prompt), _inline(cue), _html(card.claim), note, _inline(card.topic)]


def _html(text: str) -> str:
    """Markdown as HTML; raw HTML in it is shown as text, and nothing is fetched."""
    # Anki puts a field's value where {{…}} stands, and reads [sound:…] and cloze marks out of it.
    html: str = _markdown().render(text)
    return html.replace("{{", "{&#8203;{").replace("[sound:", "[&#8203;sound:").strip()


def _inline(text: str) -> str:
    html: str = _markdown().renderInline(text)
    return html.replace("{{", "{&#8203;{")


def _markdown() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"]).disable("image")
