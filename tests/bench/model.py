"""Our own time per turn, beside the model's; and the embedded coach."""

import time
from collections.abc import Iterator
from pathlib import Path

import openai

from coach.adapters.openai.coach import OpenAICoach
from coach.bootstrap import build_coach, build_knowledge, build_retriever
from coach.domain.assessment import Judgement
from coach.ports import GradingTask, ReplyTask
from coach.practice.grading import grade, passages_for
from coach.settings import Settings
from tests.bench.measuring import p50_p95, times
from tests.canned import Canned

ROUNDS = 15


def rows(folder: Path) -> Iterator[tuple[str, str, str]]:
    """Figures of a turn."""
    settings = Settings(data=folder / "notes")
    knowledge = build_knowledge(settings)
    retriever = build_retriever(settings, knowledge)
    question = knowledge.questions["caching-stampede"]
    answer = next(one.text for one in knowledge.graded_answers[question.id] if one.kind == "strong")

    with Canned(0, chunk=24, delay=0.01) as canned:
        coach = OpenAICoach("canned", ranks=folder / "ranks", base_url=canned.base_url, api_key="x")
        task = ReplyTask(asked="Why does jitter help?", passages=passages_for(question, answer, knowledge, retriever))
        ours = min(_first_word(lambda seen: coach.reply(task, seen)) for _ in range(ROUNDS))
        bare = min(_first_word_of_a_bare_client(canned.base_url) for _ in range(ROUNDS))
        yield (
            "first visible word",
            f"{ours * 1e3:.1f} ms",
            f"bare openai client {bare * 1e3:.1f} ms: ratio {ours / bare:.2f}",
        )

    with Canned(0, chunk=4_000, delay=0) as canned:
        coach = OpenAICoach("canned", ranks=folder / "ranks", base_url=canned.base_url, api_key="x")
        judging = GradingTask(question=question, answer=answer, passages=task.passages)
        model_alone = times(lambda: coach.judge(judging, lambda _: None), ROUNDS)
        whole = times(lambda: grade(question, answer, coach=coach, knowledge=knowledge, retriever=retriever), ROUNDS)
        yield (
            "a graded turn, instant model, p50 / p95",
            p50_p95(whole),
            f"of it the model's exchange {p50_p95(model_alone)}",
        )

    embedded = build_coach(settings, "embedded")
    embedded.judge(judging, lambda _: None)
    seconds = times(lambda: embedded.judge(judging, lambda _: None), ROUNDS)
    yield "embedded coach, an answer, p50 / p95", p50_p95(seconds), f"{len(answer.split())} words, key points known"


def _first_word(work: object) -> float:
    started = time.perf_counter()
    seen: list[float] = []

    def watch(text: str | Judgement) -> None:
        if text and not seen:
            seen.append(time.perf_counter() - started)

    assert callable(work)
    work(watch)
    return seen[0]


def _first_word_of_a_bare_client(base_url: str) -> float:
    client = openai.OpenAI(base_url=base_url, api_key="x")
    started = time.perf_counter()
    stream = client.chat.completions.create(
        model="canned", messages=[{"role": "user", "content": "Why does jitter help?"}], stream=True
    )
    for chunk in stream:
        if chunk.choices and chunk.choices[0].delta.content:
            first = time.perf_counter() - started
            break
    stream.close()
    client.close()
    return first
