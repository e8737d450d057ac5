"""The text of a file, or in plain words why there is none."""

from coach.adapters.documents.limits import PASTE
from coach.domain.application import LONGEST, MAX_BYTES
from coach.errors import DocumentError

_OTHERS = {
    b"\xd0\xcf\x11\xe0": "This is an old Word file (.doc) or a locked one. Save it as .docx without a password.",
    b"{\\rtf": "This is a rich-text file. Save it as .docx or PDF, or paste its text.",
    b"\x89PNG": f"This is a picture. {PASTE}",
    b"\xff\xd8\xff": f"This is a picture. {PASTE}",
}


def text_of(data: bytes) -> str:
    """The text of a PDF, a Word file (.docx) or a plain text, told apart by their first bytes.

    Raises DocumentError if there is none to be had: too large, too long, locked, scanned, broken, something else.
    """
    if len(data) > MAX_BYTES:
        raise DocumentError(f"The file is larger than {MAX_BYTES // 1_000_000} MB. {PASTE}")
    if not data.strip():
        raise DocumentError("The file is empty. Choose another, or paste the text.")
    for mark, said in _OTHERS.items():
        if data.startswith(mark):
            raise DocumentError(said)
    text = _text_of(data).replace("\x00", "")
    return "\n".join(line.rstrip() for line in text.splitlines()).strip()[:LONGEST]


def _text_of(data: bytes) -> str:
    # What a file needs is imported only when it is read. A PDF may have up to a kilobyte of something else before it.
    if b"%PDF-" in data[:1024]:
        from coach.adapters.documents.pdf import text_of_pdf

        return text_of_pdf(data)
    if data.startswith(b"PK\x03\x04"):
        from coach.adapters.documents.word import text_of_word

        return text_of_word(data)
    return _of_plain(data)


def _of_plain(data: bytes) -> str:
    for encoding in ("utf-16",) if data[:2] in {b"\xff\xfe", b"\xfe\xff"} else ("utf-8-sig", "cp1252"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        odd = sum(not one.isprintable() and not one.isspace() for one in text)
        if odd <= len(text) // 100:
            return text
    raise DocumentError(f"This isn't a text, a PDF or a Word file. {PASTE}")
