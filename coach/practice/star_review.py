"""STAR review: a behavioural answer is told, reviewed, dug into and told again; every version is kept as a story."""

import logging
import secrets
import time
from collections.abc import Callable, Sequence

from coach.domain.question import Competency, Level
from coach.domain.star import NotReviewed, StarOutcome, StarTask
from coach.domain.star_review import review_of, star_gate
from coach.domain.story import LONGEST, Story, Version, awaiting, described, reviewed, revised, suggested, title_of
from coach.errors import (
    CannotGrade,
    ModelMisconfigured,
    ModelRefused,
    ModelUnavailable,
    NotFound,
    NotNow,
    RetrievalError,
    Stopped,
)
from coach.ports import Clock, Progress, StarReviewer, Store
from coach.practice.worker import Reporter, Worker

log = logging.getLogger(__name__)

OUR_FAULT = "Something went wrong on our side. What you wrote is kept; try again."


def review(task: StarTask, reviewer: StarReviewer, report: Callable[[str], None] = lambda _: None) -> StarOutcome:
    """The review of an answer, or why there is none; never a made-up score."""
    if (refused := star_gate(task)) is not None:
        return refused
    started = time.perf_counter()
    try:
        read = reviewer.read_story(task, report)
        return review_of(task, read, took=round(time.perf_counter() - started, 3))
    except Stopped:
        return _no("stopped", "You stopped the review. Your answer is kept.", reviewer)
    except ModelUnavailable as error:
        return _no("unavailable", str(error), reviewer)
    except (ModelMisconfigured, RetrievalError) as error:
        return _no("misconfigured", str(error), reviewer)
    except ModelRefused as error:
        return _no("refused", str(error), reviewer)
    except CannotGrade as error:
        return _no("unreadable", f"{error} So there is no score; your answer is kept.", reviewer)


def _no(reason: str, message: str, reviewer: StarReviewer) -> NotReviewed:
    return NotReviewed(reason=reason, message=message, reviewed_by=reviewer.name)


class StarReviews:
    """The learner's moves. The record has everything; the worker reviews beside the screen."""

    def __init__(
        self, *, store: Store, clock: Clock, reviewer: StarReviewer, fallback: StarReviewer, worker: Worker
    ) -> None:
        self._store = store
        self._clock = clock
        self.reviewer = reviewer
        self.fallback = fallback
        self._worker = worker

    def tell(
        self,
        learner: str,
        text: str,
        *,
        question: str,
        question_id: str | None = None,
        competency: Competency | None = None,
        level: Level = Level.MID,
    ) -> Story:
        """Keep a new story and have it reviewed."""
        now = self._clock.now()
        story = Story(
            id=secrets.token_hex(8),
            learner=learner,
            title=title_of(text),
            question=question.strip() or "Tell me about yourself and your work.",
            question_id=question_id,
            level=level,
            competencies=suggested(text, competency),
            versions=(Version(id=secrets.token_hex(8), text=_fit(text), at=now),),
            created_at=now,
        )
        self._store.create_story(story)
        self._have_reviewed(story, self.reviewer)
        return story

    def revise(self, story: str, learner: str, text: str) -> Story:
        """Keep a new version and have it reviewed. NotNow if the words are the same."""
        fresh = _fit(text)
        changed = self._store.update_story(
            story, learner, lambda now: revised(now, fresh, version=secrets.token_hex(8), at=self._clock.now())
        )
        self._have_reviewed(changed, self.reviewer)
        return changed

    def retry(self, story: str, learner: str, *, offline: bool = False) -> None:
        """Have the latest version reviewed once more. NotNow if it has a review."""
        changed = self._store.update_story(story, learner, awaiting)
        self._have_reviewed(changed, self.fallback if offline else self.reviewer)

    def stop(self, story: str, learner: str) -> None:
        """Stop the review; the answer is kept."""
        current = self._store.story(story, learner)
        self._store.stop(review_job(current.latest.id))
        stopped = NotReviewed(reason="stopped", message="You stopped the review. Your answer is kept.")
        self._keep(current, current.latest.id, stopped)

    def describe(
        self, story: str, learner: str, *, title: str = "", competencies: Sequence[Competency] | None = None
    ) -> None:
        """Keep another title or other competencies; an empty title keeps the old one, None the old ones."""
        self._store.update_story(story, learner, lambda now: described(now, title=title, competencies=competencies))

    def delete(self, story: str, learner: str) -> None:
        """Forget the story with all its versions."""
        current = self._store.story(story, learner)
        self._store.stop(review_job(current.latest.id))
        self._store.delete_story(story, learner)

    def progress(self, story: Story) -> Progress | None:
        """How far the review of the latest version has come; None if nobody works on it."""
        progress = self._store.progress(review_job(story.latest.id))
        return progress if self._worker.is_alive(progress) else None

    def _have_reviewed(self, story: Story, reviewer: StarReviewer) -> None:
        version = story.latest.id

        def job(reporter: Reporter) -> None:
            current = self._store.story(story.id, story.learner)
            if current.latest.id != version or current.latest.outcome is not None:
                return
            try:
                outcome = review(current.task, reviewer, lambda stage: reporter.report(stage=stage))
            except Exception:
                log.exception("a STAR review failed in a way that nobody foresaw")
                outcome = _no("interrupted", OUR_FAULT, reviewer)
            reporter.report()  # is the job still ours? After Stop, the answer may be another job's by now
            self._keep(current, version, outcome)

        self._worker.start(review_job(version), job, stage="reading your story")

    def _keep(self, story: Story, version: str, outcome: StarOutcome) -> None:
        try:
            self._store.update_story(story.id, story.learner, lambda now: reviewed(now, version, outcome))
        except (NotNow, NotFound):
            log.info("the story had moved on; what came late is dropped")


def review_job(version: str) -> str:
    """The key of the job that reviews that version."""
    return f"star:{version}"


def _fit(text: str) -> str:
    if len(text) > LONGEST:
        raise NotNow(f"That is longer than {LONGEST:,} characters. A story that is told takes a tenth of it.")
    return text
