"""What is asked next."""

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from coach.domain.choosing import best_verdicts, chain_of, next_follow_up, next_question, score_of_chain
from coach.domain.moves import asked, closed
from coach.domain.practice import MAX_DEPTH, AskedFollowUp, Plan, Practice
from coach.domain.question import FollowUp, Level
from coach.domain.scoring import CREDIT, Verdict
from tests.domain.builders import at, knowledge, last, practice, question, with_graded, with_question


def walk(plan: Plan, topics: dict[str, int], steps: int) -> Practice:
    """Ask and skip as long as there are questions, at most `steps` times."""
    bank, now = knowledge(topics), practice(plan)
    for _ in range(steps):
        chosen = next_question(bank, now)
        if chosen is None:
            break
        now = with_question(now, chosen)
        now = closed(now, last(now).id, "skipped")
    return now


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.sampled_from(["alpha", "beta", "gamma", "delta"]), st.integers(0, 4), min_size=1))
def test_every_question_is_asked_once_and_topics_interleave(topics: dict[str, int]) -> None:
    now = walk(Plan(), topics, 100)
    asked_ids = [turn.question for turn in now.turns]
    assert len(asked_ids) == len(set(asked_ids)) == sum(count + 1 for count in topics.values() if count)
    counts: Counter[str] = Counter()
    written = [topic for topic, count in topics.items() if count]
    for turn in now.turns[: min((topics[topic] for topic in written), default=0) * len(written)]:
        counts[turn.topic] += 1
        assert max(counts.values()) - min(counts[topic] for topic in written) <= 1


def test_the_level_comes_first_and_other_levels_when_it_is_used_up() -> None:
    bank = knowledge({"alpha": 2})
    now = walk(Plan(level=Level.MID), {"alpha": 2}, 100)
    levels = [bank.questions[turn.question].level for turn in now.turns]
    assert levels == [Level.MID, Level.MID, Level.SENIOR]


def test_what_this_learner_never_saw_goes_before_what_they_saw() -> None:
    bank = knowledge({"alpha": 3})
    seen = {"alpha-q0": at(0), "alpha-q2": at(-60)}
    assert next_question(bank, practice(), seen) == bank.questions["alpha-q1"]
    seen["alpha-q1"] = at(-1)
    assert next_question(bank, practice(), seen) == bank.questions["alpha-q2"], "then the one seen longest ago"


def test_a_plan_keeps_to_its_sections_and_topics() -> None:
    topics = {"alpha": 2, "beta": 2, "gamma": 0}
    assert {turn.topic for turn in walk(Plan(sections=("section-beta",)), topics, 9).turns} == {"beta"}
    assert {turn.topic for turn in walk(Plan(topics=("alpha",)), topics, 9).turns} == {"alpha"}
    assert next_question(knowledge(topics), practice(Plan(topics=("gamma",)))) is None


def test_the_same_history_chooses_the_same_question() -> None:
    bank = knowledge({"alpha": 3, "beta": 3})
    assert next_question(bank, practice()) == next_question(bank, practice())


def test_the_heaviest_core_point_is_followed_up_first_and_no_words_come_twice() -> None:
    main = question("alpha", "x")
    now = with_graded(with_question(practice(), main), main, {"light": Verdict.COVERED})

    targets, asks = [], []
    while (follow_up := next_follow_up(now, main)) is not None:
        targets.append(follow_up.target)
        asks.append(follow_up.ask)
        now = asked(now, main, at(2), turn=f"f{len(asks)}", follow_up=follow_up)
        now = with_graded(now, main, {})

    assert targets == ["core", "heavy"], "the next missed point before the same again"
    assert len(targets) == MAX_DEPTH
    assert len(set(asks)) == len(asks)


def test_a_point_earned_back_is_not_followed_up_again() -> None:
    main = question("alpha", "x")
    now = with_graded(with_question(practice(), main), main, {"heavy": Verdict.COVERED})
    follow_up = next_follow_up(now, main)
    assert follow_up
    assert follow_up.target == "core"
    now = with_graded(asked(now, main, at(2), turn="f", follow_up=follow_up), main, {"core": Verdict.COVERED})
    assert next_follow_up(now, main) is None, "the light point has no follow-up of its own"


def test_the_coachs_own_follow_up_goes_first() -> None:
    main = question("alpha", "x")
    own = FollowUp(targets="core", ask="You said it fails over: to what?")
    now = with_graded(with_question(practice(), main), main, {}, follow_up=own)
    follow_up = next_follow_up(now, main)
    assert follow_up
    assert follow_up.ask == own.ask


VERDICTS = st.sampled_from(list(Verdict))


@given(main=st.tuples(VERDICTS, VERDICTS), later=VERDICTS)
def test_a_follow_up_earns_back_and_only_a_contradiction_takes_away(
    main: tuple[Verdict, Verdict], later: Verdict
) -> None:
    one = question("alpha-q0", "alpha")
    first, second = (point.id for point in one.key_points[:2])
    now = with_graded(with_question(practice(), one), one, {first: main[0], second: main[1]})
    root = chain_of(now, now.turns[0])
    before = score_of_chain(one, root)
    dig = AskedFollowUp(of=root[0].id, depth=1, target=first, ask="And then?")
    now = asked(now, one, at(2), turn="dig", follow_up=dig)
    now = with_graded(now, one, {first: later})

    chain = chain_of(now, now.turns[0])
    after = score_of_chain(one, chain)

    assert before is not None
    assert after is not None
    final = best_verdicts(chain)
    assert final[second] is main[1]
    if later is Verdict.CONTRADICTED:
        assert final[first] is Verdict.CONTRADICTED
    else:
        assert after >= before
        assert CREDIT[final[first]] == max(CREDIT[main[0]], CREDIT[later]) or main[0] is Verdict.CONTRADICTED
