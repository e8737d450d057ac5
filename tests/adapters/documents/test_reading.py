"""Files as people have them, made by the libraries that others write them with; and files that nobody should send."""

import io
import time
import zipfile
import zlib

import docx
import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject, NumberObject, StreamObject

from coach.adapters.documents.limits import MAX_PAGES
from coach.adapters.documents.reading import text_of
from coach.domain.application import LONGEST, MAX_BYTES
from coach.errors import DocumentError

WORDS = "Led the migration of the billing monolith to six services."


def pdf(*pages: str) -> bytes:
    """A PDF with a line of text on each page."""
    return _written(_with_pages(pages))


def _with_pages(pages: tuple[str, ...]) -> PdfWriter:
    writer = PdfWriter()
    for words in pages:
        page = writer.add_blank_page(595, 842)
        font = DictionaryObject(
            {NameObject("/Type"): NameObject("/Font"), NameObject("/Subtype"): NameObject("/Type1"),
             NameObject("/BaseFont"): NameObject("/Helvetica")}
        )  # fmt: skip
        fonts = DictionaryObject({NameObject("/F1"): writer._add_object(font)})
        page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
        stream = DecodedStreamObject()
        stream.set_data(f"BT /F1 12 Tf 72 720 Td ({words}) Tj ET".encode())
        page[NameObject("/Contents")] = writer._add_object(stream)
    return writer


def _written(writer: PdfWriter) -> bytes:
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def word() -> bytes:
    document = docx.Document()
    document.add_heading("Experience", 1)
    document.add_paragraph(WORDS, style="List Bullet")
    table = document.add_table(rows=1, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Skills", "Kafka, Go"
    document.add_paragraph("Lisbon")
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def zipped(**entries: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            archive.writestr(name.replace("__", "/"), data)
    return out.getvalue()


def locked(password: str) -> bytes:
    writer = _with_pages((WORDS,))
    writer.encrypt(user_password=password, owner_password="owner", algorithm="AES-256")
    return _written(writer)


def bomb() -> bytes:
    """A PDF of 200 kB whose page unpacks to 200 MB."""
    writer = _with_pages((WORDS,))
    stream = StreamObject()
    stream._data = zlib.compress(b" " * 200_000_000, 9)
    stream[NameObject("/Filter")] = NameObject("/FlateDecode")
    stream[NameObject("/Length")] = NumberObject(len(stream._data))
    writer.pages[0][NameObject("/Contents")] = writer._add_object(stream)
    return _written(writer)


def test_a_pdf_gives_the_text_of_its_pages() -> None:
    assert text_of(pdf(WORDS, "And a second page")).split("\n\n") == [WORDS, "And a second page"]


def test_a_word_file_gives_paragraphs_lists_and_tables_in_order() -> None:
    assert [line for line in text_of(word()).splitlines() if line] == [
        "Experience",
        f"• {WORDS}",
        "Skills",
        "Kafka, Go",
        "Lisbon",
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_plain_text_is_read_in_any_usual_encoding(encoding: str) -> None:
    assert text_of(f"Résumé – “{WORDS}”\r\nLisbon".encode(encoding)) == f"Résumé – “{WORDS}”\nLisbon"


def test_a_pdf_with_an_empty_password_is_read() -> None:
    assert WORDS in text_of(locked(""))


def test_a_long_text_is_read_as_far_as_it_is_read_at_all() -> None:
    assert len(text_of(("word " * LONGEST).encode())) <= LONGEST


CASES = {
    "nothing": (b"", "empty"),
    "white space": (b" \n\t ", "empty"),
    "too large": (b"a" * (MAX_BYTES + 1), "larger than 5 MB"),
    "locked PDF": (locked("secret"), "locked with a password"),
    "scan": (_written(_with_pages(("",))), "a scan or a picture"),
    "long PDF": (pdf(*["page"] * (MAX_PAGES + 1)), f"{MAX_PAGES + 1} pages"),
    "PDF bomb": (bomb(), "unpacks to far more"),
    "PDF cut off": (pdf(WORDS)[:300], "broken"),
    "no PDF": (b"%PDF-1.7\nnot really", "broken"),
    "Word bomb": (zipped(**{"word__document.xml": b"<w:p/>" * 10_000_000}), "unpacks to far more"),
    "broken Word": (word()[:2000], "broken"),
    "Word with broken XML": (zipped(**{"word__document.xml": b"<w:document>", "[Content_Types].xml": b"<x"}), "broken"),
    "some zip": (zipped(**{"photo.jpg": b"..."}), "no Word file"),
    "old Word": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old Word file"),
    "rich text": (rb"{\rtf1 hello}", "rich-text"),
    "picture": (b"\x89PNG\r\n\x1a\n" + b"\0" * 100, "picture"),
    "programme": (b"\x7fELF" + bytes(range(256)) * 10, "isn't a text"),
}


@pytest.mark.parametrize("case", CASES)
def test_what_cannot_be_read_is_told_in_plain_words(case: str) -> None:
    data, said = CASES[case]
    with pytest.raises(DocumentError) as told:
        text_of(data)
    assert said in str(told.value)
    assert told.value.__cause__ is None


def test_a_word_file_whose_entities_would_grow_without_end_is_refused_at_once() -> None:
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 9))
    xml = (
        f'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY e0 "boom">{levels}]>'
        '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        "<w:body><w:p><w:r><w:t>hello &e8;</w:t></w:r></w:p></w:body></w:document>"
    )
    entries = {name: data for name, data in _entries(word()) if name != "word/document.xml"}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
        archive.writestr("word/document.xml", xml)

    began = time.monotonic()
    with pytest.raises(DocumentError, match="broken"):
        text_of(out.getvalue())
    assert time.monotonic() - began < 5


def _entries(data: bytes) -> list[tuple[str, bytes]]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return [(name, archive.read(name)) for name in archive.namelist()]


def test_what_the_fixtures_make_is_what_others_read_too() -> None:
    assert WORDS in PdfReader(io.BytesIO(pdf(WORDS))).pages[0].extract_text()


def test_a_cell_that_says_it_spans_millions_of_columns_is_one_cell() -> None:
    document = docx.Document()
    table = document.add_table(rows=1, cols=1)
    table.cell(0, 0).text = "Kafka, Go"
    table.cell(0, 0)._tc.get_or_add_tcPr().get_or_add_gridSpan().val = 20_000_000
    file = io.BytesIO()
    document.save(file)

    assert text_of(file.getvalue()).strip() == "Kafka, Go"
