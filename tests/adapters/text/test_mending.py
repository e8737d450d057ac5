"""Text in whatever shape it comes."""

import pytest

from coach.adapters.text.mending import LONGEST, mended
from coach.errors import UnusableFile

WORDS = "Trade-offs you've made – naïve, £5\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encodings(encoding: str) -> None:
    assert mended(WORDS.encode(encoding)) == WORDS


def test_what_an_earlier_program_decoded_wrongly_is_mended() -> None:
    assert mended("Trade-offs youâ€™ve made".encode()) == "Trade-offs you've made"
    assert mended("naÃ¯ve\r\nline") == "naïve\nline"


@pytest.mark.parametrize(
    "given",
    [
        bytes(range(256)) * 8,
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
        b"%PDF-1.7\n\x01\x02\x03\x04\x05\x06\x07\x0e\x0f\x10\x11",
        b"\xff\xfe\x00",
        "half a pair \0",
    ],
)
def test_what_is_no_text_is_refused(given: bytes | str) -> None:
    with pytest.raises(UnusableFile, match="isn't text"):
        mended(given)


def test_what_is_far_too_long_is_refused_at_once() -> None:
    with pytest.raises(UnusableFile, match=r"1\.0 MB.*200 kB"):
        mended(b"- Caching\n" * 100_000)
    assert len(mended("a" * LONGEST)) == LONGEST


def test_nothing_is_nothing() -> None:
    assert mended(b"") == ""
