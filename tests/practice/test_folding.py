"""Folding what changed comes to the same as folding everything, over random histories on a real record."""

import random
from datetime import UTC, datetime, timedelta

import pytest

from coach.adapters.fsrs.scheduler import FsrsScheduler
from coach.domain.assessment import Judgement, PointJudgement, assess
from coach.domain.knowledge import Knowledge
from coach.domain.moves import answered, asked, assessed, closed
from coach.domain.practice import Contest, Plan, Practice
from coach.domain.scoring import Verdict
from coach.ports import Store
from coach.practice.folding import Folded
from tests.past import practices

ME = "local"
NOW = datetime(2026, 11, 20, 18, tzinfo=UTC)
SCHEDULE = FsrsScheduler().recall


def again(before: Folded, knowledge: Knowledge, store: Store) -> Folded:
    return before.again(store.record_revisions(ME), knowledge=knowledge, store=store, learner=ME, schedule=SCHEDULE)


def one_more(practice: Practice, knowledge: Knowledge, dice: random.Random) -> Practice:
    """Another answer, or a question given up."""
    question = dice.choice(list(knowledge.questions.values()))
    turn, at = f"{practice.id}-{len(practice.turns)}", NOW + timedelta(minutes=len(practice.turns))
    practice = asked(practice, question, at, turn=turn)
    if dice.random() < 0.3:
        return closed(practice, turn, "gave-up")
    points = tuple(
        PointJudgement(key_point=point.id, verdict=dice.choice(list(Verdict)), quote="It depends")
        for point in question.key_points
    )
    outcome = assess(question, "It depends on it.", Judgement(points=points, feedback="Clear."), graded_by="openai:x")
    return assessed(answered(practice, turn, "It depends on it.", at), turn, outcome)


def contested(practice: Practice, dice: random.Random) -> Practice:
    """A graded answer's verdict is doubted, so that nothing of the answer counts any more."""
    graded = [one for one in practice.turns if one.assessment and one.assessment.verdicts]
    if not graded:
        return practice
    turn = dice.choice(graded)
    assert turn.assessment is not None
    point = turn.assessment.verdicts[0]
    contest = Contest(key_point=point.key_point, reason="I said so.", at=NOW, was=point.verdict)
    return practice.replace(turn.model_copy(update={"contests": (contest,)}))


@pytest.mark.parametrize("seed", range(6))
def test_what_changed_folds_to_what_the_whole_comes_to(seed: int, knowledge: Knowledge, store: Store) -> None:
    dice = random.Random(seed)
    known = []
    for practice in practices(knowledge, NOW, turns=24, days=60, learner=ME, seed=seed):
        store.create(practice.model_copy(update={"ended_at": None}))
        known.append(practice.id)
    kept = again(Folded(), knowledge, store)
    assert kept.memories

    for step in range(12):
        name = dice.choice(known)
        move = dice.choice(["more", "more", "contest", "new", "nothing"])
        if move == "more":
            store.update(name, ME, lambda one: one_more(one, knowledge, dice))
        elif move == "contest":
            store.update(name, ME, lambda one: contested(one, dice))
        elif move == "new":
            fresh = Practice(id=f"new-{step}", learner=ME, plan=Plan(), created_at=NOW)
            store.create(one_more(fresh, knowledge, dice))
            known.append(fresh.id)
        kept = again(kept, knowledge, store)
        assert kept.memories == again(Folded(), knowledge, store).memories, f"after step {step}, {move}"

    store.forget(ME)
    assert again(kept, knowledge, store).memories == {}
