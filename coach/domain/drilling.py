"""Drill-down: one topic, deeper and deeper. Pure: what comes next follows from the record alone.

The plan's level is the rung that the learner stands on. It climbs after a solid answer and steps down after a weak one;
in between, the missed point is probed first. Facets not yet asked about come before a second round.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from enum import StrEnum

from pydantic import Field

from coach.domain.base import Record
from coach.domain.choosing import chain_of, distance, next_follow_up, score_of_chain
from coach.domain.knowledge import Knowledge
from coach.domain.practice import AskedFollowUp, Practice, Turn, TurnState
from coach.domain.probing import takes_up
from coach.domain.question import Level, Question
from coach.domain.scoring import BAND_FLOORS, Band

SOLID = BAND_FLOORS[Band.SOLID]
STRONG = BAND_FLOORS[Band.STRONG]
DEVELOPING = BAND_FLOORS[Band.DEVELOPING]
GENERAL = ""
"""The facet of questions that name none."""
_LEVELS = list(Level)
_NEVER = datetime.min.replace(tzinfo=UTC)


class Standing(StrEnum):
    """What the record of this drill says about one facet."""

    UNTOUCHED = "not asked yet"
    ASKED = "asked"
    """Nothing is graded yet: open, skipped, or the grading failed."""
    NOT_YET = "not yet"
    HALF = "half owned"
    OWNED = "owned"


_NEED = {Standing.UNTOUCHED: 0, Standing.NOT_YET: 1, Standing.HALF: 2, Standing.ASKED: 3, Standing.OWNED: 4}


class Spot(Record):
    """One facet on the map."""

    facet: str
    title: str
    standing: Standing
    reached: Level | None = Field(default=None, description="The highest level with a solid answer.")
    asked: int = Field(ge=0, description="Main questions asked.")
    left: int = Field(ge=0, description="Questions that weren't asked yet.")
    here: bool = Field(default=False, description="The open question is about it.")

    @property
    def is_done(self) -> bool:
        """Whether nothing harder can be asked."""
        return self.standing is Standing.OWNED and self.reached is _LEVELS[-1]


def drilled(practice: Practice) -> str:
    """The topic of the drill: the first that the plan names."""
    return practice.plan.topics[0]


def facet_map(knowledge: Knowledge, practice: Practice) -> tuple[Spot, ...]:
    """Every facet of the topic that has questions, in the order of the syllabus, and where the learner stands on it.

    Empty where the topic is gone from the knowledge.
    """
    questions, facets = knowledge.questions_on(drilled(practice)), knowledge.facets_of(drilled(practice))
    titles = {facet.id: facet.title for facet in facets} | {GENERAL: "In general"}
    names = [*(facet.id for facet in facets), GENERAL]
    names += sorted({facet_of(one) for one in questions} - set(names))
    asked = {turn.question for turn in practice.turns}
    mains = [turn for turn in practice.turns if turn.follow_up is None and turn.question in knowledge.questions]
    open_turn = practice.open_turn
    here = knowledge.questions.get(open_turn.question) if open_turn else None
    spots = []
    for name in names:
        own = [one for one in questions if facet_of(one) == name]
        if not own:
            continue
        turns = [turn for turn in mains if facet_of(knowledge.questions[turn.question]) == name]
        standing, reached = _standing(knowledge, practice, turns)
        spots.append(
            Spot(
                facet=name,
                title=titles.get(name, name),
                standing=standing,
                reached=reached,
                asked=len(turns),
                left=sum(one.id not in asked for one in own),
                here=here is not None and facet_of(here) == name,
            )
        )
    return tuple(spots)


def facet_of(question: Question) -> str:
    """The question's facet, `GENERAL` where it has none."""
    return question.facet or GENERAL


def next_drill(
    knowledge: Knowledge,
    practice: Practice,
    last_asked: Mapping[str, datetime] | None = None,
    *,
    facet: str | None = None,
    beyond: Mapping[Level, bool] | None = None,
) -> Question | None:
    """The next main question at the plan's rung, or None when nothing is left to ask or every facet is owned.

    The facet asked about least comes first, and among those the one that needs it most; `facet` goes before all while
    it has a question. Within it, the level nearest to the rung (or, where that is owned already, to the next one), then
    the question this learner saw longest ago. `beyond` says which levels may be asked at all.
    """
    if practice.plan.questions is not None and _mains(practice) >= practice.plan.questions:
        return None
    seen, asked = last_asked or {}, {turn.question for turn in practice.turns}
    left = [
        one
        for one in knowledge.questions_on(drilled(practice))
        if one.id not in asked and (beyond is None or beyond[one.level])
    ]
    spots = [
        spot
        for spot in facet_map(knowledge, practice)
        if not spot.is_done and any(facet_of(one) == spot.facet for one in left)
    ]
    if not spots:
        return None
    wanted = next((spot for spot in spots if spot.facet == facet), None)
    spot = wanted or min(spots, key=lambda one: (one.asked, _NEED[one.standing]))
    rung = practice.plan.level
    if beyond is None and spot.reached is not None:  # nothing is asked at a level that is owned already
        rung = max(rung, shifted(spot.reached, 1), key=_LEVELS.index)
    return min(
        (one for one in left if facet_of(one) == spot.facet),
        key=lambda one: (distance(one.level, rung), _LEVELS.index(one.level), seen.get(one.id, _NEVER)),
    )


def rung_after(knowledge: Knowledge, practice: Practice) -> Level:
    """The rung for the next main question, from what the last one came to."""
    rung, mains = practice.plan.level, [turn for turn in practice.turns if turn.follow_up is None]
    if not mains or mains[-1].question not in knowledge.questions:
        return rung
    last = mains[-1]
    if last.state is TurnState.GAVE_UP:
        return shifted(rung, -1)
    if last.state is not TurnState.GRADED or last.assessment is None:
        return rung
    if last.assessment.score >= SOLID:
        return shifted(rung, 1)
    with_follow_ups = score_of_chain(knowledge.questions[last.question], chain_of(practice, last))
    return rung if with_follow_ups is not None and with_follow_ups >= SOLID else shifted(rung, -1)


def next_probe(practice: Practice, question: Question) -> AskedFollowUp | None:
    """The follow-up to the last turn, or None where the ladder moves on.

    A weak answer is not dug into: an easier question teaches more. A solid one climbs, and is dug into only at the top.
    """
    turn = practice.open_turn
    if turn is None or turn.state is not TurnState.GRADED:
        return None
    chain = chain_of(practice, turn)
    first, now = chain[0].assessment, score_of_chain(question, chain)
    if first is None or now is None or first.score < DEVELOPING:
        return None
    if now >= (STRONG if question.level is _LEVELS[-1] else SOLID):
        return None
    return next_follow_up(practice, question, accept=lambda offer, answered: takes_up(offer, answered, question))


def shifted(level: Level, by: int) -> Level:
    """The level that many rungs up, or down where `by` is negative; the ladder's ends hold."""
    return _LEVELS[min(max(_LEVELS.index(level) + by, 0), len(_LEVELS) - 1)]


def levels_beyond(level: Level, by: int) -> Mapping[Level, bool]:
    """Which levels lie above that one, or below it where `by` is negative."""
    return {one: (_LEVELS.index(one) - _LEVELS.index(level)) * by > 0 for one in _LEVELS}


def _standing(knowledge: Knowledge, practice: Practice, turns: Sequence[Turn]) -> tuple[Standing, Level | None]:
    """Owned: the hardest level that was graded was answered solidly, the last time it was asked."""
    if not turns:
        return Standing.UNTOUCHED, None
    latest: dict[Level, float] = {}
    for turn in turns:
        question = knowledge.questions[turn.question]
        if turn.state is TurnState.GAVE_UP:
            latest[question.level] = 0.0
        elif (score := score_of_chain(question, chain_of(practice, turn))) is not None:
            latest[question.level] = score
    if not latest:
        return Standing.ASKED, None
    solid = [level for level, score in latest.items() if score >= SOLID]
    reached = max(solid, key=_LEVELS.index, default=None)
    if reached is not None and reached is max(latest, key=_LEVELS.index):
        return Standing.OWNED, reached
    if reached is not None or max(latest.values()) >= DEVELOPING:
        return Standing.HALF, reached
    return Standing.NOT_YET, None


def _mains(practice: Practice) -> int:
    return sum(turn.follow_up is None for turn in practice.turns)
