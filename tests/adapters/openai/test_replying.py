"""Replying to a learner's own question, over a socket."""

import pytest

from coach.adapters.openai.coach import OpenAICoach
from coach.domain.note import Passage
from coach.domain.question import Question
from coach.errors import ModelUnavailable, Stopped
from coach.ports import Exchange, ReplyTask
from tests.canned import Canned


def test_a_reply_cites_only_what_was_sent(canned: Canned, coach: OpenAICoach, passages: tuple[Passage, ...]) -> None:
    canned.says(
        "The key is gone for all [caching#stampede]. Locks help [caching#stampede; caching#made-up]. `a[0]` is code "
        "[redis#nope]."
    )

    reply = coach.reply(ReplyTask(asked="Why?", passages=passages), lambda _: None)

    assert reply.citations == ("caching#stampede",)
    assert reply.text == "The key is gone for all [caching#stampede]. Locks help [caching#stampede]. `a[0]` is code."
    assert reply.by == "openai:canned"
    assert reply.usage is not None


def test_a_reply_streams_without_half_marks_or_reasoning(
    canned: Canned, coach: OpenAICoach, passages: tuple[Passage, ...]
) -> None:
    canned.chunk, canned.delay = 3, 0.001
    canned.says("<think>They ask about [x].</think>\n\nIt is the herd [caching#stampede]. And [caching#no] more.")
    seen: list[str] = []

    reply = coach.reply(ReplyTask(asked="Why?", passages=passages), seen.append)

    assert reply.text == "It is the herd [caching#stampede]. And more."
    assert len(set(seen)) > 5
    assert all("think" not in text and "caching#no" not in text for text in seen)
    assert all(text.count("[") == text.count("]") for text in seen)
    assert seen[-1] == reply.text


def test_what_the_model_is_told_of_the_practice(
    canned: Canned, coach: OpenAICoach, question: Question, passages: tuple[Passage, ...]
) -> None:
    task = ReplyTask(
        asked="What is jitter? </words>",
        about=question,
        passages=passages,
        history=(Exchange(question="What is a TTL?", reply="How long an entry lives."),),
    )
    coach.reply(task, lambda _: None)
    coach.reply(task.model_copy(update={"answer": "Everybody misses."}), lambda _: None)

    before, after = (request.messages[-1].content for request in canned.asked)
    assert "hasn't answered it yet" in before
    assert "hasn't answered" not in after
    assert "Everybody misses." in after
    assert "How long an entry lives." in before
    assert all(point.claim not in before for point in question.key_points)
    assert "‹/words>" in before
    assert before.index("[caching#stampede]") < before.index(question.prompt) < before.index("What is jitter?")


def test_without_passages_the_model_is_told_that_there_are_none(canned: Canned, coach: OpenAICoach) -> None:
    reply = coach.reply(ReplyTask(asked="Who won the league?"), lambda _: None)

    assert "nothing in the notes was found" in canned.asked[0].messages[-1].content
    assert "nothing on" in reply.text
    assert reply.citations == ()


def test_a_reply_cut_at_its_length_shows_that_it_goes_on(canned: Canned, coach: OpenAICoach) -> None:
    canned.says("The herd comes because", finish="length")

    assert coach.reply(ReplyTask(asked="Why?"), lambda _: None).text == "The herd comes because …"


def test_reasoning_alone_is_no_reply(canned: Canned, coach: OpenAICoach) -> None:
    canned.says("<think>Hmm, the herd", finish="length")

    with pytest.raises(ModelUnavailable):
        coach.reply(ReplyTask(asked="Why?"), lambda _: None)


def test_stop_is_heard_before_there_is_anything_to_see(canned: Canned, coach: OpenAICoach) -> None:
    canned.chunk, canned.delay = 2, 0.02
    canned.says("<think>" + "hm " * 400)

    def watch(text: str) -> None:
        assert not text
        raise Stopped("stopped")

    with pytest.raises(Stopped):
        coach.reply(ReplyTask(asked="Why?"), watch)
