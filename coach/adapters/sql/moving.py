"""A learner's record as a whole: taken out, brought in, deleted for good."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Any

from pydantic import JsonValue, TypeAdapter
from sqlalchemy import Column, Connection, Row, Table, delete, insert, select

from coach.adapters.sql.copies import copies_beside
from coach.adapters.sql.database import Database
from coach.adapters.sql.rows import practice_of
from coach.adapters.sql.tables import practices, preferences, stories, turns, verdicts, work
from coach.adapters.sql.writing import write_practice
from coach.domain.portable import (
    Copies,
    Forgotten,
    Imported,
    Kept,
    KeptPractice,
    KeptStory,
    rekeyed_practice,
    rekeyed_story,
)
from coach.domain.practice import Practice
from coach.errors import NotFound, StoreError

_BATCH = 500
"""Ids in one statement: databases have limits."""
_BODY: TypeAdapter[dict[str, JsonValue]] = TypeAdapter(dict[str, JsonValue])


class Moving:
    """The part of the store that handles a learner's record as one thing."""

    _database: Database

    def kept(self, learner: str) -> Kept:
        """All that is kept of the learner, practices the first begun first."""
        wanted = (
            select(practices, turns.c.body)
            .outerjoin(turns, turns.c.practice_id == practices.c.id)
            .where(practices.c.learner == learner)
            .order_by(practices.c.created_at, practices.c.id, turns.c.position)
        )
        told = select(stories).where(stories.c.learner == learner).order_by(stories.c.id)
        chosen = select(preferences).where(preferences.c.learner == learner).order_by(preferences.c.key)
        with self._database.reading() as connection:
            rows = connection.execute(wanted).all()
            story_rows = connection.execute(told).all()
            preference_rows = connection.execute(chosen).all()
        return Kept(
            practices=tuple(_kept_practice(list(group)) for _, group in groupby(rows, key=lambda row: row.id)),
            stories=tuple(_kept_story(row) for row in story_rows),
            preferences={row.key: row.value for row in preference_rows},
        )

    def changed_at(self, practice: str) -> datetime:
        """When the practice last changed; NotFound if there is none."""
        with self._database.reading() as connection:
            at: datetime | None = connection.scalar(select(practices.c.updated_at).where(practices.c.id == practice))
        if at is None:
            raise NotFound("There is no such practice.")
        return at

    def keep(self, learner: str, kept: Kept) -> Imported:
        """Bring all of that in as the learner's: whole, or not at all if anything fails.

        What is there already stays as it is. Where an id is somebody else's, the thing comes in under another, the
        same each time.
        """
        owned = kept.owned_by(learner)
        with self._database.writing() as connection:
            outcomes = [
                *_bring_practices(connection, learner, owned.practices),
                *(_bring_story(connection, learner, story) for story in owned.stories),
                *_bring_preferences(connection, learner, owned.preferences),
            ]
        return Imported(
            added=outcomes.count("added"),
            same=outcomes.count("same"),
            different=tuple(one for one in outcomes if one not in {"added", "same"}),
        )

    def copies(self, learner: str) -> Copies:
        """The copies that were put beside the record, and whether others than the learner are on it."""
        with self._database.reading() as connection:
            return Copies(names=tuple(path.name for path in self._copies()), shared=_is_shared(connection, learner))

    def forget(self, learner: str) -> Forgotten:
        """Delete all that is kept of the learner for good, and the copies beside the record, which hold it too.

        Copies that hold others' record as well stay: they may be all that is left of it.
        """
        on_sqlite = self._database.engine.dialect.name == "sqlite"
        with self._database.writing() as connection:
            if on_sqlite:
                connection.exec_driver_sql("PRAGMA secure_delete = ON")  # what is deleted is overwritten with zeros
            _delete_all(connection, learner)
            shared = _is_shared(connection, learner)
        copies = self._copies()
        if shared:
            left = tuple(path.name for path in copies)
            return Forgotten(left=left, scrubbed=self._scrubbed(on_sqlite=on_sqlite))
        removed = []
        for path in copies:
            try:
                path.unlink()
            except OSError as error:
                raise StoreError(
                    f"The record is empty, but the copy of it at {path} could not be removed: {error.strerror}. "
                    "Remove that file yourself."
                ) from error
            removed.append(path.name)
        return Forgotten(copies=tuple(removed), scrubbed=self._scrubbed(on_sqlite=on_sqlite))

    def _scrubbed(self, *, on_sqlite: bool) -> bool:
        """Clear the room that the deleted took. False where another program was reading or writing meanwhile."""
        try:
            with self._database.reading() as connection:
                if not on_sqlite:
                    connection.exec_driver_sql("VACUUM practices, turns, verdicts, stories, preferences, work")
                    return True
                connection.exec_driver_sql("VACUUM")
                # The write-ahead log holds older pages until it is merged in and emptied.
                busy = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").first()
                return busy is not None and busy[0] == 0
        except StoreError:
            return False

    def _copies(self) -> list[Path]:
        if self._database.engine.dialect.name != "sqlite" or not self._database.engine.url.database:
            return []
        return copies_beside(Path(self._database.engine.url.database))


def _kept_practice(rows: Sequence[Row[Any]]) -> KeptPractice:
    return KeptPractice(updated_at=rows[0].updated_at, practice=practice_of(rows))


def _kept_story(row: Row[Any]) -> KeptStory:
    return KeptStory(id=row.id, updated_at=row.updated_at, body=_BODY.validate_json(row.body))


def _bring_practices(connection: Connection, learner: str, incoming: Sequence[KeptPractice]) -> Iterator[str]:
    """What came of each: `added`, `same`, or in words what is there instead."""
    found = [one.practice for one in incoming]
    owners = _found(connection, practices.c.id, practices.c.learner, (practice.id for practice in found))
    homes = _found(connection, turns.c.id, turns.c.practice_id, (turn.id for one in found for turn in one.turns))
    for one in incoming:
        practice = one.practice
        strange = owners.get(practice.id, learner) != learner
        if strange or any(homes.get(turn.id, practice.id) != practice.id for turn in practice.turns):
            practice = rekeyed_practice(practice)
        there = _practice(connection, practice.id)
        if there is None:
            write_practice(connection, practice, one.updated_at)
            yield "added"
        else:
            yield "same" if there == practice else f"the practice of {practice.created_at:%Y-%m-%d %H:%M} UTC"


def _bring_story(connection: Connection, learner: str, story: KeptStory) -> str:
    owner = connection.scalar(select(stories.c.learner).where(stories.c.id == story.id))
    if owner not in {None, learner}:
        story = rekeyed_story(story, learner)
    there = connection.execute(select(stories).where(stories.c.id == story.id)).first()
    if there is not None:
        return "same" if _kept_story(there).body == story.body else f"the story “{story.body.get('title', story.id)}”"
    connection.execute(
        insert(stories).values(
            id=story.id,
            learner=learner,
            updated_at=story.updated_at,
            revision=1,
            body=_BODY.dump_json(story.body).decode(),
        )
    )
    return "added"


def _bring_preferences(connection: Connection, learner: str, incoming: Mapping[str, str]) -> Iterator[str]:
    rows = connection.execute(select(preferences).where(preferences.c.learner == learner)).all()
    there = {row.key: row.value for row in rows}
    for key, value in incoming.items():
        if key not in there:
            connection.execute(insert(preferences).values(learner=learner, key=key, value=value))
            yield "added"
        else:
            yield "same" if there[key] == value else f"your {key}"


def _practice(connection: Connection, practice: str) -> Practice | None:
    wanted = (
        select(practices, turns.c.body)
        .outerjoin(turns, turns.c.practice_id == practices.c.id)
        .where(practices.c.id == practice)
        .order_by(turns.c.position)
    )
    rows = connection.execute(wanted).all()
    return practice_of(rows) if rows else None


def _found(connection: Connection, key: Column[str], value: Column[str], wanted: Iterable[str]) -> dict[str, str]:
    """The value of each key that is there."""
    keys = list(wanted)
    found: dict[str, str] = {}
    for start in range(0, len(keys), _BATCH):
        rows = connection.execute(select(key, value).where(key.in_(keys[start : start + _BATCH])))
        found.update((row[0], row[1]) for row in rows)
    return found


def _is_shared(connection: Connection, learner: str) -> bool:
    """Whether anybody else is on record."""
    others = (select(table.c.learner).where(table.c.learner != learner) for table in (practices, stories, preferences))
    return any(connection.execute(one.limit(1)).first() is not None for one in others)


def _delete_all(connection: Connection, learner: str) -> None:
    own = select(practices.c.id).where(practices.c.learner == learner)
    ids = set(connection.scalars(own))
    ids |= set(connection.scalars(select(turns.c.id).where(turns.c.practice_id.in_(own))))
    ids |= set(connection.scalars(select(stories.c.id).where(stories.c.learner == learner)))
    # A job's key names what it is for, between colons: its row may quote what the learner said.
    jobs = [job for job in connection.scalars(select(work.c.job)) if ids & set(job.split(":"))]
    for start in range(0, len(jobs), _BATCH):
        connection.execute(delete(work).where(work.c.job.in_(jobs[start : start + _BATCH])))
    for table in (verdicts, turns):
        connection.execute(delete(table).where(table.c.practice_id.in_(own)))
    tables: tuple[Table, ...] = (practices, stories, preferences)
    for table in tables:
        connection.execute(delete(table).where(table.c.learner == learner))
