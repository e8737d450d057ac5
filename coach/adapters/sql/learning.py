"""What a learner's record comes to, read in narrow scans: no turn's body is touched."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import case, select

from coach.adapters.sql import tables
from coach.adapters.sql.jobs import Jobs
from coach.adapters.sql.tables import turns, verdicts
from coach.domain.practice import TurnState
from coach.domain.remembering import CountedVerdict, GivenUp
from coach.domain.scoring import Verdict
from coach.domain.sittings import AnswerLine

_VERDICTS = {verdict.value: verdict for verdict in Verdict}


class Learning(Jobs):
    """The part of the store that mastery is made of."""

    def record_revisions(self, learner: str) -> Mapping[str, str]:
        """For every practice of the learner's, by id, a text that differs after each change of it."""
        own = tables.practices
        wanted = select(own.c.id, own.c.revision, own.c.updated_at).where(own.c.learner == learner)
        with self._database.reading() as connection:
            # A practice that was deleted and imported again may have the same number, at another time.
            return {id_: f"{revision}:{at.timestamp()}" for id_, revision, at in connection.execute(wanted)}

    def counted_verdicts(self, learner: str, practices: Collection[str] | None = None) -> Sequence[CountedVerdict]:
        """Every verdict of the learner's that counts towards mastery, the earliest first."""
        wanted = (
            select(
                verdicts.c.practice_id,
                verdicts.c.position,
                verdicts.c.question,
                verdicts.c.key_point,
                verdicts.c.is_follow_up,
                verdicts.c.verdict,
                verdicts.c.at,
            )
            .where(verdicts.c.learner == learner)
            .order_by(verdicts.c.at, verdicts.c.practice_id, verdicts.c.position)
        )
        if practices is not None:
            wanted = wanted.where(verdicts.c.practice_id.in_(practices))
        with self._database.reading() as connection:
            return [
                CountedVerdict(f"{practice}:{position}", question, key_point, is_follow_up, _VERDICTS[verdict], at)
                for practice, position, question, key_point, is_follow_up, verdict, at in connection.execute(wanted)
            ]

    def given_up(self, learner: str, practices: Collection[str] | None = None) -> Sequence[GivenUp]:
        """Every question that the learner had the model answer shown to instead of answering, the earliest first."""
        wanted = (
            select(turns.c.practice_id, turns.c.position, turns.c.question, turns.c.asked_at)
            .join(tables.practices, tables.practices.c.id == turns.c.practice_id)
            .where(tables.practices.c.learner == learner, turns.c.state == TurnState.GAVE_UP.value)
            .where(turns.c.is_follow_up.is_(False))
            .order_by(turns.c.asked_at, turns.c.practice_id, turns.c.position)
        )
        if practices is not None:
            wanted = wanted.where(turns.c.practice_id.in_(practices))
        with self._database.reading() as connection:
            return [
                GivenUp(f"{practice}:{position}", question, at)
                for practice, position, question, at in connection.execute(wanted)
            ]

    def answers(self, learner: str) -> Sequence[AnswerLine]:
        """Every answer that the learner gave, the earliest first; one that counts has rows among the verdicts."""
        counts = (
            select(verdicts.c.practice_id)
            .where(verdicts.c.practice_id == turns.c.practice_id, verdicts.c.position == turns.c.position)
            .exists()
        )
        wanted = (
            select(
                turns.c.topic,
                turns.c.question,
                turns.c.is_follow_up,
                case((counts, turns.c.score)),
                turns.c.asked_at,
                turns.c.answered_at,
            )
            .join(tables.practices, tables.practices.c.id == turns.c.practice_id)
            .where(tables.practices.c.learner == learner, turns.c.answered_at.is_not(None))
            .order_by(turns.c.answered_at, turns.c.practice_id, turns.c.position)
        )
        with self._database.reading() as connection:
            return [AnswerLine(*row) for row in connection.execute(wanted)]
