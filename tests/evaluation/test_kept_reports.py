"""The embedded coach is as good as its kept report says: the same third of the questions, graded anew."""

import json
import time
from pathlib import Path

import pytest

from coach.adapters.embedded.folds import fold_of
from coach.bootstrap import build_knowledge, embedded_coach_unseen
from coach.cli.grade import NoSearch
from coach.domain.question import QuestionKind
from coach.evaluation.cases import bank_cases
from coach.evaluation.figures import with_intervals
from coach.evaluation.report import Report
from coach.evaluation.running import run
from coach.settings import Settings

KEPT = Path(__file__).parents[2] / "evals"
FALL = 0.02
"""By how much a figure may fall before somebody has to look."""
HIGHER_IS_BETTER = (
    "accuracy",
    "macro_f1",
    "auc_pooled",
    "auc_within",
    "score_correlation",
    "middling_above_wrong",
    "paraphrase_above_middling",
)


@pytest.mark.timeout(600)
def test_no_figure_has_fallen_by_more_than_two_points() -> None:
    knowledge = build_knowledge(Settings())
    cases = [case for case in bank_cases(knowledge, part="third") if case.question.kind is not QuestionKind.BEHAVIOURAL]
    coaches = {fold_of(case.question.topic): embedded_coach_unseen(case.question.topic) for case in cases}

    results = list(
        run(
            cases,
            lambda case: coaches[fold_of(case.question.topic)],
            knowledge=knowledge,
            retriever=NoSearch(),
            clock=time.perf_counter,
        )
    )
    now = with_intervals([one for one in results if one.score is not None])

    kept = Report.model_validate(json.loads((KEPT / "embedded-third" / "report.json").read_text(encoding="utf-8")))
    fallen = {
        name: (kept.figures.main[name].value, now[name].value)
        for name in HIGHER_IS_BETTER
        if (now[name].value or 0.0) < (kept.figures.main[name].value or 0.0) - FALL
    }
    assert not fallen, f"kept and now: {fallen}. Worse? Then mend it. Meant? Then `make evals` and say why."


def test_the_report_is_of_this_format_and_tells_what_it_is() -> None:
    report = Report.model_validate(json.loads((KEPT / "embedded-third" / "report.json").read_text(encoding="utf-8")))

    assert report.coach == "embedded"
    assert report.figures.answers > 500
    assert set(report.baselines) == {"answer length", "word recall", "embedding cosine"}
