"""`coach practise --resume` on a record that is older than the knowledge."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from coach.adapters.files.loader import KnowledgeSource
from coach.adapters.sql.opening import open_store
from coach.bootstrap import SystemClock
from coach.cli import app
from coach.domain.assessment import HeldBelief, Judgement, PointJudgement, assess
from coach.domain.moves import answered, asked, assessed
from coach.domain.practice import Plan, Practice, TurnState
from coach.domain.question import Question
from coach.domain.scoring import Verdict
from coach.ports import Store
from tests.domain.builders import NOON

ME = "local"
SAID = "One caller rebuilds the entry while the others are served the stale copy for a moment."


@pytest.fixture
def folder(caching_only: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Knowledge that may be changed."""
    monkeypatch.setenv("COACH_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("COACH_COACH", "embedded")
    knowledge: Path = shutil.copytree(caching_only, tmp_path / "knowledge")
    monkeypatch.setenv("COACH_KNOWLEDGE", str(knowledge))
    return knowledge


def questions(folder: Path) -> tuple[Question, ...]:
    return KnowledgeSource(folder).knowledge.questions_on("caching")


def change(folder: Path, old: str, new: str) -> None:
    path = folder / "topics" / "caching" / "questions.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def kept(tmp_path: Path, happened: Callable[[Practice], Practice]) -> Store:
    """The record, with a practice on it to which that has happened."""
    (tmp_path / "data").mkdir()
    store = open_store(tmp_path / "data" / "record.sqlite", SystemClock())
    store.create(happened(Practice(id="old", learner=ME, plan=Plan(topics=("caching",)), created_at=NOON)))
    return store


def judged(question: Question, *, suggested: bool) -> Callable[[Practice], Practice]:
    points = tuple(
        PointJudgement(key_point=one.id, verdict=Verdict.PARTIAL, quote="caller rebuilds")
        for one in question.key_points
    )
    held = tuple(HeldBelief(misconception=one.id, quote="stale copy") for one in question.misconceptions)
    outcome = assess(question, SAID, Judgement(points=points, held=held), graded_by="embedded", suggested=suggested)
    return lambda practice: assessed(
        answered(asked(practice, question, NOON, turn="t0"), "t0", SAID, NOON), "t0", outcome
    )


def resumed(typed: str) -> str:
    result = CliRunner().invoke(app, ["practise", "--resume", "old"], input=typed)
    assert result.exit_code == 0, result.output
    assert result.exception is None
    return result.output


def test_a_key_point_that_is_gone_is_not_shown_and_the_others_keep_their_numbers(folder: Path, tmp_path: Path) -> None:
    question = questions(folder)[0]
    first, second = question.key_points[:2]
    store = kept(tmp_path, judged(question, suggested=True))
    change(folder, f"id: {first.id}\n", "id: another\n")

    output = resumed("2=yes\n")

    assert " 2. " in output
    assert " 1. " not in output, "the new point was never judged"
    (turn,) = [one for one in store.practice("old", ME).turns if one.id == "t0"]
    assert turn.assessment
    assert {one.key_point: one.verdict for one in turn.assessment.verdicts}[second.id] is Verdict.COVERED


def test_a_question_that_is_gone_is_told_and_can_be_left(folder: Path, tmp_path: Path) -> None:
    question = questions(folder)[0]
    store = kept(tmp_path, lambda practice: asked(practice, question, NOON, turn="t0"))
    change(folder, f"id: {question.id}\n", "id: caching-another\n")

    output = resumed(f"{SAID}\n\n/skip\n")

    assert "no longer in the knowledge" in output
    assert "".join(output.split()).count("Type/skiptoleaveit.") == 2, "asked, and answered all the same"
    left, fresh = store.practice("old", ME).turns
    assert left.state is TurnState.SKIPPED
    assert fresh.state is TurnState.ASKED
