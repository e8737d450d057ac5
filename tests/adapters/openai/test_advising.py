"""Advice over the wire, and every way in which there is none."""

from pathlib import Path
from typing import Any

import pytest

from coach.adapters.openai.advising import OpenAIAdviser
from coach.domain.application import Kind
from coach.domain.tailoring import Weight
from coach.errors import ModelError, ModelMisconfigured, ModelRefused, ModelUnavailable
from coach.ports import AdviceTask
from tests.adapters.openai.conftest import KEY, QUICK
from tests.canned import Canned

PATIENT = QUICK.model_copy(update={"whole": 60.0})
"""The first of these tests imports what is heavy while the clock runs."""
TASK = AdviceTask(
    document="Led the move to Kafka at Lindenpay.",
    kind=Kind.RESUME,
    topics={"event-driven": "Event-driven architecture", "java": "Java"},
    questions={"replace-system": "Tell me about a system that you replaced."},
)
GOOD: dict[str, Any] = {
    "topics": [{"quote": "move to Kafka", "topic": "event-driven", "weight": "more"}],
    "questions": [{"quote": "Led the move", "project": "Lindenpay", "question": "replace-system"}],
}


@pytest.fixture
def adviser(canned: Canned, tmp_path: Path) -> OpenAIAdviser:
    return make(canned, tmp_path)


def make(canned: Canned, tmp_path: Path, **options: Any) -> OpenAIAdviser:
    given = {"base_url": canned.base_url, "api_key": KEY, "limits": PATIENT, "ranks": tmp_path / "ranks", **options}
    return OpenAIAdviser("canned", **given)


def test_advice_comes_with_its_quotes(canned: Canned, adviser: OpenAIAdviser) -> None:
    canned.says(GOOD)

    advice = adviser.advise(TASK)

    assert [(one.topic, one.weight) for one in advice.topics] == [("event-driven", Weight.MORE)]
    assert advice.topics[0].reasons[0].by == "openai:canned"
    assert advice.expected[0].project == "Lindenpay"
    assert canned.asked[-1].response_format == "json_schema"
    assert TASK.document in canned.asked[-1].messages[-1].content


@pytest.mark.parametrize(
    "wrapped", ["```json\n{}\n```", '<think>{{"topics": 1}}</think>{}', "Here it is: {} Good luck."]
)
def test_prose_and_reasoning_around_it_do_not_matter(canned: Canned, adviser: OpenAIAdviser, wrapped: str) -> None:
    import json

    canned.says(wrapped.replace("{}", json.dumps(GOOD)).replace("{{", "{").replace("}}", "}"))
    assert adviser.advise(TASK).topics[0].topic == "event-driven"


@pytest.mark.parametrize("lacking", ["json_schema", "max_tokens", "temperature"])
def test_servers_that_can_do_less_are_asked_for_less(canned: Canned, adviser: OpenAIAdviser, lacking: str) -> None:
    canned.lacks = {lacking}
    canned.says(GOOD)
    assert adviser.advise(TASK).topics


def test_a_long_document_is_shortened_and_that_is_told(canned: Canned, tmp_path: Path) -> None:
    adviser = make(canned, tmp_path, context=6_000)
    long = TASK.model_copy(
        update={"document": TASK.document + "\n" + "Some words about the work. " * 2_000 + "THE END"}
    )
    canned.says(GOOD)

    advice = adviser.advise(long)

    assert "middle was left out" in advice.notice
    assert "THE END" in canned.asked[-1].messages[-1].content
    assert "words left out here" in canned.asked[-1].messages[-1].content


FAULTS: dict[str, tuple[Any, type[ModelError]]] = {
    "limited": (lambda canned: canned.fails(429), ModelUnavailable),
    "broken": (lambda canned: canned.fails(500), ModelUnavailable),
    "key": (lambda canned: canned.fails(401), ModelMisconfigured),
    "silent": (lambda canned: canned.stalls(3, GOOD), ModelUnavailable),
    "cut": (lambda canned: canned.cuts_after(30, GOOD), ModelUnavailable),
    "refusal": (lambda canned: canned.refuses(), ModelRefused),
    "prose": (lambda canned: canned.says("You should study Kafka."), ModelUnavailable),
    "malformed": (lambda canned: canned.says('{"topics": [{"quote": '), ModelUnavailable),
    "other JSON": (lambda canned: canned.says({"grade": 7}), ModelUnavailable),
    "invented": (
        lambda canned: canned.says({"topics": [{"quote": "ten years", "topic": "java", "weight": "more"}]}),
        ModelUnavailable,
    ),
    "nothing": (lambda canned: canned.says({"topics": [], "questions": []}), ModelUnavailable),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_what_goes_wrong_is_told_in_words(canned: Canned, adviser: OpenAIAdviser, fault: str) -> None:
    bring_about, kind = FAULTS[fault]
    bring_about(canned)
    if fault == "broken":
        canned.fails(500)  # for a server that isn't known yet, the format is tried again
        canned.fails(500)
    with pytest.raises(kind) as told:
        adviser.advise(TASK)
    assert KEY not in str(told.value)
    assert str(told.value)


def test_a_context_too_small_for_anything_is_told(canned: Canned, tmp_path: Path) -> None:
    with pytest.raises(ModelMisconfigured, match="no room"):
        make(canned, tmp_path, context=3_200).advise(TASK)
    assert not canned.asked
