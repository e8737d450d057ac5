"""The story bank: one row a story, its body as JSON."""

from collections.abc import Callable, Sequence

from sqlalchemy import Connection, delete, insert, select, update

from coach.adapters.sql.database import Database
from coach.adapters.sql.rows import parsed
from coach.adapters.sql.tables import stories
from coach.domain.story import Story
from coach.errors import NotFound
from coach.ports import Clock


class Stories:
    """The stories' part of the store."""

    _database: Database
    _clock: Clock

    def create_story(self, story: Story) -> None:
        """Keep a new story; StoreError if there is one with its id."""
        row = {"id": story.id, "learner": story.learner, "updated_at": self._clock.now(), "revision": 1}
        with self._database.writing() as connection:
            connection.execute(insert(stories).values(**row, body=story.model_dump_json()))

    def story(self, story: str, learner: str) -> Story:
        """The story; NotFound if there is none or it is somebody else's."""
        with self._database.reading() as connection:
            return _read(connection, story, learner)

    def update_story(self, story: str, learner: str, change: Callable[[Story], Story]) -> Story:
        """Read, change, write as one transaction. `change` may raise NotNow, which leaves all as it was."""
        with self._database.writing() as connection:
            connection.execute(select(stories.c.id).where(stories.c.id == story).with_for_update())
            before = _read(connection, story, learner)
            after = change(before)
            if after != before:
                connection.execute(
                    update(stories)
                    .where(stories.c.id == story)
                    .values(
                        body=after.model_dump_json(),
                        updated_at=self._clock.now(),
                        revision=stories.c.revision + 1,
                    )
                )
            return after

    def delete_story(self, story: str, learner: str) -> None:
        """Forget the story with all its versions; NotFound as in `story`."""
        with self._database.writing() as connection:
            gone = connection.execute(delete(stories).where(stories.c.id == story, stories.c.learner == learner))
            if gone.rowcount == 0:
                raise _missing()

    def stories(self, learner: str) -> Sequence[Story]:
        """All of the learner's, the last changed first."""
        wanted = (
            select(stories.c.body)
            .where(stories.c.learner == learner)
            .order_by(stories.c.updated_at.desc(), stories.c.id)
        )
        with self._database.reading() as connection:
            return [parsed(Story, row.body) for row in connection.execute(wanted)]

    def story_revision(self, story: str) -> int:
        """A number that grows with every change of the story; 0 if there is no such story. Cheap."""
        with self._database.reading() as connection:
            return connection.scalar(select(stories.c.revision).where(stories.c.id == story)) or 0


def _read(connection: Connection, story: str, learner: str) -> Story:
    wanted = select(stories.c.body).where(stories.c.id == story, stories.c.learner == learner)
    body = connection.scalar(wanted)
    if body is None:
        raise _missing()
    return parsed(Story, body)


def _missing() -> NotFound:
    return NotFound("There is no such story in your bank. Open one from the list, or tell a new one.")
