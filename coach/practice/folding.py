"""A learner's memories beside the record that they come from: what changed is read and folded again, and no more."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from coach.domain.knowledge import Knowledge
from coach.domain.mastery import Memories
from coach.domain.remembering import CountedVerdict, GivenUp, Schedule, remember
from coach.ports import Store


@dataclass
class _Sitting:
    """What counts of one practice, the earliest first."""

    verdicts: list[CountedVerdict] = field(default_factory=list)
    given_up: list[GivenUp] = field(default_factory=list)

    @property
    def questions(self) -> set[str]:
        return {one.question for one in self.verdicts} | {one.question for one in self.given_up}


@dataclass(frozen=True)
class Folded:
    """What a record came to when it was read. `again` makes another for what it is now."""

    revisions: Mapping[str, str] = field(default_factory=dict)
    """What `Store.record_revisions` told then."""
    memories: Memories = field(default_factory=dict)
    _sittings: Mapping[str, _Sitting] = field(default_factory=dict)
    """By practice; those in which nothing counts are left out."""

    def again(
        self, revisions: Mapping[str, str], *, knowledge: Knowledge, store: Store, learner: str, schedule: Schedule
    ) -> "Folded":
        """The same for the record that has those revisions.

        Only practices that changed are read, and only the questions that they touch are folded: after an answer, a
        year of practice costs what a day does.
        """
        changed = {name for name, revision in revisions.items() if self.revisions.get(name) != revision}
        kept = {name: one for name, one in self._sittings.items() if name in revisions and name not in changed}
        read = _read(store, learner, changed, everything=not kept)
        replaced = (one for name, one in self._sittings.items() if name not in kept)
        touched = {question for one in (*replaced, *read.values()) for question in one.questions}
        sittings = {**kept, **read}
        folded = remember(
            knowledge,
            sorted(
                (one for sitting in sittings.values() for one in sitting.verdicts if one.question in touched),
                key=lambda one: one.at,
            ),
            [one for sitting in sittings.values() for one in sitting.given_up if one.question in touched],
            schedule,
        )
        untouched = {question: memory for question, memory in self.memories.items() if question not in touched}
        return Folded(revisions, {**untouched, **folded}, sittings)


def _read(store: Store, learner: str, changed: set[str], *, everything: bool) -> dict[str, _Sitting]:
    found: dict[str, _Sitting] = {}
    if changed:
        among = None if everything else changed  # a year of ids in one statement is more than some databases take
        for verdict in store.counted_verdicts(learner, among):
            found.setdefault(verdict.practice, _Sitting()).verdicts.append(verdict)
        for one in store.given_up(learner, among):
            found.setdefault(one.practice, _Sitting()).given_up.append(one)
    return found
