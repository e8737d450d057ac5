"""A story of the learner's own: an answer to a behavioural question, kept with its versions and reviews."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import get_args

from pydantic import Field

from coach.domain.base import Record
from coach.domain.question import Competency, Level
from coach.domain.star import StarOutcome, StarReview, StarTask
from coach.errors import NotNow

COMPETENCIES: tuple[Competency, ...] = get_args(Competency)
READY = 4
"""From this score on, a story is ready to be told."""
LONGEST = 20_000
"""Characters of a version."""


class Version(Record):
    """The story as it was told once."""

    id: str
    text: str = Field(max_length=LONGEST)
    at: datetime
    outcome: StarOutcome | None = Field(default=None, description="None while nobody has reviewed it.")

    @property
    def review(self) -> StarReview | None:
        """The review, if there is one."""
        return self.outcome if isinstance(self.outcome, StarReview) else None


class Story(Record):
    """A story in the bank. The last version counts."""

    id: str
    learner: str
    title: str = Field(min_length=1, max_length=120)
    question: str
    question_id: str | None = Field(default=None, description="Of the bank's question; None for the learner's own.")
    level: Level = Level.MID
    competencies: tuple[Competency, ...] = ()
    versions: tuple[Version, ...] = Field(min_length=1)
    created_at: datetime

    @property
    def latest(self) -> Version:
        """The version that counts."""
        return self.versions[-1]

    @property
    def score(self) -> int | None:
        """The latest review's; None while there is none."""
        return self.latest.review.score if self.latest.review else None

    @property
    def is_ready(self) -> bool:
        """Whether it may be told as it is."""
        return self.score is not None and self.score >= READY

    @property
    def task(self) -> StarTask:
        """What a reviewer is given."""
        return StarTask(question=self.question, answer=self.latest.text, level=self.level)

    def reviewed_before(self) -> Version | None:
        """The last version before the latest that has a review: what the latest is compared with."""
        return next((one for one in reversed(self.versions[:-1]) if one.review), None)


def revised(story: Story, text: str, *, version: str, at: datetime) -> Story:
    """The story told anew. The same words again are no new version: NotNow."""
    if text.strip() == story.latest.text.strip():
        raise NotNow("Those are the same words as before, so there is nothing new to review.")
    return story.model_copy(update={"versions": (*story.versions, Version(id=version, text=text, at=at))})


def reviewed(story: Story, version: str, outcome: StarOutcome) -> Story:
    """The story after that version was reviewed, or couldn't be. NotNow if it has a review already."""
    found = next((one for one in story.versions if one.id == version), None)
    if found is None or found.review is not None:
        raise NotNow("That version has a review already.")
    changed = found.model_copy(update={"outcome": outcome})
    return story.model_copy(update={"versions": tuple(changed if one is found else one for one in story.versions)})


def awaiting(story: Story) -> Story:
    """The story with its latest version to be reviewed once more. NotNow if it has a review."""
    if story.latest.review is not None:
        raise NotNow("That version has a review already.")
    latest = story.latest.model_copy(update={"outcome": None})
    return story.model_copy(update={"versions": (*story.versions[:-1], latest)})


def described(story: Story, *, title: str = "", competencies: Sequence[Competency] | None = None) -> Story:
    """The story under another title, with other competencies; an empty title keeps the old one, None the old ones."""
    kept = " ".join(title.split())[:120] or story.title
    chosen = story.competencies if competencies is None else competencies
    order = tuple(one for one in COMPETENCIES if one in chosen)
    return story.model_copy(update={"title": kept, "competencies": order})


def title_of(text: str) -> str:
    """A title from the story's first words."""
    words = text.split()
    short = " ".join(words[:9])
    return (short + (" …" if len(words) > 9 else ""))[:120] or "Untitled"


_CUES: Mapping[Competency, str] = {
    "ownership": r"nobody's job|no one's job|took it on|volunteer|my (?:call|responsibility)|responsible|end to end",
    "collaboration": r"together|colleague|disagree|convinc|other team|paired|agreed|compromise|we both",
    "debugging": r"\bbug|debug|root cause|trace|logs?\b|crash|incident|outage|reproduc|profil|bisect",
    "trade-offs": r"trade-?off|rather than|instead of|gave up|accept(?:ing|ed)|cost(?:s|ed)? us|cheaper|chose|decided",
    "communication": r"explain|present|wrote (?:to|down|up)|document|told (?:the|them|my)|customer|support|meeting",
    "leadership": r"\bled\b|lead\b|manager|mentor|delegat|assigned|gave .{2,20} to|coordinat|engineers",
    "learning": r"learn|mistake|wrong|failed|hindsight|differently|new to me|never (?:seen|used|done)",
    "delivery": r"deadline|launch|shipp|on time|released?|rollout|went live|scope|migrat|deliver",
}


def suggested(text: str, question: Competency | None = None, most: int = 3) -> tuple[Competency, ...]:
    """Competencies that the words hint at, the question's own first; the learner corrects them."""
    counts = {one: len(re.findall(pattern, text, re.IGNORECASE)) for one, pattern in _CUES.items()}
    likely = sorted((one for one in COMPETENCIES if counts[one] >= 2), key=lambda one: -counts[one])
    chosen = list(dict.fromkeys([*([question] if question else []), *likely]))[:most]
    return tuple(one for one in COMPETENCIES if one in chosen)
