"""What is wrong with a content file, where, and how to mend it."""

from coach.domain.base import Record


class Fault(Record):
    """One thing wrong with one file."""

    file: str
    line: int = 1
    what: str
    mend: str = ""
    topic: str | None = None

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.what}" + (f" {self.mend}" if self.mend else "")
