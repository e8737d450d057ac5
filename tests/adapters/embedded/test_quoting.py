"""Replies made of the notes' own sentences."""

import pytest

from coach.adapters.embedded.coach import EmbeddedCoach
from coach.adapters.embedded.quoting import FAR, MOST, QUOTED, sentences_of
from coach.domain.knowledge import Knowledge
from coach.domain.note import Passage
from coach.errors import Stopped
from coach.ports import ReplyTask

STAMPEDE = Passage(
    topic="caching",
    anchor="stampede",
    heading="Stampede",
    text=(
        "A stampede is many requests that miss the same key at once.[^vattani] Each of them recomputes the value.\n\n"
        "- Single-flight lets one caller recompute while the rest wait.\n"
        "- **Jitter** spreads expiry, so that keys don't die together.\n\n"
        "```python\nif value is None:\n    value = load()  # everybody does this. At once.\n```\n\n"
        "| word | meaning |\n| --- | --- |\n| herd | all of them. |"
    ),
)
EVICTION = Passage(
    topic="caching",
    anchor="eviction",
    heading="Eviction",
    text="Redis evicts keys when it reaches maxmemory. The policy says which. By default it refuses writes instead.",
)


def test_the_sentences_that_bear_on_the_question_are_quoted_with_their_passage(coach: EmbeddedCoach) -> None:
    seen: list[str] = []

    reply = coach.reply(ReplyTask(asked="What does single-flight do?", passages=(STAMPEDE, EVICTION)), seen.append)

    assert reply.text.startswith(QUOTED)
    assert "Single-flight lets one caller recompute while the rest wait." in reply.text
    assert "[caching#stampede]" in reply.text
    assert "caching#stampede" in reply.citations
    assert seen[-1] == reply.text
    assert reply.by == "embedded"


def test_nothing_is_quoted_that_the_notes_do_not_say(coach: EmbeddedCoach) -> None:
    reply = coach.reply(ReplyTask(asked="How do keys leave Redis?", passages=(EVICTION, STAMPEDE)), lambda _: None)

    said = {sentence for passage in (STAMPEDE, EVICTION) for sentence in sentences_of(passage)}
    rest = reply.text
    for sentence in said:
        rest = rest.replace(sentence, "")
    for citation in reply.citations:
        rest = rest.replace(f"[{citation}]", "")
    assert rest.strip() == QUOTED
    assert sum(sentence in reply.text for sentence in said) <= MOST


def test_code_tables_and_footnotes_are_not_quoted() -> None:
    assert sentences_of(STAMPEDE) == [
        "A stampede is many requests that miss the same key at once.",
        "Each of them recomputes the value.",
        "Single-flight lets one caller recompute while the rest wait.",
        "Jitter spreads expiry, so that keys don't die together.",
    ]


def test_without_passages_it_says_that_the_notes_have_nothing(coach: EmbeddedCoach) -> None:
    reply = coach.reply(ReplyTask(asked="Who won the cup?"), lambda _: None)

    assert "Nothing in the notes bears on that" in reply.text
    assert reply.citations == ()


def test_passages_that_are_beside_the_point_are_offered_as_such(coach: EmbeddedCoach) -> None:
    reply = coach.reply(ReplyTask(asked="Who won the football cup in 1998?", passages=(EVICTION,)), lambda _: None)

    assert reply.text.startswith(FAR)


def test_explain_gives_the_gist_of_the_passages(coach: EmbeddedCoach) -> None:
    reply = coach.reply(ReplyTask(asked="Explain.", explain=True, passages=(STAMPEDE, EVICTION)), lambda _: None)

    assert "A stampede is many requests that miss the same key at once." in reply.text
    assert "Redis evicts keys when it reaches maxmemory." in reply.text
    assert reply.citations == ("caching#stampede", "caching#eviction")


def test_words_that_mean_nothing_alone_are_read_with_the_question_on_the_table(
    coach: EmbeddedCoach, knowledge: Knowledge
) -> None:
    question = knowledge.questions["caching-redis-eviction"]
    task = ReplyTask(asked="Why is that?", about=question, passages=(STAMPEDE, EVICTION))

    assert "caching#eviction" in coach.reply(task, lambda _: None).citations


def test_stop_ends_the_reply(coach: EmbeddedCoach) -> None:
    def stop(_: str) -> None:
        raise Stopped

    with pytest.raises(Stopped):
        coach.reply(ReplyTask(asked="What is a stampede?", passages=(STAMPEDE,)), stop)
