"""A document as PDF: every letter arrives, on a machine with fonts and on one without."""

import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from coach.adapters.pdf.document import document_pdf
from coach.adapters.pdf.fonts import spelt, system_family
from coach.domain.document import Bullets, Document, Heading, Paragraph, Quote, Table

DOCUMENT = Document(
    title="Mock interview: debrief",
    subtitle="27 November 2026",
    blocks=(
        Heading(text="What was strong"),
        Paragraph(text="Latency ≥ 5 ms → “retry”, naïve façade – Straße, Ελληνικά, Русский."),
        Quote(text="line one\nline two"),
        Bullets(items=("first point", "second point")),
        Table(head=("Question", "Minutes"), rows=(("1. Why?", "3:20"),)),
        Heading(text="A smaller heading", depth=3),
    ),
)


def text_of(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


def test_every_block_arrives_in_order() -> None:
    text = text_of(document_pdf(DOCUMENT, embed=False))
    parts = ["Mock interview: debrief", "What was strong", "line one", "line two", "first point", "1. Why?", "3:20"]
    places = [text.index(part) for part in parts]
    assert places == sorted(places)


@pytest.mark.skipif(system_family() is None, reason="there is no TrueType font on this machine")
def test_with_a_font_of_the_machine_letters_beyond_latin_arrive() -> None:
    text = text_of(document_pdf(DOCUMENT))
    assert "Latency ≥ 5 ms → “retry”, naïve façade – Straße, Ελληνικά, Русский." in text


def test_without_one_they_are_spelt_as_well_as_latin_can() -> None:
    text = text_of(document_pdf(DOCUMENT, embed=False))
    assert 'Latency >= 5 ms -> "retry", naïve façade - Straße, ????????, ???????.' in text
    assert system_family([Path("/nowhere")]) is None


@settings(max_examples=30, deadline=None)
@given(st.text(max_size=300))
def test_no_words_break_it(words: str) -> None:
    document = Document(
        title=words or "Title",
        blocks=(Paragraph(text=words), Quote(text=words), Table(head=("a", "b"), rows=((words, words),))),
    )
    assert document_pdf(document, embed=False).startswith(b"%PDF-")
    assert spelt(words).encode("latin-1") is not None


@pytest.mark.skipif(system_family() is None, reason="there is no TrueType font on this machine")
@pytest.mark.parametrize("words", ["🙂 emoji 日本語 שלום \x00\x07 tab\tend", "x" * 400, "word " * 6000, ""])
def test_odd_and_long_words_are_set_all_the_same(words: str) -> None:
    document = Document(title="T", blocks=(Quote(text=words), Bullets(items=(words,)), Paragraph(text=words)))
    assert document_pdf(document).startswith(b"%PDF-")
