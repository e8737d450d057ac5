"""The text of a Word file, by `python-docx`."""

import io
import logging
import time
import zipfile
from collections.abc import Iterator
from typing import TYPE_CHECKING

from coach.adapters.documents.limits import MAX_SECONDS, MAX_UNPACKED, PASTE, TOO_MUCH
from coach.errors import DocumentError

if TYPE_CHECKING:
    from docx.document import Document as WordDocument
    from docx.table import Table

log = logging.getLogger(__name__)


def text_of_word(data: bytes) -> str:
    """The text of paragraphs and tables, in their order. Raises DocumentError."""
    try:
        text = _text(data)
    except DocumentError:
        raise
    except Exception as error:  # noqa: BLE001 -- zipfile, lxml and docx each raise their own
        log.info("a Word file could not be read: %r", error)
        raise DocumentError(f"The Word file is broken. Open it and save it anew. {PASTE}") from None
    if not text.strip():
        raise DocumentError(f"The Word file has no text in its pages. {PASTE}")
    return text


def _text(data: bytes) -> str:
    import docx

    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        # An entry can't unpack to more than it declares: zipfile stops there.
        if sum(one.file_size for one in archive.infolist()) > MAX_UNPACKED:
            raise DocumentError(TOO_MUCH)
        if "word/document.xml" not in archive.namelist():
            raise DocumentError(f"This is no Word file and no PDF. {PASTE}")
    until, blocks = time.monotonic() + MAX_SECONDS, []
    for block in _blocks(docx.Document(io.BytesIO(data))):
        if time.monotonic() > until:
            raise DocumentError(f"Reading the Word file took longer than {MAX_SECONDS:.0f} seconds. {PASTE}")
        blocks.append(block)
    return "\n".join(blocks)


def _blocks(document: "WordDocument") -> Iterator[str]:
    from docx.text.paragraph import Paragraph

    for block in document.iter_inner_content():
        if isinstance(block, Paragraph):
            style = (block.style.name or "") if block.style else ""
            # A list item's mark is in its style, and we go by marks.
            yield f"• {block.text}" if style.startswith("List") and block.text.strip() else block.text
        else:
            yield from _rows(block)


def _rows(table: "Table") -> Iterator[str]:
    from docx.table import _Cell

    for row in table.rows:
        # As they stand: `row.cells` has a cell again for each column that it says it spans, millions if it likes.
        yield from (_Cell(cell, table).text for cell in row._tr.tc_lst)  # noqa: SLF001 - nothing public has them
