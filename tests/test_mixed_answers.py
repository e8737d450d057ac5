"""The mixed answers fit the rubrics of today: where a key point changes, its verdicts have to be given anew."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

from coach.adapters.files.loader import KnowledgeSource
from coach.domain.scoring import Verdict
from coach.evaluation.cases import given_case
from coach.places import knowledge_folder

ROOT = Path(__file__).parents[1]
MEASURED = ROOT / "evals" / "mixed.jsonl"
LEARNED = sorted((ROOT / "tools" / "data" / "mixed-answers").glob("*.jsonl"))


def rows(*paths: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for path in paths for line in path.read_text(encoding="utf-8").splitlines()]


def test_each_gives_a_verdict_for_every_key_point_of_its_question() -> None:
    knowledge = KnowledgeSource(knowledge_folder()).knowledge

    for row in rows(MEASURED, *LEARNED):
        case = given_case(row, knowledge.questions)  # ValueError if it doesn't fit
        beliefs = {one.id for one in case.question.misconceptions}
        assert set(row["held"]) <= beliefs, row["id"]
        assert set(row.get("doubted", ())) <= beliefs | set(case.truth), row["id"]


def test_no_answer_is_there_twice() -> None:
    found = rows(MEASURED, *LEARNED)

    assert not [name for name, count in Counter(row["id"] for row in found).items() if count > 1]
    assert not [text[:60] for text, count in Counter(row["answer"] for row in found).items() if count > 1]


def test_what_is_measured_by_is_undoubted_and_has_every_verdict_often() -> None:
    measured = rows(MEASURED)

    assert not [row["id"] for row in measured if "doubted" in row]
    verdicts = Counter(verdict for row in measured for verdict in row["verdicts"].values())
    assert min(verdicts[verdict.value] for verdict in Verdict) > 200
