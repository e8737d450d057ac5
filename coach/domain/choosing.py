"""What to ask next. Pure: the same history and the same seed choose the same question."""

import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime

from coach.domain.knowledge import Knowledge
from coach.domain.practice import MAX_DEPTH, AskedFollowUp, Plan, Practice, Turn, TurnState
from coach.domain.question import FollowUp, Level, Question
from coach.domain.scoring import LOST, Verdict, score_of

_NEVER = datetime.min.replace(tzinfo=UTC)
_LEVELS = list(Level)
_LIGHTEST = 0.01
"""The weight of a topic that the plan names though its priority is 0."""


def topics_of(knowledge: Knowledge, plan: Plan) -> tuple[str, ...]:
    """Ids of the written topics that the plan draws from, in the order of the syllabus."""
    return tuple(
        topic.id
        for section in knowledge.syllabus.sections
        if not plan.sections or section.id in plan.sections
        for topic in section.topics
        if (not plan.topics or topic.id in plan.topics) and knowledge.is_written(topic.id)
    )


def next_question(
    knowledge: Knowledge,
    practice: Practice,
    last_asked: Mapping[str, datetime] | None = None,
    *,
    priority: Mapping[str, float] | None = None,
) -> Question | None:
    """The next question of a conversation, or None if the plan has nothing left that wasn't asked in this practice.

    Topics interleave: the one asked about least in this practice comes first, never the same twice running while there
    is another. Within it the question at the plan's level that this learner hasn't seen, or saw longest ago; other
    levels only when those at the level are used up.

    `priority` weighs topics, 1 where it says nothing: one of 2 comes up twice as often as one of 1, and the heaviest
    comes first. At 0 or less a topic is left out, unless the plan names it. It may name questions too: the heaviest
    of its topic is asked first, whatever its level.
    """
    seen_before, weights = last_asked or {}, priority or {}
    here = [turn.question for turn in practice.turns]
    topics = [
        topic
        for topic in topics_of(knowledge, practice.plan)
        if weights.get(topic, 1.0) > 0 or topic in practice.plan.topics
    ]
    left = {topic: _left(knowledge.questions_on(topic), here) for topic in topics}
    candidates = [topic for topic in topics if left[topic]]
    if not candidates:
        return None
    level = practice.plan.level
    at_level = [topic for topic in candidates if any(one.level is level or one.id in weights for one in left[topic])]
    candidates = at_level or candidates
    dice = random.Random(f"{practice.id}:{len(here)}")  # noqa: S311 - a shuffle, not a secret
    shuffled = dice.sample(candidates, len(candidates))
    times = {topic: sum(turn.topic == topic for turn in practice.turns if not turn.follow_up) for topic in candidates}
    last = practice.turns[-1].topic if practice.turns else None
    topic = min(
        shuffled,
        key=lambda one: (
            one == last,
            (1 + times[one]) / max(weights.get(one, 1.0), _LIGHTEST),
            _most_recent(left[one], seen_before),
        ),
    )
    return min(
        dice.sample(left[topic], len(left[topic])),
        key=lambda one: (-weights.get(one.id, 0.0), distance(one.level, level), seen_before.get(one.id, _NEVER)),
    )


def _left(questions: Iterable[Question], asked: Sequence[str]) -> list[Question]:
    return [question for question in questions if question.id not in asked]


def _most_recent(questions: Iterable[Question], seen: Mapping[str, datetime]) -> datetime:
    return min((seen.get(question.id, _NEVER) for question in questions), default=_NEVER)


def distance(one: Level, other: Level) -> int:
    """How many levels lie between the two."""
    return abs(_LEVELS.index(one) - _LEVELS.index(other))


def chain_of(practice: Practice, turn: Turn) -> tuple[Turn, ...]:
    """The turn's main question with the follow-ups under it, in order."""
    root = turn.follow_up.of if turn.follow_up else turn.id
    return tuple(one for one in practice.turns if one.id == root or (one.follow_up and one.follow_up.of == root))


def best_verdicts(chain: Sequence[Turn]) -> dict[str, Verdict]:
    """For every key point of a main question, what the chain comes to: a follow-up can earn a point back.

    What was said once isn't unsaid by leaving it out of the next answer: only a contradiction takes a point away.
    """
    verdicts: dict[str, Verdict] = {}
    for turn in chain:
        for one in turn.assessment.verdicts if turn.assessment else ():
            before = verdicts.get(one.key_point)
            says_less = one.verdict is Verdict.MISSING or (one.verdict, before) == (Verdict.PARTIAL, Verdict.COVERED)
            if before is None or not says_less:
                verdicts[one.key_point] = one.verdict
    return verdicts


def score_of_chain(question: Question, chain: Sequence[Turn]) -> float | None:
    """The score of a main question with what its follow-ups earned back; None unless the main answer was graded."""
    root = chain[0]
    if root.state is not TurnState.GRADED or root.assessment is None:
        return None
    verdicts = best_verdicts([turn for turn in chain if turn.state is TurnState.GRADED])
    try:
        return score_of(question, verdicts)
    except KeyError:  # the rubric has changed since: what was recorded then stands
        return root.assessment.score


Accept = Callable[[FollowUp, Turn], bool]
"""Whether a coach's own follow-up to that turn may be asked."""


def next_follow_up(
    practice: Practice,
    question: Question,
    *,
    deepest: int = MAX_DEPTH,
    unconfirmed: bool = False,
    accept: Accept = lambda _offer, _turn: True,
) -> AskedFollowUp | None:
    """The follow-up to the last turn: on the heaviest key point not yet made, `deepest` deep at most, no words twice.

    `question` is the main question with its whole rubric. The coach's own follow-up, where it gave one that `accept`
    lets pass, goes before the rubric's. Suggested verdicts count only when `unconfirmed` says so.
    """
    turn = practice.open_turn
    if turn is None or turn.assessment is None or (turn.assessment.suggested and not unconfirmed):
        return None
    chain = chain_of(practice, turn)
    depth = len(chain)
    if depth > deepest:
        return None
    verdicts = best_verdicts(chain)
    used = {one.follow_up.ask for one in chain if one.follow_up}
    offers: list[FollowUp] = [one for one in (turn.assessment.follow_up,) if one and accept(one, turn)]
    offers += [one for one in question.follow_ups if one.ask not in used]
    digging = {one.follow_up.target for one in chain if one.follow_up}
    points = sorted(
        (point for point in question.key_points if verdicts.get(point.id, Verdict.COVERED) is not Verdict.COVERED),
        key=lambda point: (point.id in digging, verdicts[point.id] not in LOST, not point.core, -point.weight),
    )
    for point in points:
        for offer in offers:
            if offer.targets == point.id and offer.ask not in used:
                return AskedFollowUp(of=chain[0].id, depth=depth, target=point.id, ask=offer.ask)
    return None
