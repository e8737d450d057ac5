"""A document as PDF."""

import re
from functools import cache
from typing import Literal, assert_never

from fpdf import FPDF
from fpdf.enums import XPos, YPos
from fpdf.fonts import FontFace, TTFFont

from coach.adapters.pdf.fonts import Family, spelt, system_family
from coach.domain.document import Bullets, Document, Heading, Paragraph, Quote, Table

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_SIZE = 10.5
_LINE = 5.4
"""Millimetres."""
_ACCENT = (15, 107, 92)
_QUIET = (90, 96, 93)
_MISSING = "\N{REPLACEMENT CHARACTER}"


def document_pdf(document: Document, *, family: Family | None = None, embed: bool = True) -> bytes:
    """The document on A4. With `embed`, in a font of this machine if there is one; else in Helvetica, in Latin-1."""
    chosen = family or (_family() if embed else None)
    page = _Page(chosen)
    page.set_title(page.fit(document.title))
    page.add_page()
    page.write_text(document.title, size=19, style="B", after=1)
    if document.subtitle:
        page.write_text(document.subtitle, size=9.5, colour=_QUIET, after=3)
    for block in document.blocks:
        page.put(block)
    return bytes(page.output())


@cache
def _family() -> Family | None:
    return system_family()


class _Page(FPDF):
    """A4 with our manner of setting."""

    def __init__(self, family: Family | None) -> None:
        super().__init__(format="A4")
        self.set_margins(22, 20, 22)
        self.set_auto_page_break(auto=True, margin=20)
        self._known: frozenset[int] | None = None
        self._face = "Helvetica"
        if family is not None:
            self._face = "text"
            self.add_font("text", "", family.regular)
            self.add_font("text", "B", family.bold)
            self.add_font("text", "I", family.italic)
            font = self.fonts["text"]
            assert isinstance(font, TTFFont)
            self._known = frozenset(font.cmap)

    def fit(self, text: str) -> str:
        """The text in characters that the font has."""
        text = _CONTROL.sub("", text.replace("\t", "    "))
        if self._known is None:
            return spelt(text)
        stand_in = _MISSING if ord(_MISSING) in self._known else "?"
        return "".join(one if ord(one) in self._known or one == "\n" else stand_in for one in text)

    def footer(self) -> None:
        """The page's number."""
        self.set_y(-14)
        self.set_font(self._face, "", 8)
        self.set_text_color(*_QUIET)
        self.cell(0, 6, f"{self.page_no()}", align="C")

    def write_text(
        self,
        text: str,
        *,
        size: float = _SIZE,
        style: Literal["", "B", "I"] = "",
        colour: tuple[int, int, int] = (20, 24, 23),
        after: float = 2.2,
        indent: float = 0,
    ) -> None:
        """A paragraph, and room after it."""
        self.set_font(self._face, style, size)
        self.set_text_color(*colour)
        self.set_x(self.l_margin + indent)
        self.multi_cell(
            0, _LINE * size / _SIZE, self.fit(text), align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT, markdown=False
        )
        self.ln(after)

    def put(self, block: Heading | Paragraph | Quote | Bullets | Table) -> None:
        """One block."""
        if isinstance(block, Heading):
            self._heading(block)
        elif isinstance(block, Paragraph):
            quiet = block.small
            self.write_text(block.text, size=8.8 if quiet else _SIZE, colour=_QUIET if quiet else (20, 24, 23))
        elif isinstance(block, Quote):
            self._quote(block)
        elif isinstance(block, Bullets):
            for item in block.items:
                self.write_text(f"- {item}", after=0.8, indent=2)
            self.ln(1.5)
        elif isinstance(block, Table):
            self._table(block)
        else:
            assert_never(block)

    def _heading(self, block: Heading) -> None:
        if self.will_page_break(24):
            self.add_page()
        self.ln(2.5 if block.depth == 2 else 1)
        colour = _ACCENT if block.depth == 2 else (20, 24, 23)
        self.write_text(block.text, size=13.5 if block.depth == 2 else 11, style="B", colour=colour, after=1.2)

    def _quote(self, block: Quote) -> None:
        page, top = self.page, self.get_y()
        self.write_text(block.text, style="I", after=0, indent=5)
        if self.page == page:
            self.set_draw_color(*_ACCENT)
            self.set_line_width(0.6)
            self.line(self.l_margin + 2, top + 0.5, self.l_margin + 2, self.get_y() - 0.5)
        self.ln(2.2)

    def _table(self, block: Table) -> None:
        self.set_font(self._face, "", 9)
        self.set_text_color(20, 24, 23)
        self.set_draw_color(200, 205, 200)
        self.set_line_width(0.2)
        with self.table(
            line_height=4.8,
            text_align="LEFT",
            borders_layout="HORIZONTAL_LINES",
            headings_style=FontFace(emphasis="BOLD", color=_QUIET),
            padding=1,
        ) as table:
            for row in (block.head, *block.rows):
                cells = table.row()
                for cell in row:
                    cells.cell(self.fit(" ".join(cell.split())))
        self.ln(2.5)
