"""The embedded coach is as good as its kept report says: the same third of the questions, graded anew."""

import json
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from coach.adapters.embedded.folds import fold_of
from coach.bootstrap import build_knowledge, embedded_coach_unseen
from coach.cli.grade import NoSearch
from coach.domain.knowledge import Knowledge
from coach.domain.question import QuestionKind
from coach.evaluation.cases import Case, bank_cases, given_case
from coach.evaluation.figures import with_intervals
from coach.evaluation.report import Report
from coach.evaluation.running import run
from coach.ports import Coach
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


def graded(knowledge: Knowledge) -> list[Case]:
    """The third of the questions that is measured."""
    found = bank_cases(knowledge, part="third")
    return [case for case in found if case.question.kind is not QuestionKind.BEHAVIOURAL]


def mixed(knowledge: Knowledge) -> list[Case]:
    lines = (KEPT / "mixed.jsonl").read_text(encoding="utf-8").splitlines()
    return [given_case(json.loads(line), knowledge.questions) for line in lines]


@pytest.mark.timeout(600)
@pytest.mark.parametrize(("name", "cases"), [("embedded-third", graded), ("embedded-mixed", mixed)])
def test_no_figure_has_fallen_by_more_than_two_points(name: str, cases: Callable[[Knowledge], list[Case]]) -> None:
    knowledge = build_knowledge(Settings())
    coaches: dict[int, Coach] = {}

    def unseen(case: Case) -> Coach:
        fold = fold_of(case.question.topic)
        if fold not in coaches:
            coaches[fold] = embedded_coach_unseen(case.question.topic)
        return coaches[fold]

    found = run(cases(knowledge), unseen, knowledge=knowledge, retriever=NoSearch(), clock=time.perf_counter)
    now = with_intervals([one for one in found if one.score is not None])

    kept = Report.model_validate(json.loads((KEPT / name / "report.json").read_text(encoding="utf-8")))
    fallen = {
        figure: (value, now[figure].value)
        for figure in HIGHER_IS_BETTER
        if (value := kept.figures.main[figure].value) is not None and (now[figure].value or 0.0) < value - FALL
    }
    assert not fallen, f"kept and now: {fallen}. Worse? Then mend it. Meant? Then `make evals` and say why."


@pytest.mark.parametrize(("name", "least"), [("embedded-third", 500), ("embedded-mixed", 300)])
def test_the_report_is_of_this_format_and_tells_what_it_is(name: str, least: int) -> None:
    report = Report.model_validate(json.loads((KEPT / name / "report.json").read_text(encoding="utf-8")))

    assert report.coach == "embedded"
    assert report.about == "Technical questions, each topic judged by a scorer that never saw it:"
    assert report.figures.answers > least
    assert set(report.baselines) == {"answer length", "word recall", "embedding cosine"}
