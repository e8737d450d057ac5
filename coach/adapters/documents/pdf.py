"""The text of a PDF, by `pypdf`."""

import io
import logging
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

from coach.adapters.documents.limits import MAX_PAGES, MAX_SECONDS, MAX_STREAM, PASTE, TOO_MUCH
from coach.domain.application import LONGEST
from coach.errors import DocumentError

if TYPE_CHECKING:
    from pypdf import PdfReader

log = logging.getLogger(__name__)


def text_of_pdf(data: bytes) -> str:
    """The text, pages apart by a blank line. Raises DocumentError."""
    from pypdf import apply_configuration, get_configuration
    from pypdf.errors import LimitReachedError

    # Its own limits are for documents of any kind; what is read here is a few pages of words.
    strict = get_configuration().with_overwrites(
        zlib_maximum_output_length=MAX_STREAM,
        lzw_maximum_output_length=MAX_STREAM,
        run_length_maximum_output_length=MAX_STREAM,
        array_based_stream_maximum_output_length=MAX_STREAM,
        stream_decoding_work_maximum_length=4 * MAX_STREAM,
        stream_parsing_work_maximum_count=500_000,
        page_tree_maximum_entries=10 * MAX_PAGES,
        jbig2dec_binary=None,
    )
    try:
        with apply_configuration(strict):
            text = _text(data)
    except DocumentError:
        raise
    except (LimitReachedError, MemoryError):
        raise DocumentError(TOO_MUCH) from None
    except Exception as error:  # noqa: BLE001 -- what a broken PDF makes the package raise is not to be foreseen
        log.info("a PDF could not be read: %r", error)
        raise DocumentError(f"The PDF is broken, or of a kind that I can't read. {PASTE}") from None
    if sum(character.isalnum() for character in text) < 20:
        raise DocumentError(f"The PDF has no text in it: it is a scan or a picture. {PASTE}")
    return text


def _text(data: bytes) -> str:
    from pypdf import PdfReader

    reader = PdfReader(io.BytesIO(data))
    if reader.is_encrypted and not reader.decrypt(""):
        raise DocumentError(f"The PDF is locked with a password. Save it without one. {PASTE}")
    if (pages := len(reader.pages)) > MAX_PAGES:
        raise DocumentError(f"The PDF has {pages} pages, and I read {MAX_PAGES} at most. {PASTE}")
    return "\n\n".join(_pages(reader))


def _pages(reader: "PdfReader") -> Iterator[str]:
    until = time.monotonic() + MAX_SECONDS
    read = 0
    for page in reader.pages:
        if time.monotonic() > until:
            raise DocumentError(f"Reading the PDF took longer than {MAX_SECONDS:.0f} seconds. {PASTE}")
        if read > LONGEST:
            return
        text = page.extract_text()
        read += len(text)
        yield text
