"""Judging an answer, over a socket."""

import json
import subprocess
import sys
from itertools import pairwise
from typing import Any

import pytest

from coach.adapters.openai.coach import OpenAICoach
from coach.adapters.openai.partial import so_far
from coach.domain.assessment import Judgement, assess
from coach.domain.question import Question
from coach.domain.scoring import Verdict
from coach.errors import CannotGrade, Stopped
from coach.ports import GradingTask
from coach.prompts import grading as prompt
from tests.adapters.openai.conftest import ANSWER, MakeCoach, grading
from tests.canned import Canned


def judge(coach: OpenAICoach, task: GradingTask) -> Judgement:
    return coach.judge(task, lambda _: None).judgement


def verdicts(judgement: Judgement) -> list[str]:
    return [point.verdict.value for point in judgement.points]


def test_a_judgement_comes_with_its_origin(
    canned: Canned, coach: OpenAICoach, task: GradingTask, good: dict[str, Any]
) -> None:
    details = {"cached_tokens": 900}
    canned.says(good, usage={"prompt_tokens": 1000, "completion_tokens": 200, "prompt_tokens_details": details})

    judged = coach.judge(task, lambda _: None)

    assert verdicts(judged.judgement) == ["covered", "covered", "missing"]
    assert judged.judgement.points[0].quote == "everybody misses together"
    assert judged.judgement.follow_up is not None
    assert judged.judgement.follow_up.targets == "spread-expiry"
    assert (judged.graded_by, judged.prompt_version) == ("openai:canned", prompt.VERSION)
    assert judged.usage is not None
    assert (judged.usage.prompt_tokens, judged.usage.completion_tokens, judged.usage.cached_tokens) == (1000, 200, 900)
    assert judged.usage.cost_usd is None
    assert not coach.suggests
    assert ANSWER in canned.asked[-1].messages[-1].content


def test_verdicts_tick_as_they_arrive_and_feedback_grows(
    canned: Canned, coach: OpenAICoach, task: GradingTask, good: dict[str, Any]
) -> None:
    canned.chunk = 7
    canned.delay = 0.001
    canned.says(good)
    seen: list[Judgement] = []

    judged = coach.judge(task, seen.append)

    counts = [len(judgement.points) for judgement in seen]
    assert counts == sorted(counts)
    assert set(counts) == {0, 1, 2, 3}
    assert all(point in judged.judgement.points for judgement in seen for point in judgement.points)
    feedbacks = list(dict.fromkeys(judgement.feedback for judgement in seen))
    assert len(feedbacks) > 4
    assert all(later.startswith(earlier.rstrip()) for earlier, later in pairwise(feedbacks))
    assert seen[-1] == judged.judgement


def test_a_verdict_that_comes_before_its_quote_waits_for_it(question: Question) -> None:
    text = '{"points": [{"key_point": "single-flight", "verdict": "covered", "why": "", "quote": "one of them"}, '

    counts = [len(judgement.points) if (judgement := so_far(text[:end], question)) else 0 for end in range(len(text))]

    assert counts[text.index("}") - 1] == 0
    assert so_far(text + '{"key_point"', question).points[0].quote == "one of them"  # type: ignore[union-attr]


def test_the_watch_is_called_about_ten_times_a_second(
    canned: Canned, make_coach: MakeCoach, task: GradingTask, good: dict[str, Any]
) -> None:
    canned.chunk, canned.delay = 8, 0.01
    canned.says(good)
    seen: list[Judgement] = []

    make_coach(canned.base_url, every=0.1).judge(task, seen.append)

    chunks = len(json.dumps(good)) / 8
    assert 3 <= len(seen) < chunks / 3


def test_stop_ends_the_stream_at_once(
    canned: Canned, coach: OpenAICoach, task: GradingTask, good: dict[str, Any]
) -> None:
    canned.chunk, canned.delay = 4, 0.02
    canned.says(good)
    calls = 0

    def watch(_: Judgement) -> None:
        nonlocal calls
        calls += 1
        if calls == 3:
            raise Stopped("stopped")

    with pytest.raises(Stopped):
        coach.judge(task, watch)
    assert calls == 3


@pytest.mark.parametrize(
    "wrapping",
    [
        "{}",
        "```json\n{}\n```",
        "Here is my judgement of {{this}}:\n{}\nHope that helps.",
        "<think>The answer says {{a}} and {{b}}. Hmm.</think>\n{}",
        "It mentions the herd, so covered.</think>{}",
        "{0}\n{0}",
    ],
    ids=["bare", "fence", "prose", "thinking", "thinking-unopened", "twice-the-same"],
)
def test_what_models_put_around_their_json_does_not_matter(
    canned: Canned, coach: OpenAICoach, task: GradingTask, good: dict[str, Any], wrapping: str
) -> None:
    canned.says(wrapping.format(json.dumps(good)))

    assert verdicts(judge(coach, task)) == ["covered", "covered", "missing"]
    assert len(canned.asked) == 1


def test_what_nobody_asked_for_is_dropped(
    canned: Canned, coach: OpenAICoach, task: GradingTask, good: dict[str, Any]
) -> None:
    invented = {"key_point": "invented", "quote": "x", "why": "", "verdict": "covered", "score": 1}
    held = [{"misconception": "made-up", "quote": "x"}, {"misconception": "longer-ttl", "quote": "everybody misses"}]
    follow_up = {"targets": "invented", "ask": "What about the invented one?"}
    good["points"][0]["verdict"] = " Covered "
    canned.says({**good, "points": [*good["points"], invented], "held": held, "follow_up": follow_up, "score": 100})

    judgement = judge(coach, task)

    assert [point.key_point for point in judgement.points] == ["concurrent-misses", "single-flight", "spread-expiry"]
    assert [one.misconception for one in judgement.held] == ["longer-ttl"]
    assert judgement.follow_up is None


def test_a_quote_that_the_candidate_never_said_earns_nothing(
    canned: Canned, coach: OpenAICoach, task: GradingTask, question: Question, good: dict[str, Any]
) -> None:
    good["points"][1]["quote"] = "use a mutex"
    canned.says(good)

    assessment = assess(question, ANSWER, judge(coach, task), graded_by=coach.name)

    assert assessment.verdict("single-flight") is Verdict.MISSING
    assert assessment.voided == ("single-flight",)


BAD: dict[str, str | dict[str, Any]] = {
    "prose": "That was a fine answer, 9 out of 10.",
    "a point missing": grading(("concurrent-misses", "covered", "everybody"), ("single-flight", "missing", "")),
    "strange verdict": grading(
        ("concurrent-misses", "excellent", ""), ("single-flight", "missing", ""), ("spread-expiry", "missing", "")
    ),
    "two verdicts": grading(
        ("concurrent-misses", "covered", "everybody"),
        ("concurrent-misses", "missing", ""),
        ("single-flight", "missing", ""),
        ("spread-expiry", "missing", ""),
    ),
    "two objects": " or rather ".join(
        json.dumps(
            grading(*((point, verdict, "herd") for point in ("concurrent-misses", "single-flight", "spread-expiry")))
        )
        for verdict in ("covered", "missing")
    ),
    "truncated": json.dumps(grading(("concurrent-misses", "covered", "everybody misses together")))[:90],
    "a list": "[1, 2]",
    "points no list": '{"points": "all covered"}',
    "deep": '{"points":' * 3000,
}


@pytest.mark.parametrize("bad", BAD.values(), ids=BAD.keys())
def test_a_reply_that_cannot_be_used_is_asked_for_once_more(
    canned: Canned, coach: OpenAICoach, task: GradingTask, good: dict[str, Any], bad: str | dict[str, Any]
) -> None:
    canned.says(bad)
    canned.says(good)

    judged = coach.judge(task, lambda _: None)

    assert verdicts(judged.judgement) == ["covered", "covered", "missing"]
    first, second = canned.asked
    assert [message.role for message in second.messages] == ["system", "user", "assistant", "user"]
    assert "spread-expiry" in second.messages[-1].content
    assert second.messages[:2] == first.messages
    assert judged.usage is not None
    assert judged.usage.prompt_tokens > sum(len(message.content.split()) for message in second.messages)


@pytest.mark.parametrize("bad", BAD.values(), ids=BAD.keys())
def test_a_second_such_reply_is_no_grade(
    canned: Canned, coach: OpenAICoach, task: GradingTask, bad: str | dict[str, Any]
) -> None:
    canned.says(bad)
    canned.says(bad)

    with pytest.raises(CannotGrade, match="kept"):
        judge(coach, task)
    assert len(canned.asked) == 2


def test_what_is_missing_is_named_to_the_model(canned: Canned, coach: OpenAICoach, task: GradingTask) -> None:
    canned.says(BAD["a point missing"])
    canned.says(BAD["strange verdict"])

    with pytest.raises(CannotGrade):
        judge(coach, task)

    assert "no verdict on spread-expiry" in canned.asked[1].messages[-1].content


def test_a_reply_cut_at_its_length_is_no_grade_and_not_asked_for_again(
    canned: Canned, coach: OpenAICoach, task: GradingTask, good: dict[str, Any]
) -> None:
    canned.says(json.dumps(good)[:150], finish="length")

    with pytest.raises(CannotGrade, match="length limit"):
        judge(coach, task)
    assert len(canned.asked) == 1


def test_usage_that_was_not_reported_is_not_made_up(
    canned: Canned, coach: OpenAICoach, task: GradingTask, good: dict[str, Any]
) -> None:
    canned.lacks = {"stream_options"}
    canned.says(good)

    assert coach.judge(task, lambda _: None).usage is None


def test_a_follow_up_is_judged_on_its_target_with_what_was_said_before(
    canned: Canned, coach: OpenAICoach, question: Question
) -> None:
    canned.says(grading(("spread-expiry", "covered", "add jitter")))
    task = GradingTask(
        question=question.only("spread-expiry"),
        answer="I'd add jitter to every TTL.",
        follow_up="How do you keep them from expiring together?",
        said_before=ANSWER,
    )

    assert verdicts(judge(coach, task)) == ["covered"]

    sent = canned.asked[0].messages[-1].content
    assert "concurrent-misses" not in sent
    assert sent.index(ANSWER) < sent.index("expiring together?") < sent.index("I'd add jitter")


def test_the_server_on_its_own_grades_plausibly(canned: Canned, coach: OpenAICoach, task: GradingTask) -> None:
    judgement = judge(coach, task.model_copy(update={"answer": "Many requests miss the same key at once. Dunno more."}))

    assert verdicts(judgement) == ["covered", "missing", "missing"]
    assert judgement.points[0].quote == "Many requests miss the same key at once"


def test_what_is_heavy_is_imported_when_it_is_needed() -> None:
    code = "import sys, coach.adapters.openai.coach; print({'openai', 'tiktoken', 'genai_prices'} & sys.modules.keys())"

    printed = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    ).stdout

    assert printed.strip() == "set()"


def test_half_a_character_in_a_reply_is_replaced_and_can_be_stored(
    canned: Canned, coach: OpenAICoach, task: GradingTask, good: dict[str, Any]
) -> None:
    good["feedback"] = "Clear \ud83d as day."
    good["points"][0]["why"] = "You said \udc00 it."
    canned.says(json.dumps(good))

    judged = coach.judge(task, lambda _: None)

    assert judged.judgement.feedback == "Clear \ufffd as day."
    assert judged.judgement.points[0].why == "You said \ufffd it."
    assert judged.model_dump_json()
