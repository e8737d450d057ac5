"""The work in progress: who has which job, and how far it has come. Every step is one statement, so none interleave."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import delete, false, select, true, update

from coach.adapters.sql.database import Database
from coach.adapters.sql.rows import parsed
from coach.adapters.sql.tables import work
from coach.ports import Progress


class Jobs:
    """The half of the store that lives for seconds."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def claim(self, progress: Progress, *, stale_before: datetime) -> bool:
        """Take the job unless somebody, we ourselves included, has it and gave a sign of life since `stale_before`.

        One that was told to stop is free at once: a model that is silent would hold it for long.

        True if it is ours now; whoever had it before then can't write to it any more.
        """
        row = {
            "job": progress.job,
            "owner": progress.owner,
            "stage": progress.stage,
            "at": progress.at,
            "stopping": False,
            "body": progress.model_dump_json(),
        }
        taken = (
            self._database.insert(work)
            .values(row)
            .on_conflict_do_update(
                index_elements=[work.c.job], set_=row, where=(work.c.at < stale_before) | work.c.stopping
            )
            .returning(work.c.job)
        )
        with self._database.writing() as connection:
            return connection.execute(taken).first() is not None

    def write_progress(self, progress: Progress) -> bool:
        """Write how far the job has come. False (and nothing written) if it was stopped or isn't the owner's."""
        written = (
            update(work)
            .where(work.c.job == progress.job, work.c.owner == progress.owner, work.c.stopping == false())
            .values(stage=progress.stage, at=progress.at, body=progress.model_dump_json())
        )
        with self._database.writing() as connection:
            return connection.execute(written).rowcount == 1

    def progress(self, job: str) -> Progress | None:
        """How far the job has come, or None if nobody works on it."""
        return self.progresses([job]).get(job)

    def progresses(self, jobs: Iterable[str]) -> Mapping[str, Progress]:
        """The same for many jobs in one read."""
        wanted = select(work.c.job, work.c.body, work.c.stopping).where(work.c.job.in_(list(jobs)))
        with self._database.reading() as connection:
            rows = connection.execute(wanted).all()
        return {row.job: parsed(Progress, row.body).model_copy(update={"stopping": row.stopping}) for row in rows}

    def stop(self, job: str) -> None:
        """Ask whoever has the job to stop. Nothing happens if nobody does."""
        with self._database.writing() as connection:
            connection.execute(update(work).where(work.c.job == job).values(stopping=true()))

    def release(self, job: str, owner: str) -> None:
        """Give the job back; nothing happens if it isn't `owner`'s."""
        with self._database.writing() as connection:
            connection.execute(delete(work).where(work.c.job == job, work.c.owner == owner))
