"""A document to print, keep or send, apart from how it is set: headings, paragraphs, lists, quotations, tables."""

from typing import Annotated, Literal

from pydantic import Field

from coach.domain.base import Record


class Heading(Record):
    """A heading; the document's title stands apart."""

    kind: Literal["heading"] = "heading"
    text: str
    depth: int = Field(default=2, ge=2, le=3)


class Paragraph(Record):
    """A paragraph of plain text."""

    kind: Literal["paragraph"] = "paragraph"
    text: str
    small: bool = Field(default=False, description="An aside, such as how something was computed.")


class Quote(Record):
    """Somebody's words, line breaks kept."""

    kind: Literal["quote"] = "quote"
    text: str


class Bullets(Record):
    """A list of plain texts."""

    kind: Literal["bullets"] = "bullets"
    items: tuple[str, ...]


class Table(Record):
    """Rows of cells under a head."""

    kind: Literal["table"] = "table"
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


Block = Annotated[Heading | Paragraph | Quote | Bullets | Table, Field(discriminator="kind")]


class Document(Record):
    """A title and what stands under it."""

    title: str
    subtitle: str = ""
    blocks: tuple[Block, ...] = ()


def document_markdown(document: Document) -> str:
    """The document as Markdown; words that would be read as marks are escaped."""
    parts = [f"# {_inline(document.title)}"]
    if document.subtitle:
        parts.append(f"*{_inline(document.subtitle)}*")
    parts += [_block(block) for block in document.blocks]
    return "\n\n".join(parts) + "\n"


def _block(block: Block) -> str:
    if isinstance(block, Heading):
        return f"{'#' * block.depth} {_inline(block.text)}"
    if isinstance(block, Quote):
        return "\n".join(f"> {_inline(line)}".rstrip() for line in block.text.splitlines() or [""])
    if isinstance(block, Bullets):
        return "\n".join(f"- {_inline(item)}" for item in block.items)
    if isinstance(block, Table):
        rows = [block.head, tuple("---" for _ in block.head), *block.rows]
        lines = ["| " + " | ".join(_cell(cell) for cell in row) + " |" for row in rows]
        return "\n".join(lines)
    return f"*{_inline(block.text)}*" if block.small else _inline(block.text)


_MARKS = str.maketrans({mark: f"\\{mark}" for mark in "\\`*_[]<>|#"})


def _inline(text: str) -> str:
    return " ".join(text.translate(_MARKS).split())


def _cell(text: str) -> str:
    return text if text == "---" else _inline(text)
