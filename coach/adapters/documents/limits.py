"""How large a file may be, and what is said of one that is larger."""

MAX_PAGES = 30
MAX_UNPACKED = 40_000_000
"""Bytes that a Word file may unpack to; a page of it takes some ten thousand."""
MAX_STREAM = 10_000_000
"""Bytes that one stream of a PDF may unpack to."""
MAX_SECONDS = 15.0
"""For the pages of a PDF or the blocks of a Word file; looked at between two of them."""

PASTE = "Paste its text instead."
TOO_MUCH = f"This file unpacks to far more than a text needs, so I stopped reading it. {PASTE}"
