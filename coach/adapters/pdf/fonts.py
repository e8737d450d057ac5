"""Which font a PDF is set in: one of this machine's that has the letters, else the fonts every reader has."""

import os
import sys
from pathlib import Path

from coach.domain.base import Record

_FOLDERS = {
    "linux": ["/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "~/.fonts"],
    "darwin": ["/System/Library/Fonts/Supplemental", "/Library/Fonts", "~/Library/Fonts"],
    "win32": ["%WINDIR%/Fonts"],
}
_FAMILIES = (
    ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf", "DejaVuSans-Oblique.ttf"),
    ("NotoSans-Regular.ttf", "NotoSans-Bold.ttf", "NotoSans-Italic.ttf"),
    ("LiberationSans-Regular.ttf", "LiberationSans-Bold.ttf", "LiberationSans-Italic.ttf"),
    ("Arial.ttf", "Arial Bold.ttf", "Arial Italic.ttf"),
    ("arial.ttf", "arialbd.ttf", "ariali.ttf"),
)
"""Regular, bold, italic; those that cover most scripts first."""


class Family(Record):
    """The files of a font."""

    regular: Path
    bold: Path
    italic: Path


def system_family(folders: list[Path] | None = None) -> Family | None:
    """The first family that this machine has, or None."""
    places = folders if folders is not None else _folders()
    found: dict[str, Path] = {}
    for place in places:
        for folder, _, files in os.walk(place):
            for file in files:
                found.setdefault(file, Path(folder) / file)
    for regular, bold, italic in _FAMILIES:
        if regular in found:
            return Family(
                regular=found[regular],
                bold=found.get(bold, found[regular]),
                italic=found.get(italic, found[regular]),
            )
    return None


def _folders() -> list[Path]:
    named = _FOLDERS.get(sys.platform, _FOLDERS["linux"])
    return [Path(os.path.expandvars(one)).expanduser() for one in named]


_SPELT = {
    "“": '"', "”": '"', "„": '"', "‘": "'", "’": "'", "‚": "'", "–": "-", "—": "-", "−": "-", "…": "...", "→": "->",
    "←": "<-", "⇒": "=>", "≥": ">=", "≤": "<=", "≠": "!=", "≈": "~", "•": "-", "€": "EUR", "✓": "[x]", "○": "[ ]",
    "\u00a0": " ", "\u202f": " ", "\u2009": " ", "\u200b": "",
}  # fmt: skip


def spelt(text: str) -> str:
    """The text in Latin-1: what it lacks is spelt with other characters, and a question mark where there are none."""
    text = "".join(_SPELT.get(one, one) for one in text)
    return text.encode("latin-1", errors="replace").decode("latin-1")
