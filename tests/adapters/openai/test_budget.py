"""Prompts that fit, tokens that are counted without a download, and prices without a call."""

import hashlib
import logging
import os
from pathlib import Path

import pytest
from tiktoken import registry

from coach.adapters.openai import tokens
from coach.adapters.openai.budget import Budget, without_middle
from coach.adapters.openai.coach import OpenAICoach
from coach.adapters.openai.price import priced
from coach.domain.assessment import Usage
from coach.domain.note import Passage
from coach.errors import ModelMisconfigured
from coach.ports import Exchange, GradingTask, ReplyTask
from coach.prompts import grading, replying
from coach.prompts.message import Message
from tests.adapters.openai.conftest import MakeCoach
from tests.canned import Canned

# OpenAI's cookbook, “How to count tokens with tiktoken”: its example chat, and what the API itself reported for it.
COOKBOOK = [
    (
        "system",
        "",
        "You are a helpful, pattern-following assistant that translates corporate jargon into plain English.",
    ),
    ("system", "example_user", "New synergies will help drive top-line growth."),
    ("system", "example_assistant", "Things working well together will increase revenue."),
    (
        "system",
        "example_user",
        "Let's circle back when we have more bandwidth to touch base on opportunities for increased leverage.",
    ),
    ("system", "example_assistant", "Let's talk later when we're less busy about how to do better."),
    ("user", "", "This late pivot means we don't have time to boil the ocean for the client deliverable."),
]
REPORTED = {"gpt-4": 129, "gpt-4o": 124}


@pytest.fixture
def ranks(tmp_path: Path) -> Path:
    forget()
    return tmp_path / "ranks"


def forget() -> None:
    """As if nothing had been loaded yet, by us or by tiktoken."""
    tokens._encoding.cache_clear()
    registry.ENCODINGS.clear()


def budget(ranks: Path, room: int) -> Budget:
    return Budget("gpt-4o", context=round(room / 0.9) + 1, reply=0, ranks=ranks)


@pytest.mark.parametrize(("model", "reported"), REPORTED.items())
def test_tokens_are_counted_as_the_api_counts_them(ranks: Path, model: str, reported: int) -> None:
    encoding = tokens.encoding_for(model, ranks)

    counted = 3 + sum(
        3 + bool(name) + sum(len(encoding.encode(part)) for part in (role, name, content))
        for role, name, content in COOKBOOK
    )

    assert counted == reported
    assert "TIKTOKEN_CACHE_DIR" not in os.environ


def test_a_model_that_nobody_knows_is_counted_by_the_newest_ranks(ranks: Path) -> None:
    assert tokens.encoding_for("llama3", ranks).name == "o200k_base"


def test_damaged_ranks_are_replaced_and_not_fetched(ranks: Path) -> None:
    tokens.encoding_for("gpt-4o", ranks)
    (unpacked,) = ranks.iterdir()
    sound = hashlib.sha256(unpacked.read_bytes()).hexdigest()
    unpacked.write_bytes(b"torn")
    forget()

    assert tokens.encoding_for("gpt-4o", ranks).encode("hello world") == [24912, 2375]
    assert [hashlib.sha256(path.read_bytes()).hexdigest() for path in ranks.iterdir()] == [sound]


def test_template_tokens_in_an_answer_are_counted_as_text(ranks: Path) -> None:
    assert budget(ranks, 1000).count([Message(role="user", content="<|endoftext|>")]) > 8


def test_a_short_prompt_is_never_counted(ranks: Path) -> None:
    assert budget(ranks, 1000).fits([Message(role="user", content="x" * 900)])
    assert not ranks.exists()


def test_passages_go_first_and_from_the_tail(ranks: Path, task: GradingTask) -> None:
    one = task.model_copy(update={"passages": task.passages[:1]})
    room = budget(ranks, 9_999).count(grading.messages(one)) + 5

    fitted = budget(ranks, room).fit(task, grading.messages)

    assert [passage.anchor for passage in fitted.task.passages] == ["stampede"]
    assert fitted.task.answer == task.answer
    assert fitted.left_out == ("2 of 3 passages",)
    assert not fitted.elided


def test_then_the_history_from_its_oldest(ranks: Path, passages: tuple[Passage, ...]) -> None:
    history = tuple(Exchange(question=f"Question {number}?", reply="Because. " * 60) for number in range(3))
    task = ReplyTask(asked="Why?", passages=passages, history=history)
    room = budget(ranks, 9_999).count(replying.messages(ReplyTask(asked="Why?", history=history[2:]))) + 5

    fitted = budget(ranks, room).fit(task, replying.messages)

    assert fitted.task.history == history[2:]
    assert fitted.left_out == ("3 of 3 passages", "2 earlier exchanges")


def test_the_middle_of_the_answer_goes_last_with_a_mark(ranks: Path, task: GradingTask) -> None:
    long = task.model_copy(update={"answer": "It starts here. " + "and so on " * 3000 + "It ends here."})

    fitted = budget(ranks, 2_000).fit(long, grading.messages)

    assert fitted.task.passages == ()
    assert fitted.elided
    assert fitted.task.answer.startswith("It starts here.")
    assert fitted.task.answer.endswith("It ends here.")
    assert "words left out here" in fitted.task.answer
    assert 1_000 < budget(ranks, 2_000).count(fitted.messages) <= 2_000


def test_what_cannot_fit_is_told(ranks: Path, task: GradingTask) -> None:
    with pytest.raises(ModelMisconfigured, match="Raise the limit"):
        budget(ranks, 100).fit(task, grading.messages)


def test_the_mark_says_how_much_is_gone() -> None:
    shortened = without_middle(" ".join(map(str, range(1000))), 0.1)

    assert shortened.startswith("0 1 2 3")
    assert shortened.endswith("998 999")
    assert len(shortened) < 480


def test_the_learner_and_the_log_are_told_what_was_left_out(
    canned: Canned, make_coach: MakeCoach, task: GradingTask, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    coach: OpenAICoach = make_coach(canned.base_url, context=3_000, reply=500)

    judged = coach.judge(task.model_copy(update={"answer": "The herd comes. " * 2000}), lambda _: None)

    assert "middle was left out" in judged.judgement.feedback
    assert "3 of 3 passages" in caplog.text
    assert canned.asked[0].body["max_tokens"] == 500


def test_prices_are_known_offline() -> None:
    usage = Usage(prompt_tokens=1000, completion_tokens=300, cached_tokens=500)

    at_openai = priced(usage, "gpt-4o-mini", "https://api.openai.com/v1")

    assert at_openai is not None
    assert at_openai.cost_usd == pytest.approx(500 * 0.15e-6 + 500 * 0.075e-6 + 300 * 0.6e-6)


@pytest.mark.parametrize(
    ("model", "base_url"),
    [
        ("gpt-4o-mini", "http://127.0.0.1:8080/v1"),
        ("gpt-4o-mini", "http://localhost:11434/v1"),
        ("gpt-4o-mini", "http://10.1.2.3/v1"),
        ("no-such-model", "https://api.openai.com/v1"),
        ("gpt-4o-mini", "https://models.example.org/v1"),
    ],
)
def test_an_unknown_price_is_none_and_not_nothing(model: str, base_url: str) -> None:
    found = priced(Usage(prompt_tokens=1000), model, base_url)

    assert found is not None
    assert found.cost_usd is None


def test_no_usage_has_no_price() -> None:
    assert priced(None, "gpt-4o-mini", "https://api.openai.com/v1") is None
