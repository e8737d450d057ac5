"""Several opinions of one model, over the wire."""

import threading
import time
from typing import Any

import pytest

from coach.adapters.openai.client import Limits
from coach.domain.assessment import Judgement
from coach.errors import ModelUnavailable, Stopped
from coach.ports import GradingTask
from tests.adapters.openai.conftest import MakeCoach, grading
from tests.canned import Canned

PATIENT = Limits(connect=2, read=6, other=10, whole=30, retries=0)
"""Three at once on busy cores, the package's import included."""


def lenient() -> dict[str, Any]:
    return grading(
        ("concurrent-misses", "covered", "everybody misses together"),
        ("single-flight", "covered", "one of them hold a short lock"),
        ("spread-expiry", "partial", "the rest get the old copy"),
    )


def test_three_are_asked_and_most_decide(
    canned: Canned, make_coach: MakeCoach, task: GradingTask, good: dict[str, Any]
) -> None:
    for reply in (good, lenient(), good):
        canned.says(reply, usage={"prompt_tokens": 100, "completion_tokens": 10})

    judged = make_coach(canned.base_url, samples=3, limits=PATIENT).judge(task, lambda _: None)

    assert len(canned.asked) == 3
    assert [point.verdict.value for point in judged.judgement.points] == ["covered", "covered", "missing"]
    agreements = [point.agreement for point in judged.judgement.points]
    assert [(one.same, one.of) for one in agreements if one] == [(3, 3), (3, 3), (2, 3)]
    assert judged.usage is not None
    assert judged.usage.prompt_tokens == 300
    assert [line.role for line in judged.exchange] == ["system", "user", *["assistant"] * 3]


def test_second_opinions_are_asked_warmly(
    canned: Canned, make_coach: MakeCoach, task: GradingTask, good: dict[str, Any]
) -> None:
    for _ in range(3):
        canned.says(good)

    make_coach(canned.base_url, samples=3, limits=PATIENT).judge(task, lambda _: None)

    assert sorted(asked.body["temperature"] for asked in canned.asked) == [0.0, 0.7, 0.7]


@pytest.mark.parametrize("fault", ["500", "cut", "refusal", "no-json"])
def test_one_that_fails_is_left_out(
    canned: Canned, make_coach: MakeCoach, task: GradingTask, good: dict[str, Any], fault: str
) -> None:
    if fault == "500":
        canned.fails(500)
    elif fault == "cut":
        canned.cuts_after(30, good)
    elif fault == "refusal":
        canned.refuses()
    else:
        canned.says("I would rather not say.")
    for _ in range(4):
        canned.says(good)

    judged = make_coach(canned.base_url, samples=3, limits=PATIENT, first_format="text").judge(task, lambda _: None)

    assert [point.verdict.value for point in judged.judgement.points] == ["covered", "covered", "missing"]
    assert judged.judgement.points[0].agreement is None or judged.judgement.points[0].agreement.of in {2, 3}


def test_if_all_fail_the_failure_is_told(canned: Canned, make_coach: MakeCoach, task: GradingTask) -> None:
    for _ in range(3):
        canned.fails(503)

    with pytest.raises(ModelUnavailable):
        make_coach(canned.base_url, samples=3, limits=PATIENT, first_format="text").judge(task, lambda _: None)


def test_stop_waits_for_none_of_them(
    canned: Canned, make_coach: MakeCoach, task: GradingTask, good: dict[str, Any]
) -> None:
    for _ in range(3):
        canned.stalls(8.0, good, after=40)

    def watch(judgement: Judgement) -> None:
        raise Stopped("stopped")

    began = time.monotonic()
    with pytest.raises(Stopped):
        make_coach(canned.base_url, samples=3, limits=PATIENT).judge(task, watch)

    assert time.monotonic() - began < 6
    for thread in threading.enumerate():
        if thread.name.startswith("coach-opinion"):
            thread.join(timeout=20)
            assert not thread.is_alive()


def test_one_opinion_is_just_that(
    canned: Canned, make_coach: MakeCoach, task: GradingTask, good: dict[str, Any]
) -> None:
    canned.says(good)

    judged = make_coach(canned.base_url).judge(task, lambda _: None)

    assert all(point.agreement is None for point in judged.judgement.points)
    assert judged.exchange[-1].content.startswith("{")
    assert task.answer in judged.exchange[1].content
