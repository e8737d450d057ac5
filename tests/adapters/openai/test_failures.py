"""What goes wrong between us and a model, over a socket."""

import logging
import socket
import time
from typing import Any

import pytest

from coach.adapters.openai.client import OPENAI, Limits
from coach.adapters.openai.coach import OpenAICoach
from coach.adapters.openai.failures import without_secrets
from coach.adapters.openai.place import place_of
from coach.errors import CoachError, ModelError, ModelMisconfigured, ModelRefused, ModelUnavailable, Stopped
from coach.ports import GradingTask, ReplyTask
from tests.adapters.openai.conftest import KEY, QUICK, MakeCoach
from tests.canned import Canned


def failure(coach: OpenAICoach, task: GradingTask) -> CoachError:
    with pytest.raises(CoachError) as caught:
        coach.judge(task, lambda _: None)
    return caught.value


STATUSES: list[tuple[int, dict[str, Any], type[ModelError], str]] = [
    (401, {"message": f"Incorrect API key provided: {KEY}."}, ModelMisconfigured, "key"),
    (403, {"message": "no access"}, ModelMisconfigured, "key"),
    (404, {"message": "The model `canned` does not exist", "code": "model_not_found"}, ModelMisconfigured, "“canned”"),
    (400, {"message": "model 'canned' not found"}, ModelMisconfigured, "“canned”"),
    (402, {"message": "Payment required"}, ModelMisconfigured, "credit"),
    (429, {"message": "You exceeded your current quota", "code": "insufficient_quota"}, ModelMisconfigured, "credit"),
    (429, {"message": "slow down", "headers": {"Retry-After": "21"}}, ModelUnavailable, "in 21 seconds"),
    (429, {"message": "slow down"}, ModelUnavailable, "in a minute"),
    (500, {"message": "oops"}, ModelUnavailable, "500"),
    (503, {"message": "overloaded"}, ModelUnavailable, "503"),
    (400, {"message": "maximum context length is 4096"}, ModelMisconfigured, "longer than"),
    (400, {"message": "blocked", "code": "content_filter"}, ModelRefused, "filter"),
    (418, {"message": f"I am a teapot, Bearer {KEY}"}, ModelMisconfigured, "teapot"),
]


@pytest.mark.parametrize(("status", "how", "kind", "says"), STATUSES, ids=[f"{one[0]} {one[3]}" for one in STATUSES])
def test_each_status_says_what_happened_what_is_safe_and_what_to_do(
    canned: Canned,
    coach: OpenAICoach,
    task: GradingTask,
    status: int,
    how: dict[str, Any],
    kind: type[ModelError],
    says: str,
) -> None:
    for _ in range(3):
        canned.fails(status, **how)

    error = failure(coach, task)

    assert type(error) is kind
    assert says in str(error)
    assert "What you wrote is kept." in str(error)
    assert KEY not in str(error)


def test_no_key_in_messages_chains_or_logs(
    canned: Canned, coach: OpenAICoach, task: GradingTask, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    canned.fails(401, f"Incorrect API key provided: {KEY}.")

    error = failure(coach, task)
    logging.getLogger("test").error("failed", exc_info=error)

    assert canned.asked[0].headers["authorization"] == f"Bearer {KEY}"
    assert error.__cause__ is None
    assert error.__context__ is None
    assert KEY not in caplog.text
    assert KEY not in repr(coach.__dict__)


def test_keys_of_any_shape_are_struck_out() -> None:
    told = without_secrets(
        "bad key sk-proj-abc_DEF123456 or Bearer eyJhbGciOi or my-own-secret\n" + "x" * 500, "my-own-secret"
    )

    assert "abc_DEF" not in told
    assert "eyJ" not in told
    assert "my-own-secret" not in told
    assert len(told) == 200


def test_an_address_is_shown_without_what_is_secret_in_it() -> None:
    assert place_of("https://me:pass@host.example:8443/v1?token=abc") == "host.example:8443"
    assert place_of("http://host.example:port/v1") == "host.example"


def test_nobody_listens(make_coach: MakeCoach, task: GradingTask) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    error = failure(make_coach(f"http://127.0.0.1:{port}/v1"), task)

    assert isinstance(error, ModelUnavailable)
    assert f"127.0.0.1:{port}" in str(error)
    assert "base URL" in str(error)


def test_no_such_host(make_coach: MakeCoach, task: GradingTask) -> None:
    assert isinstance(failure(make_coach("https://models.invalid/v1"), task), ModelUnavailable)


def test_openai_without_a_key_is_told_before_anything_is_sent(make_coach: MakeCoach, task: GradingTask) -> None:
    error = failure(make_coach(OPENAI, api_key=None), task)

    assert isinstance(error, ModelMisconfigured)
    assert "no API key" in str(error)


def test_a_local_server_needs_no_key(canned: Canned, make_coach: MakeCoach, task: GradingTask) -> None:
    make_coach(canned.base_url, api_key=None).judge(task, lambda _: None)

    assert len(canned.asked) == 1


def test_the_account_is_not_told_to_other_servers(
    canned: Canned, coach: OpenAICoach, task: GradingTask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_ORG_ID", "org-of-mine")
    monkeypatch.setenv("OPENAI_PROJECT_ID", "project-of-mine")

    coach.judge(task, lambda _: None)

    assert not [value for value in canned.asked[0].headers.values() if "of-mine" in value]


@pytest.mark.parametrize("after", [None, 40], ids=["before", "in mid-stream"])
def test_a_silent_server_is_given_up(canned: Canned, coach: OpenAICoach, task: GradingTask, after: int | None) -> None:
    canned.stalls(30, '{"points": [{"key_point": "concurrent-misses", "quote": ', after=after)
    began = time.monotonic()

    error = failure(coach, task)

    assert isinstance(error, ModelUnavailable)
    assert "in time" in str(error)
    assert time.monotonic() - began < 4


def test_a_server_that_drips_for_ever_is_given_up(canned: Canned, make_coach: MakeCoach, task: GradingTask) -> None:
    canned.chunk, canned.delay = 1, 0.05
    canned.says("x" * 400)

    error = failure(make_coach(canned.base_url, limits=QUICK.model_copy(update={"whole": 0.5})), task)

    assert isinstance(error, ModelUnavailable)
    assert "took longer" in str(error)


def test_a_cut_stream_is_not_graded(
    canned: Canned, coach: OpenAICoach, task: GradingTask, good: dict[str, Any]
) -> None:
    canned.cuts_after(200, good)

    error = failure(coach, task)

    assert isinstance(error, ModelUnavailable)
    assert len(canned.asked) == 1


def test_a_stream_cut_after_the_whole_reply_is_graded(
    canned: Canned, coach: OpenAICoach, task: GradingTask, good: dict[str, Any]
) -> None:
    canned.cuts_after(10_000, good)

    assert len(coach.judge(task, lambda _: None).judgement.points) == 3


def test_a_stream_without_an_end_is_cut(canned: Canned, coach: OpenAICoach, task: GradingTask) -> None:
    canned.says('{"points": [', finish=None)

    assert "broke off" in str(failure(coach, task))


@pytest.mark.parametrize(
    "body",
    [
        b"data: not json\n\n",
        b'data: {"choices": [{"delta"\n\n',
        b"",
        b"data: 42\n\n",
        b'data: {"foo": 1}\n\n',
        b"\xff\xfe\x00",
    ],
)
def test_a_stream_that_is_no_reply(canned: Canned, coach: OpenAICoach, task: GradingTask, body: bytes) -> None:
    canned.raw(body)

    assert isinstance(failure(coach, task), ModelUnavailable)


def test_an_error_in_mid_stream(canned: Canned, coach: OpenAICoach, task: GradingTask) -> None:
    canned.raw(b'data: {"error": {"message": "out of memory for ' + KEY.encode() + b'"}}\n\n')

    error = failure(coach, task)

    assert isinstance(error, ModelUnavailable)
    assert "out of memory" in str(error)
    assert KEY not in str(error)


def test_a_web_page_instead_of_a_reply(canned: Canned, coach: OpenAICoach, task: GradingTask) -> None:
    canned.raw(b"<html>Welcome</html>", "text/html; charset=utf-8")

    error = failure(coach, task)

    assert isinstance(error, ModelMisconfigured)
    assert "base URL" in str(error)


@pytest.mark.parametrize("text", ["", " \n"])
def test_an_empty_reply(canned: Canned, coach: OpenAICoach, task: GradingTask, text: str) -> None:
    canned.says(text)

    error = failure(coach, task)

    assert isinstance(error, ModelUnavailable)
    assert "empty" in str(error)


def test_a_refusal(canned: Canned, coach: OpenAICoach, task: GradingTask) -> None:
    canned.refuses()

    assert isinstance(failure(coach, task), ModelRefused)


def test_a_content_filter(canned: Canned, coach: OpenAICoach, task: GradingTask) -> None:
    canned.says("Some", finish="content_filter")

    assert isinstance(failure(coach, task), ModelRefused)


def test_a_short_trouble_is_tried_again(
    canned: Canned, make_coach: MakeCoach, task: GradingTask, good: dict[str, Any]
) -> None:
    canned.fails(503)
    canned.fails(429, headers={"Retry-After": "0.1"})
    canned.says(good)

    make_coach(canned.base_url, limits=QUICK.model_copy(update={"retries": 2})).judge(task, lambda _: None)

    assert len(canned.asked) == 3


def test_a_long_wait_is_told_and_not_slept_through(canned: Canned, make_coach: MakeCoach, task: GradingTask) -> None:
    canned.fails(429, headers={"Retry-After": "90"})

    assert "in 90 seconds" in str(failure(make_coach(canned.base_url, limits=Limits()), task))
    assert len(canned.asked) == 1


def test_stop_is_heard_while_waiting_to_try_again(canned: Canned, make_coach: MakeCoach, task: GradingTask) -> None:
    canned.fails(503, headers={"Retry-After": "4"})
    began = time.monotonic()

    def watch(_: object) -> None:
        raise Stopped("stopped")

    with pytest.raises(Stopped):
        make_coach(canned.base_url, limits=Limits()).judge(task, watch)
    assert time.monotonic() - began < 2


def test_a_cut_reply_to_a_question_is_no_reply(canned: Canned, coach: OpenAICoach) -> None:
    canned.cuts_after(10, "The herd comes because the key is gone.")

    with pytest.raises(ModelUnavailable):
        coach.reply(ReplyTask(asked="Why does the herd come?"), lambda _: None)
