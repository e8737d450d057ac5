"""What a mock interview asks, how its time and its scores are told, and what level its answers read like."""

import itertools
from collections import Counter
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.domain.assessment import Judgement, NotGraded, PointJudgement, assess
from coach.domain.debrief import debrief_of, one_line, range_words
from coach.domain.debrief_document import debrief_document
from coach.domain.document import Bullets, Document, Paragraph, Table, document_markdown
from coach.domain.interview import interview_plan, next_dig, next_interview_question
from coach.domain.knowledge import Knowledge
from coach.domain.level_signal import FEWEST, Criterion, level_signal
from coach.domain.moves import answered, asked, assessed, closed, ended
from coach.domain.practice import Practice
from coach.domain.question import FollowUp, Level
from coach.domain.scope import NO_HELP, scope_reply, tells_the_solution
from coach.domain.uncertainty import FEW, wilson
from tests.domain.builders import ANSWER, at, knowledge, last, with_graded, with_question
from tests.domain.drills import MIDDLING, OUTCOMES, STRONG, WEAK
from tests.test_knowledge import source

KNOWLEDGE = source().knowledge
BANK = knowledge({"alpha": 4, "beta": 4, "gamma": 4, "delta": 0})


def interview(
    level: Level = Level.MID, questions: int = 6, sections: tuple[str, ...] = (), name: str = "p"
) -> Practice:
    plan = interview_plan(level, questions=questions, minutes=30, sections=sections)
    return Practice(id=name, learner="local", plan=plan, created_at=at(0))


def walked(bank: Knowledge, now: Practice, outcomes: list[str]) -> Practice:
    """Ask until the end, without follow-ups, each answer as said in turn."""
    for outcome in itertools.cycle(outcomes):
        chosen = next_interview_question(bank, now)
        if chosen is None:
            break
        now = asked(now, chosen, at(len(now.turns)), turn=f"t{len(now.turns)}")
        if outcome in {"skipped", "gave-up"}:
            now = closed(now, last(now).id, outcome)  # type: ignore[arg-type]
        else:
            now = with_graded(now, chosen, OUTCOMES[outcome])
    return ended(now, at(30))


@settings(max_examples=40, deadline=None)
@given(st.integers(3, 12), st.text("abc", min_size=1, max_size=4))
def test_sections_take_turns_and_no_question_comes_twice(questions: int, name: str) -> None:
    now = walked(BANK, interview(questions=questions, name=name), ["skipped"])
    assert len({turn.question for turn in now.turns}) == len(now.turns) == questions
    counts = Counter(turn.topic for turn in now.turns)
    assert max(counts.values()) - min(counts.get(topic, 0) for topic in ("alpha", "beta", "gamma")) <= 1


def test_chosen_sections_are_kept_to_and_hidden_topics_left_out() -> None:
    now = walked(BANK, interview(sections=("section-beta",)), ["skipped"])
    assert {turn.topic for turn in now.turns} == {"beta"}
    assert len(now.turns) == 5, "no more than there are"
    first = next_interview_question(BANK, interview(), priority={"alpha": 0.0, "beta": 0.0})
    assert first
    assert first.topic == "gamma"


def test_one_follow_up_at_most_and_none_after_a_strong_answer() -> None:
    question = BANK.questions["alpha-q0"]
    middling = with_graded(with_question(interview(), question), question, MIDDLING)
    dig = next_dig(middling, question)
    assert dig
    assert dig.target == "heavy"
    dug = with_graded(asked(middling, question, at(2), turn="f", follow_up=dig), question, {})
    assert next_dig(dug, question) is None
    strong = with_graded(with_question(interview(), question), question, STRONG)
    assert next_dig(strong, question) is None


def test_a_coachs_follow_up_that_takes_nothing_up_gives_way_to_the_rubrics() -> None:
    question = BANK.questions["alpha-q0"]
    for own, taken in (("And what comes second in the rest?", True), ("How is the weather?", False)):
        now = with_graded(
            with_question(interview(), question), question, WEAK, follow_up=FollowUp(targets="core", ask=own)
        )
        dig = next_dig(now, question)
        assert dig
        assert (dig.ask == own) is taken


@given(st.lists(st.floats(0, 1), min_size=1, max_size=40))
def test_a_range_holds_its_mean_and_stays_within_bounds(scores: list[float]) -> None:
    found = wilson(scores)
    assert found
    assert 0 <= found.low <= found.mean + 1e-9
    assert found.mean <= found.high + 1e-9
    assert found.high <= 1
    more = wilson(scores * 4)
    assert more
    assert more.high - more.low <= found.high - found.low + 1e-9, "more questions, a narrower range"


def test_wilson_is_wilson() -> None:
    found = wilson([1.0, 1.0, 1.0, 0.0, 0.0])
    assert found
    # By hand: z² = 2.706; (0.6 + 0.2706 ± 1.645·√(0.048 + 0.0271)) / 1.5412.
    assert found.mean == 0.6
    assert found.low == pytest.approx(0.2725, abs=1e-3)
    assert found.high == pytest.approx(0.8573, abs=1e-3)
    assert wilson([]) is None
    one = wilson([0.7])
    assert one
    assert one.is_few
    assert "one question" in range_words(one)
    assert FEW > 1


def test_what_is_not_graded_enters_no_score() -> None:
    now = walked(BANK, interview(questions=3), ["strong"])
    before = debrief_of(now, BANK)
    failed = now.model_copy(update={"ended_at": None, "plan": interview(questions=5).plan})
    chosen = next_interview_question(BANK, failed)
    assert chosen
    failed = asked(failed, chosen, at(9), turn="failed")
    failed = answered(failed, "failed", ANSWER, at(10))
    failed = ended(assessed(failed, "failed", NotGraded(reason="unavailable", message="Busy.")), at(12))
    after = debrief_of(failed, BANK)
    assert after.overall == before.overall
    assert after.sections == before.sections
    assert (after.graded, after.waiting) == (3, 1)
    assert after.signal.signs == before.signal.signs


def test_skipped_and_not_known_count_in_breadth_alone() -> None:
    outcomes = ["strong", "strong", "skipped", "strong", "gave-up", "strong"]
    signal = level_signal(BANK, walked(BANK, interview(), outcomes))
    signs = {sign.criterion: sign for sign in signal.signs}
    assert signs[Criterion.BREADTH].seen == "4 of 6 questions got something right"
    assert signs[Criterion.BREADTH].level is Level.JUNIOR
    assert signs[Criterion.DEPTH].level is Level.MID
    assert signal.level is Level.MID, "the middle one of three"


def test_too_little_tells_no_level() -> None:
    signal = level_signal(BANK, walked(BANK, interview(questions=3), ["strong", "strong", "skipped"]))
    assert not signal.enough
    assert signal.level is None
    assert f"it takes {FEWEST}" in signal.words


def test_a_debrief_tells_times_strengths_with_quotes_and_three_gaps_with_passages() -> None:
    now = walked(BANK, interview(), ["strong", "middling", "weak"])
    debrief = debrief_of(now, BANK)
    assert debrief.took == timedelta(minutes=30)
    assert all(line.time == timedelta(minutes=0) or line.time > timedelta(0) for line in debrief.lines)
    assert all(strength.quote for strength in debrief.strengths)
    assert len(debrief.gaps) == 3
    assert all(gap.passage for gap in debrief.gaps)
    words = document_markdown(debrief_document(debrief, now, BANK))
    for part in ("What the level rests on", "By section", "What would lift it most", "Question by question", "Wilson"):
        assert part in words
    assert "%" not in debrief.signal.words


def test_markdown_shows_what_was_said_as_it_was_said() -> None:
    document = Document(
        title="A *title*",
        blocks=(
            Paragraph(text="# not a heading <b>not bold</b>"),
            Bullets(items=("one | two",)),
            Table(head=("a", "b"), rows=(("x|y", "line\nbreak"),)),
        ),
    )
    words = document_markdown(document)
    assert r"# A \*title\*" in words
    assert r"\# not a heading \<b\>not bold\</b\>" in words
    assert r"| x\|y | line break |" in words


def test_a_prompt_in_one_line_leaves_code_out() -> None:
    assert one_line("What does `x` do?\n\n```python\nx = 1\n```\nAnd why?") == "What does x do? And why?"
    assert one_line("word " * 60).endswith("word …")


@pytest.mark.parametrize(
    ("asked_back", "says"),
    [
        ("Can I assume one region?", "assumption"),
        ("How many users do we have?", "numbers"),
        ("What is the right way to do it?", NO_HELP),
        ("What exactly do you mean?", "Take it as a question about"),
    ],
)
def test_an_interviewer_tells_the_scope(asked_back: str, says: str) -> None:
    assert says in scope_reply(asked_back, BANK.questions["alpha-q0"], BANK)


SOME = list(KNOWLEDGE.questions.values())[::11]


def test_the_check_for_solutions_lets_harmless_replies_pass() -> None:
    asks = ("What do you mean?", "Can I assume one region?", "How many users?", "Tell me the answer.")
    replies = [(one, scope_reply(ask, one, KNOWLEDGE)) for one in SOME for ask in asks]
    stopped = [reply for question, reply in replies if tells_the_solution(reply, question)]
    assert len(stopped) / len(replies) < 0.03


def test_telling_a_claim_is_telling_the_solution() -> None:
    points = [(one, point) for one in SOME for point in one.key_points]
    told = sum(tells_the_solution(f"Well, {point.claim}", question) for question, point in points)
    assert told / len(points) > 0.97


@pytest.mark.parametrize(
    ("level", "kind", "reads_like"),
    [
        (Level.JUNIOR, "strong", {Level.JUNIOR}),
        (Level.MID, "strong", {Level.MID}),
        (Level.SENIOR, "strong", {Level.SENIOR, Level.MID}),
        (Level.MID, "middling", {Level.JUNIOR, None}),
        (Level.SENIOR, "middling", {Level.JUNIOR, Level.MID, None}),
        (Level.SENIOR, "wrong", {None}),
    ],
)
def test_sample_answers_of_the_bank_read_like_what_they_are(
    level: Level, kind: str, reads_like: set[Level | None]
) -> None:
    seen: Counter[Level | None] = Counter()
    for number in range(12):
        now = interview(level, name=f"{kind}-{number}")
        while (question := next_interview_question(KNOWLEDGE, now)) is not None:
            sample = next(one for one in KNOWLEDGE.graded_answers[question.id] if one.kind == kind)
            judgement = Judgement(
                points=tuple(
                    PointJudgement(
                        key_point=point.id, verdict=sample.verdicts[point.id], quote=" ".join(sample.text.split()[:6])
                    )
                    for point in question.key_points
                )
            )
            turn = f"t{len(now.turns)}"
            now = answered(asked(now, question, at(0), turn=turn), turn, sample.text, at(1))
            now = assessed(now, turn, assess(question, sample.text, judgement, graded_by="test"))
        seen[level_signal(KNOWLEDGE, ended(now, at(9))).level] += 1
    assert set(seen) <= reads_like, seen
