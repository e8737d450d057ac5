"""A topic's `note.md`: front matter and passages, with their lines."""

import re
from pathlib import Path

from pydantic import ValidationError

from coach.adapters.files.validation import faults_of
from coach.adapters.files.yaml_source import YamlSource
from coach.domain.base import slug
from coach.domain.fault import Fault
from coach.domain.note import Note, Passage

_FENCE = re.compile(r"^\s{0,3}(```|~~~)")


class NoteSource:
    """A parsed note: `note` is None where the file is too broken to give one."""

    def __init__(self, text: str, file: str, topic: str) -> None:
        self.file = file
        self.topic = topic
        self.note: Note | None = None
        self.faults: list[Fault] = []
        self.lines: dict[str, int] = {}
        """The line of each passage's heading, by anchor."""
        front, body, start = _split(text)
        if front is None:
            self._fault(1, "There is no front matter.", "Start the file with ---, summary, sources, reviewed, ---.")
            return
        self.front = YamlSource(front, file, offset=1, topic=topic)
        self.faults.extend(self.front.faults)
        title, passages = self._passages(body, start)
        if self.front.faults:
            return
        data = self.front.data if isinstance(self.front.data, dict) else {}
        try:
            self.note = Note.model_validate({**data, "topic": topic, "title": title, "passages": tuple(passages)})
        except ValidationError as error:
            self.faults.extend(faults_of(error, self.front))

    @classmethod
    def read(cls, path: Path, file: str, topic: str) -> "NoteSource":
        """The parsed file; a file that isn't UTF-8 is a fault."""
        try:
            return cls(path.read_text(encoding="utf-8"), file, topic)
        except UnicodeDecodeError as error:
            broken = cls("---\n---\n", file, topic)
            broken.note = None
            broken.faults = [
                Fault(file=file, topic=topic, what=f"Unreadable as UTF-8: {error}.", mend="Save as UTF-8.")
            ]
            return broken

    def _fault(self, line: int, what: str, mend: str) -> None:
        self.faults.append(Fault(file=self.file, line=line, what=what, mend=mend, topic=self.topic))

    def _passages(self, body: list[str], start: int) -> tuple[str, list[Passage]]:
        """The title and the passages. A `#` inside a code fence is no heading."""
        title = ""
        blocks: list[tuple[str, list[str]]] = []
        fenced = False
        for number, line in enumerate(body, start=start):
            if _FENCE.match(line):
                fenced = not fenced
            if fenced or not re.match(r"#{1,6} ", line):
                self._collect(number, line, blocks)
            elif line.startswith("## "):
                blocks.append((line[3:].strip(), []))
                self._name(number, line[3:].strip())
            elif line.startswith("# ") and not title:
                title = line[2:].strip()
            else:
                self._fault(number, f"Only one H1 and H2s have a place in a note: “{line}”.", "Make it prose or an H2.")
        if fenced:
            self._fault(start + len(body) - 1, "A code fence is never closed.", "Close it with ```.")
        passages = [
            Passage(topic=self.topic, anchor=slug(heading), heading=heading, text="\n".join(lines).strip())
            for heading, lines in blocks
            if slug(heading)
        ]
        return title or self.topic, passages

    def _collect(self, number: int, line: str, blocks: list[tuple[str, list[str]]]) -> None:
        if blocks:
            blocks[-1][1].append(line)
        elif line.strip():
            self._fault(number, "There is text before the first H2: no passage would hold it.", "Move it into one.")

    def _name(self, number: int, heading: str) -> None:
        anchor = slug(heading)
        if not anchor or anchor in self.lines:
            self._fault(
                number, f"The heading “{heading}” gives the anchor “{anchor}”, which is empty or taken.", "Reword it."
            )
        self.lines[anchor] = number


def _split(text: str) -> tuple[str | None, list[str], int]:
    lines = text.splitlines()
    if not lines or lines[0].strip() != "---":
        return None, lines, 1
    for index, line in enumerate(lines[1:], start=1):
        if line.strip() == "---":
            return "\n".join(lines[1:index]), lines[index + 1 :], index + 2
    return None, lines, 1
