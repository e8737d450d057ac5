"""What is embedded, and when an index is another one."""

from coach.adapters.chroma.corpus import windows
from tests.adapters.chroma.parts import PASSAGES, corpus, passage


def test_a_document_has_title_heading_and_text_without_footnote_marks() -> None:
    assert corpus().documents[0] == (
        "Caching strategies: Stampede\n"
        "A hot key expires and a thousand readers rebuild it at once. Let one hold a lock."
    )


def test_the_hash_stays_when_nothing_changes() -> None:
    assert corpus().hash("one") == corpus().hash("one")


def test_the_hash_changes_with_text_heading_order_and_embedding() -> None:
    other_text = (passage("caching", "stampede", "Something else."), *PASSAGES[1:])
    other_heading = (PASSAGES[0].model_copy(update={"heading": "Herd"}), *PASSAGES[1:])
    hashes = [
        corpus().hash("one"),
        corpus().hash("two"),
        corpus(other_text).hash("one"),
        corpus(other_heading).hash("one"),
        corpus(PASSAGES[::-1]).hash("one"),
        corpus(PASSAGES[:-1]).hash("one"),
    ]

    assert len(set(hashes)) == len(hashes)


def test_a_long_passage_is_embedded_in_windows_without_its_code() -> None:
    prose = " ".join(f"This is sentence number {number} of the note." for number in range(7))
    long = passage("sql", "long", f"{prose}\n```sql\nSELECT 1;\n```\n")
    made = corpus((long, PASSAGES[0])).pieces

    assert [piece.id for piece in made] == ["sql#long/1", "sql#long/2", "sql#long/3", "caching#stampede/1"]
    assert made[0].text.startswith("SQL: Long\nThis is sentence number 0")
    assert not any("SELECT" in piece.text for piece in made)


def test_a_short_passage_is_one_piece_with_its_code() -> None:
    text = "One sentence that is long enough. Another one that is long enough. `SELECT 1;`"

    assert windows(text) == [text]
