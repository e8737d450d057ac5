"""Finding out what a server can do, over a socket."""

import pytest

from coach.adapters.openai.capabilities import Capabilities
from coach.adapters.openai.coach import OpenAICoach
from coach.errors import ModelUnavailable
from coach.ports import GradingTask, ReplyTask
from tests.adapters.openai.conftest import MakeCoach
from tests.canned import Canned


@pytest.mark.parametrize(
    ("lacks", "asked"),
    [
        (set(), ["json_schema"]),
        ({"json_schema"}, ["json_schema", "json_object"]),
        ({"json_schema", "json_object"}, ["json_schema", "json_object", None]),
    ],
    ids=["schema", "object", "text"],
)
def test_the_best_format_that_the_server_takes_is_found_and_remembered(
    canned: Canned, coach: OpenAICoach, task: GradingTask, lacks: set[str], asked: list[str | None]
) -> None:
    canned.lacks = lacks

    coach.judge(task, lambda _: None)
    coach.judge(task, lambda _: None)

    assert [request.response_format for request in canned.asked] == [*asked, asked[-1]]


def test_the_schema_is_strict(canned: Canned, coach: OpenAICoach, task: GradingTask) -> None:
    coach.judge(task, lambda _: None)

    described = canned.asked[0].body["response_format"]["json_schema"]
    assert described["strict"] is True
    assert described["schema"]["additionalProperties"] is False


def test_parameters_that_are_refused_are_dropped_and_remembered(
    canned: Canned, coach: OpenAICoach, task: GradingTask
) -> None:
    canned.lacks = {"max_tokens", "temperature", "stream_options"}

    coach.judge(task, lambda _: None)
    tries = len(canned.asked)
    coach.judge(task, lambda _: None)

    assert tries == 4
    assert len(canned.asked) == tries + 1
    last = canned.asked[-1].body
    assert last["max_completion_tokens"] == 4000
    assert not canned.lacks & last.keys()
    assert canned.asked[-1].response_format == "json_schema"


def test_what_was_learned_outlives_the_coach_where_it_is_kept(
    canned: Canned, make_coach: MakeCoach, task: GradingTask
) -> None:
    kept: dict[str, str] = {}
    canned.lacks = {"json_schema"}

    make_coach(canned.base_url, kept=kept).judge(task, lambda _: None)
    make_coach(canned.base_url, kept=kept).judge(task, lambda _: None)
    make_coach(canned.base_url, kept=kept, model="other").judge(task, lambda _: None)

    assert [request.response_format for request in canned.asked] == [
        "json_schema", "json_object", "json_object", "json_schema", "json_object",
    ]  # fmt: skip
    assert list(kept) == [f"{canned.base_url} canned", f"{canned.base_url} other"]


def test_a_note_that_cannot_be_read_is_as_none(canned: Canned, make_coach: MakeCoach, task: GradingTask) -> None:
    kept = {f"{canned.base_url} canned": "{torn"}

    make_coach(canned.base_url, kept=kept).judge(task, lambda _: None)

    assert kept == {f"{canned.base_url} canned": Capabilities().model_dump_json()}


def test_without_a_place_to_keep_it_the_process_remembers(
    canned: Canned, make_coach: MakeCoach, task: GradingTask
) -> None:
    canned.lacks = {"json_schema"}

    for _ in range(2):
        make_coach(canned.base_url, kept=None).judge(task, lambda _: None)

    assert len(canned.asked) == 3


def test_a_server_that_breaks_on_the_schema_is_asked_without_it(
    canned: Canned, coach: OpenAICoach, task: GradingTask
) -> None:
    canned.fails(500, "KeyError: json_schema")

    coach.judge(task, lambda _: None)

    assert [request.response_format for request in canned.asked] == ["json_schema", "json_object"]


def test_trouble_on_a_server_that_took_the_schema_before_is_trouble(
    canned: Canned, coach: OpenAICoach, task: GradingTask
) -> None:
    coach.judge(task, lambda _: None)
    canned.fails(500)

    with pytest.raises(ModelUnavailable):
        coach.judge(task, lambda _: None)
    assert len(canned.asked) == 2


def test_a_refusal_that_names_nothing_is_taken_for_the_format(
    canned: Canned, coach: OpenAICoach, task: GradingTask
) -> None:
    canned.fails(400, "Invalid request")
    canned.fails(422, "Invalid request")

    coach.judge(task, lambda _: None)

    assert [request.response_format for request in canned.asked] == ["json_schema", "json_object", None]


def test_a_reply_asks_for_no_format(canned: Canned, coach: OpenAICoach) -> None:
    coach.reply(ReplyTask(asked="What is a herd?"), lambda _: None)

    assert canned.asked[0].response_format is None
