"""What a learner's record comes to, and what to practise now. Read from the store, folded once a change."""

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, tzinfo
from threading import Lock

from coach.domain.agenda import Agenda, Situation, agenda, priorities
from coach.domain.knowledge import Knowledge
from coach.domain.mastery import Memories, Standing, section_standings, topic_standings
from coach.domain.practice import Mode, Plan
from coach.domain.preparation import Preparation
from coach.domain.question import Level
from coach.domain.sittings import AnswerLine
from coach.ports import Clock, Scheduler, Store
from coach.practice.folding import Folded
from coach.practice.preparing import preparation_of

LEARNERS = 32
"""How many learners' memories are kept at hand: a year of practice takes some 5 MB."""


class Today:
    """Plans the next sitting. One for the whole process; thread-safe."""

    def __init__(self, *, knowledge: Knowledge, store: Store, scheduler: Scheduler, clock: Clock) -> None:
        self.knowledge = knowledge
        self._store = store
        self._scheduler = scheduler
        self._clock = clock
        self._kept: OrderedDict[str, Folded] = OrderedDict()
        self._lock = Lock()

    def now(self) -> datetime:
        """The time, by the clock that the record goes by."""
        return self._clock.now()

    def memories(self, learner: str) -> Memories:
        """What the learner remembers, by question; what has changed in their record is folded again."""
        revisions = self._store.record_revisions(learner)
        with self._lock:
            kept = self._kept.get(learner) or Folded()
        if kept.revisions != revisions:
            kept = kept.again(
                revisions,
                knowledge=self.knowledge,
                store=self._store,
                learner=learner,
                schedule=self._scheduler.recall,
            )
        with self._lock:
            self._kept[learner] = kept
            self._kept.move_to_end(learner)
            while len(self._kept) > LEARNERS:
                self._kept.popitem(last=False)
        return kept.memories

    def has_record(self, learner: str) -> bool:
        """Whether there is anything to plan from."""
        return bool(self.memories(learner))

    def preparation(self, learner: str) -> Preparation:
        """What the learner has told of their preparation."""
        return preparation_of(self._store, learner)

    def level(self, learner: str) -> Level:
        """The level that the learner practises at."""
        kept = self._store.preference(learner, "level")
        return Level(kept) if kept in set(Level) else Level.MID

    def topics(self, learner: str) -> Mapping[str, Standing]:
        """How every topic stands now."""
        return topic_standings(self.knowledge, self.memories(learner), self.now())

    def sections(self, learner: str) -> Mapping[str, Standing]:
        """How every section stands now."""
        return section_standings(self.knowledge, self.memories(learner), self.now())

    def answers(self, learner: str) -> Sequence[AnswerLine]:
        """Every answer that the learner gave."""
        return self._store.answers(learner)

    def situation(self, learner: str, zone: tzinfo = UTC) -> Situation:
        """Where the learner stands now; `zone` is theirs, since a day ends when theirs does."""
        return Situation(
            self.knowledge,
            self.memories(learner),
            self.preparation(learner),
            self.now(),
            zone,
            self.level(learner),
        )

    def agenda(self, learner: str, zone: tzinfo = UTC) -> Agenda:
        """What to practise now."""
        return agenda(self.situation(learner, zone))

    def plan(self, learner: str, agenda: Agenda) -> Plan:
        """The plan of a practice that works that agenda off."""
        count = len(agenda.items) or None
        return Plan(mode=Mode.CONVERSATION, level=self.level(learner), topics=agenda.topics, questions=count)

    def priority(self, learner: str) -> Mapping[str, float]:
        """How much each topic and question is to come first in a practice; see `agenda.priorities`.

        A learner without a record is asked about anything, but for what they have hidden or weighted.
        """
        now = self.situation(learner)
        if now.memories:
            return priorities(now)
        told = now.preparation
        return {topic: told.weight(topic) for topic in {*told.marks, *told.focus} if told.weight(topic) != 1}
