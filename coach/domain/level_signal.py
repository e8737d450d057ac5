"""What level an interview's answers read like, by anchored criteria: breadth, depth, initiative.

- breadth, the questions that get an answer with something right: junior half, mid three quarters, senior nine in ten;
- depth, what is earned of what the rubrics weigh: junior the main ideas (40 %), mid how it works and what goes wrong
  (60 %), senior precise enough for production (75 %);
- initiative, the points beyond the core that come unasked: junior none needed, mid every third, senior more than half.

The shares are anchors that we set, in the manner of scales that describe an answer at each level; no hiring panel has
calibrated them. The signal is the middle one of the three criteria, never above the level that was asked at: questions
for mid can't show senior. Below three graded questions there is none.
"""

from collections.abc import Mapping
from enum import StrEnum

from pydantic import Field

from coach.domain.base import Record
from coach.domain.choosing import best_verdicts, chain_of, score_of_chain
from coach.domain.knowledge import Knowledge
from coach.domain.practice import Practice, TurnState
from coach.domain.question import Level
from coach.domain.scoring import BAND_FLOORS, CREDIT, Band, Verdict

FEWEST = 3
_LEVELS = list(Level)


class Criterion(StrEnum):
    """What the level is read from."""

    BREADTH = "breadth"
    DEPTH = "depth"
    INITIATIVE = "initiative"


FLOORS: Mapping[Criterion, Mapping[Level, float]] = {
    Criterion.BREADTH: {Level.JUNIOR: 0.5, Level.MID: 0.75, Level.SENIOR: 0.9},
    Criterion.DEPTH: {Level.JUNIOR: 0.4, Level.MID: 0.6, Level.SENIOR: 0.75},
    Criterion.INITIATIVE: {Level.JUNIOR: 0.0, Level.MID: 0.33, Level.SENIOR: 0.55},
}
ANCHORS: Mapping[Criterion, Mapping[Level, str]] = {
    Criterion.BREADTH: {
        Level.JUNIOR: "something right in at least half of the questions",
        Level.MID: "something right in three quarters of the questions",
        Level.SENIOR: "something right in nine questions of ten",
    },
    Criterion.DEPTH: {
        Level.JUNIOR: "the main ideas: 40 % of what the rubrics weigh",
        Level.MID: "how it works and what goes wrong: 60 % of what the rubrics weigh",
        Level.SENIOR: "precise enough to act upon in production: 75 % of what the rubrics weigh",
    },
    Criterion.INITIATIVE: {
        Level.JUNIOR: "answers what was asked",
        Level.MID: "every third point beyond the core comes without being asked for",
        Level.SENIOR: "more than every other point beyond the core comes without being asked for",
    },
}


class Sign(Record):
    """What one criterion shows."""

    criterion: Criterion
    level: Level | None = Field(description="The highest level whose anchor is met; None below junior.")
    seen: str = Field(description="What was counted, in words.")
    next: str | None = Field(default=None, description="The anchor of the next level up.")


class LevelSignal(Record):
    """The level that the answers read like."""

    asked_at: Level
    level: Level | None = Field(description="None below junior, or where there is too little to tell.")
    enough: bool
    graded: int
    signs: tuple[Sign, ...] = ()

    @property
    def words(self) -> str:
        """The signal in a sentence or two."""
        if not self.enough:
            count = f"{self.graded} graded question{'' if self.graded == 1 else 's'}"
            return f"{count} can't tell a level; it takes {FEWEST} at least."
        if self.level is None:
            return f"At questions for {self.asked_at}, these answers don't reach a junior's yet."
        words = f"At questions for {self.asked_at}, these answers read like a {self.level}'s."
        return words + (" Only questions for senior could show more." if self._is_capped else "")

    @property
    def _is_capped(self) -> bool:
        return self.level is self.asked_at and self.asked_at is not _LEVELS[-1]


def level_signal(knowledge: Knowledge, practice: Practice) -> LevelSignal:
    """The signal of an interview. What isn't graded counts nowhere; what was skipped or not known, in breadth."""
    asked_at = practice.plan.level
    mains = [turn for turn in practice.turns if turn.follow_up is None and turn.question in knowledge.questions]
    scores: list[float] = []
    earned = weight = 0.0
    unasked = beyond = 0
    for turn in mains:
        question, chain = knowledge.questions[turn.question], chain_of(practice, turn)
        score = score_of_chain(question, chain)
        if score is None or turn.assessment is None:
            continue
        scores.append(score)
        final = best_verdicts([one for one in chain if one.state is TurnState.GRADED])
        first = best_verdicts([turn])
        for point in question.key_points:
            weight += point.weight
            earned += point.weight * max(0.0, CREDIT[final.get(point.id, Verdict.MISSING)])
            if not point.core:
                beyond += 1
                unasked += first.get(point.id) is Verdict.COVERED
    left = sum(turn.state in {TurnState.SKIPPED, TurnState.GAVE_UP} for turn in mains)
    if len(scores) < FEWEST:
        return LevelSignal(asked_at=asked_at, level=None, enough=False, graded=len(scores))
    right, decided = sum(score >= BAND_FLOORS[Band.DEVELOPING] for score in scores), len(scores) + left
    signs = (
        _sign(Criterion.BREADTH, right / decided, f"{right} of {decided} questions got something right", asked_at),
        _sign(Criterion.DEPTH, earned / weight, f"{earned / weight:.0%} of what the rubrics weigh", asked_at),
        _sign(
            Criterion.INITIATIVE,
            unasked / beyond if beyond else 0.0,
            f"{unasked} of {beyond} points beyond the core came without being asked for",
            asked_at,
        ),
    )
    ranks = sorted(-1 if sign.level is None else _LEVELS.index(sign.level) for sign in signs)
    level = None if ranks[1] < 0 else _LEVELS[ranks[1]]
    return LevelSignal(asked_at=asked_at, level=level, enough=True, graded=len(scores), signs=signs)


def _sign(criterion: Criterion, share: float, seen: str, asked_at: Level) -> Sign:
    shown = _LEVELS[: _LEVELS.index(asked_at) + 1]
    met = [level for level in shown if share >= FLOORS[criterion][level]]
    level = met[-1] if met else None
    above = shown[len(met) : len(met) + 1]
    return Sign(criterion=criterion, level=level, seen=seen, next=ANCHORS[criterion][above[0]] if above else None)
