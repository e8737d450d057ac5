"""`coach.ports.Store` in SQLite or Postgres."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, case, delete, exists, func, select, update

from coach.adapters.sql.database import Database
from coach.adapters.sql.learning import Learning
from coach.adapters.sql.moving import Moving
from coach.adapters.sql.rows import parsed, pauses_json, practice_of
from coach.adapters.sql.stories import Stories
from coach.adapters.sql.tables import practices, preferences, turns, verdicts
from coach.adapters.sql.writing import write_practice, write_turns
from coach.domain.practice import Plan, Practice, TurnState
from coach.errors import NotFound
from coach.ports import Clock, PracticeLine


class SqlStore(Moving, Learning, Stories):
    """The record. Thread-safe, and safe beside other processes on the same record. `opening.open_store` makes one."""

    def __init__(self, database: Database, clock: Clock) -> None:
        super().__init__(database)
        self._clock = clock

    def close(self) -> None:
        """Let go of the connections; the next call opens new ones."""
        self._database.engine.dispose()

    def create(self, practice: Practice) -> None:
        """Keep a new practice; StoreError if there is one with its id, or a turn with one of its turns' ids."""
        with self._database.writing() as connection:
            write_practice(connection, practice, self._clock.now())

    def practice(self, practice: str, learner: str) -> Practice:
        """The practice; NotFound if there is none or it is somebody else's."""
        with self._database.reading() as connection:
            return _read(connection, practice, learner)

    def update(self, practice: str, learner: str, change: Callable[[Practice], Practice]) -> Practice:
        """Read, change, write as one transaction; only turns that differ are written, and nothing if none does.

        `change` may raise NotNow, which is passed on and leaves all as it was. NotFound as in `practice`.
        """
        with self._database.writing() as connection:
            # Locked by itself first: Postgres would join a row that it had to wait for with turns from before the wait.
            connection.execute(select(practices.c.id).where(practices.c.id == practice).with_for_update())
            before = _read(connection, practice, learner)
            after = change(before)
            if after == before:
                return before
            pairs = zip(before.turns, after.turns, strict=False)
            same = {position for position, (old, new) in enumerate(pairs) if old == new}
            stale = [position for position in range(len(before.turns)) if position not in same]
            if stale:
                for table in (turns, verdicts):
                    connection.execute(
                        delete(table).where(table.c.practice_id == practice, table.c.position.in_(stale))
                    )
            new = {position: turn for position, turn in enumerate(after.turns) if position not in same}
            write_turns(connection, after, new)
            connection.execute(
                update(practices)
                .where(practices.c.id == practice)
                .values(
                    plan=after.plan.model_dump_json(),
                    ended_at=after.ended_at,
                    updated_at=self._clock.now(),
                    revision=practices.c.revision + 1,
                    pauses=pauses_json(after.pauses),
                )
            )
            return after

    def revision(self, practice: str) -> int:
        """A number that grows with every change of the practice; 0 if there is no such practice."""
        with self._database.reading() as connection:
            return connection.scalar(select(practices.c.revision).where(practices.c.id == practice)) or 0

    def practices(
        self, learner: str, *, limit: int = 20, before: datetime | None = None, answered: bool = False
    ) -> Sequence[PracticeLine]:
        """The learner's practices, the last changed first; only those changed before `before`, only answered ones."""
        wanted = select(practices).where(practices.c.learner == learner)
        if before is not None:
            wanted = wanted.where(practices.c.updated_at < before)
        if answered:
            wanted = wanted.where(
                exists().where(turns.c.practice_id == practices.c.id, turns.c.answered_at.is_not(None))
            )
        wanted = wanted.order_by(practices.c.updated_at.desc(), practices.c.id).limit(limit)
        is_main = turns.c.is_follow_up.is_(False)
        is_graded = is_main & (turns.c.state == TurnState.GRADED.value)
        by_topic = (
            select(
                turns.c.practice_id,
                turns.c.topic,
                func.count(case((is_main, 1))).label("questions"),
                func.count(turns.c.answered_at).label("answers"),
                func.count(case((is_graded, 1))).label("graded"),
                func.coalesce(func.sum(case((is_graded, turns.c.score))), 0.0).label("total"),
            )
            .group_by(turns.c.practice_id, turns.c.topic)
            .order_by(func.min(turns.c.position))
        )
        with self._database.reading() as connection:
            found = connection.execute(wanted).all()
            topics = connection.execute(by_topic.where(turns.c.practice_id.in_([row.id for row in found]))).all()
        lines: list[PracticeLine] = []
        for row in found:
            own = [topic for topic in topics if topic.practice_id == row.id]
            graded = sum(topic.graded for topic in own)
            lines.append(
                PracticeLine(
                    id=row.id,
                    plan=parsed(Plan, row.plan),
                    created_at=row.created_at,
                    ended_at=row.ended_at,
                    updated_at=row.updated_at,
                    questions=sum(topic.questions for topic in own),
                    answers=sum(topic.answers for topic in own),
                    score=sum(topic.total for topic in own) / graded if graded else None,
                    topics=tuple(topic.topic for topic in own),
                )
            )
        return lines

    def last_asked(self, learner: str) -> Mapping[str, datetime]:
        """For every question that the learner was ever asked, follow-ups included, when it was last."""
        asked = (
            select(turns.c.question, func.max(turns.c.asked_at).label("at"))
            .join(practices, practices.c.id == turns.c.practice_id)
            .where(practices.c.learner == learner)
            .group_by(turns.c.question)
        )
        with self._database.reading() as connection:
            return {row.question: row.at for row in connection.execute(asked)}

    def preference(self, learner: str, key: str) -> str | None:
        """What `prefer` kept under the key."""
        kept = select(preferences.c.value).where(preferences.c.learner == learner, preferences.c.key == key)
        with self._database.reading() as connection:
            return connection.scalar(kept)

    def prefer(self, learner: str, key: str, value: str) -> None:
        """Keep a small choice of the learner's; the last one counts."""
        keep = (
            self._database.insert(preferences)
            .values(learner=learner, key=key, value=value)
            .on_conflict_do_update(index_elements=[preferences.c.learner, preferences.c.key], set_={"value": value})
        )
        with self._database.writing() as connection:
            connection.execute(keep)

    def change_preference(self, learner: str, key: str, change: Callable[[str | None], str]) -> str:
        """Read, change, keep as one transaction; `change` gets None where nothing is kept, and may be called twice."""
        own = (preferences.c.learner == learner, preferences.c.key == key)
        read = select(preferences.c.value).where(*own).with_for_update()
        with self._database.writing() as connection:
            before = connection.scalar(read)
            if before is None:  # no row to lock: another may be first
                after = change(None)
                first = self._database.insert(preferences).values(learner=learner, key=key, value=after)
                # What comes back tells who was first: how many rows an INSERT wrote, not every driver does.
                if connection.execute(first.on_conflict_do_nothing().returning(preferences.c.key)).first():
                    return after
                before = connection.scalar(read)
            after = change(before)
            connection.execute(update(preferences).where(*own).values(value=after))
            return after


def _read(connection: Connection, practice: str, learner: str) -> Practice:
    """One statement, so that the practice and its turns are of the same moment."""
    wanted = (
        select(practices, turns.c.body)
        .outerjoin(turns, turns.c.practice_id == practices.c.id)
        .where(practices.c.id == practice, practices.c.learner == learner)
        .order_by(turns.c.position)
    )
    rows = connection.execute(wanted).all()
    if not rows:
        raise NotFound("There is no such practice in your record. Open one from your list, or start a new one.")
    return practice_of(rows)
