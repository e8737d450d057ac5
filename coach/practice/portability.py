"""Taking one's record away, bringing it back, deleting it."""

from coach.domain.cards import Card, cards_of
from coach.domain.knowledge import Knowledge
from coach.domain.portable import (
    Copies,
    Forgotten,
    Imported,
    Kept,
    KeptPractice,
    RecordFile,
    read_record_file,
    record_file,
)
from coach.domain.record_markdown import record_markdown
from coach.domain.transcript_markdown import transcript_markdown
from coach.errors import UnusableFile
from coach.ports import Clock, Store
from coach.practice.preparing import preparation_of

LONGEST = 100_000_000
"""Bytes of a file: many years of daily practice."""


class Portability:
    """Thread-safe: all state is the store's. Whatever is left out of `practice` means the whole record."""

    def __init__(self, *, store: Store, knowledge: Knowledge, clock: Clock) -> None:
        self._store = store
        self._knowledge = knowledge
        self._clock = clock

    def file(self, learner: str, practice: str | None = None) -> RecordFile:
        """What can be brought back in with nothing lost. NotFound if there is no such practice."""
        return record_file(self._kept(learner, practice), self._clock.now())

    def json(self, learner: str, practice: str | None = None) -> str:
        """The same as the text of a file."""
        return self.file(learner, practice).model_dump_json(indent=1) + "\n"

    def markdown(self, learner: str, practice: str | None = None) -> str:
        """To read or to print. NotFound if there is no such practice."""
        if practice is not None:
            return transcript_markdown(self._store.practice(practice, learner), self._knowledge)
        kept = self._store.kept(learner)
        return record_markdown(kept, preparation_of(self._store, learner), self._knowledge)

    def cards(self, learner: str, practice: str | None = None) -> tuple[Card, ...]:
        """A card for each key point that was missed. NotFound if there is no such practice."""
        kept = self._kept(learner, practice)
        return cards_of((one.practice for one in kept.practices), self._knowledge)

    def bring_in(self, learner: str, text: bytes) -> Imported:
        """Bring a file in: all of it is looked at before any is written. UnusableFile says what is wrong with it."""
        if len(text) > LONGEST:
            raise UnusableFile(f"That file is larger than {LONGEST // 1_000_000} MB: no record of the coach's is.")
        return self._store.keep(learner, read_record_file(text))

    def copies(self, learner: str) -> Copies:
        """The copies beside the record, which `forget` removes too unless others are on it."""
        return self._store.copies(learner)

    def forget(self, learner: str) -> Forgotten:
        """Delete everything of the learner's for good."""
        return self._store.forget(learner)

    def _kept(self, learner: str, practice: str | None) -> Kept:
        if practice is None:
            return self._store.kept(learner)
        found = self._store.practice(practice, learner)
        return Kept(practices=(KeptPractice(updated_at=self._store.changed_at(practice), practice=found),))
