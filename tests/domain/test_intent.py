"""What typed words ask for; an answer must never be taken for anything else."""

import pytest

from coach.adapters.files.loader import KnowledgeSource
from coach.domain.intent import Wish, read_intent
from coach.places import knowledge_folder


@pytest.mark.parametrize(
    ("typed", "wish"),
    [
        ("/hint", Wish.HINT),
        ("/HINT", Wish.HINT),
        ("  /skip ", Wish.SKIP),
        ("/answer", Wish.MODEL_ANSWER),
        ("/end", Wish.END),
        ("/help", Wish.HELP),
        ("hint", Wish.HINT),
        ("Can I have a hint, please?", Wish.HINT),
        ("give me another hint", Wish.HINT),
        ("skip", Wish.SKIP),
        ("next question please", Wish.SKIP),
        ("Let's move on.", Wish.SKIP),
        ("I don't know", Wish.DONT_KNOW),
        ("I don’t know…", Wish.DONT_KNOW),
        ("idk", Wish.DONT_KNOW),
        ("No idea, sorry", Wish.DONT_KNOW),
        ("I'm not sure about this one", Wish.DONT_KNOW),
        ("show me the answer", Wish.MODEL_ANSWER),
        ("What's the right answer?", Wish.MODEL_ANSWER),
        ("end the interview", Wish.END),
        ("let's stop here", Wish.END),
        ("What do you mean by a hot key?", Wish.ASK),
        ("how does Redis evict keys?", Wish.ASK),
        ("Sorry, what is a stampede?", Wish.ASK),
        ("Could you explain single-flight?", Wish.ASK),
        ("explain jitter", Wish.ASK),
    ],
)
def test_a_wish_is_understood(typed: str, wish: Wish) -> None:
    assert read_intent(typed).wish is wish


@pytest.mark.parametrize(
    "typed",
    [
        "I don't know the exact name, but all of them miss at once and each queries the database.",
        "Not sure, I'd guess one caller should rebuild the value.",
        "In the next round of requests everyone hits the database.",
        "You stop the old consumers, end the session, and skip the poisoned message.",
        "What I would do is take a lock and let one request rebuild it.",
        "Why would it fall over? Because every request misses at once. So one of them should rebuild.",
        "When the key expires, everyone misses.",
        "Does it matter? Yes: each miss costs a query. I'd add jitter.",
        "Pass the lock's token along and check it on release.",
        "/etc/hosts is read before DNS is asked",
        "/unknown-command",
        "Hint: the TTLs all end at the same second, so spread them.",
    ],
)
def test_an_answer_stays_an_answer(typed: str) -> None:
    intent = read_intent(typed)

    assert intent.wish is Wish.ANSWER
    assert intent.text == typed


def test_the_words_after_a_command_are_kept() -> None:
    intent = read_intent("/ask  why not a longer TTL?")

    assert intent.wish is Wish.ASK
    assert intent.text == "why not a longer TTL?"


def test_every_graded_answer_is_read_as_an_answer() -> None:
    knowledge = KnowledgeSource(knowledge_folder()).knowledge

    taken = [
        (question, answer.text)
        for question, answers in knowledge.graded_answers.items()
        for answer in answers
        if read_intent(answer.text).wish is not Wish.ANSWER
    ]

    assert not taken
