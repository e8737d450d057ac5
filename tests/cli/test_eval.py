"""`coach eval`: a model measured over the wire, one's own lines, what is written."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from coach import bootstrap
from coach.cli import app
from coach.ports import Coach
from tests.canned import Canned

KEY_POINTS = [{"text": "Replicas take reads off the primary."}, {"text": "A replica may lag behind the primary."}]
SAID = "Replicas take the reads off the primary, so it has room for the writes that only it can do."


@pytest.fixture
def model(canned: Canned, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Canned:
    monkeypatch.setenv("OPENAI_BASE_URL", canned.base_url)
    monkeypatch.setenv("COACH_MODEL", "canned")
    monkeypatch.setenv("COACH_DATA", str(tmp_path / "data"))
    return canned


def lines(path: Path, *rows: object) -> Path:
    path.write_text("".join(f"{row if isinstance(row, str) else json.dumps(row)}\n" for row in rows), encoding="utf-8")
    return path


def row(name: str, *verdicts: str, answer: str = SAID) -> dict[str, object]:
    return {
        "id": name,
        "question": "Why read replicas?",
        "answer": answer,
        "key_points": KEY_POINTS,
        "verdicts": list(verdicts),
        "kind": "strong",
    }


def judges(model: Canned, *verdicts: str) -> None:
    """The model's next grading: these verdicts in order, with words that are in the answer."""
    points = [
        {
            "key_point": f"point-{at}",
            "quote": "" if verdict == "missing" else "Replicas take the reads off the primary",
            "why": "",
            "verdict": verdict,
        }
        for at, verdict in enumerate(verdicts, start=1)
    ]
    model.says({"points": points, "held": [], "feedback": "", "follow_up": None})


def test_a_model_is_measured_on_one_s_own_answers(model: Canned, tmp_path: Path) -> None:
    given = lines(tmp_path / "mine.jsonl", row("a", "covered", "missing"), "not json", row("b", "covered", "missing"))
    out = tmp_path / "report"
    judges(model, "covered", "missing")
    judges(model, "covered", "missing")

    done = CliRunner().invoke(
        app, ["eval", "--coach", "openai", "--input", str(given), "--output", str(out), "--no-baselines"]
    )

    assert done.exit_code == 1, "a line was bad"
    assert "mine.jsonl:2" in done.output
    report = json.loads((out / "report.json").read_text(encoding="utf-8"))
    assert report["coach"] == "openai:canned"
    assert report["figures"]["answers"] == 2
    assert report["figures"]["main"]["accuracy"]["value"] == 1
    assert (out / "report.md").read_text(encoding="utf-8").startswith("# openai:canned")
    assert (out / "scores.svg").read_text(encoding="utf-8").count("<circle") == 2


def test_a_model_that_fails_is_not_graded_and_not_a_zero(model: Canned, tmp_path: Path) -> None:
    model.refuses()
    judges(model, "covered", "missing")
    given = lines(tmp_path / "mine.jsonl", row("a", "covered", "missing"), row("b", "covered", "missing"))

    done = CliRunner().invoke(app, ["eval", "--coach", "openai", "--input", str(given), "--no-baselines"])

    assert done.exit_code == 0, done.output
    assert "Not graded, and in no figure: refused 1." in done.output
    assert "| verdict accuracy | 1.000" in done.output


def test_a_model_that_changes_its_mind_is_found_out(model: Canned, tmp_path: Path) -> None:
    given = lines(tmp_path / "mine.jsonl", row("a", "covered", "missing"))
    judges(model, "covered", "missing")
    judges(model, "missing", "missing")

    done = CliRunner().invoke(
        app, ["eval", "--coach", "openai", "--input", str(given), "--no-baselines", "--repeat", "2"]
    )

    assert done.exit_code == 0, done.output
    assert "Over 2 runs, 50.0% of the verdicts were the same" in done.output


def test_answers_to_a_question_of_the_coach_are_judged_by_who_never_saw_its_topic(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COACH_DATA", str(tmp_path / "data"))
    known = (Path(__file__).parents[2] / "evals" / "mixed.jsonl").read_text(encoding="utf-8").splitlines()[0]
    own = row("own", "covered", "missing")
    asked: list[str] = []
    usual = bootstrap.embedded_coach_unseen

    def unseen(topic: str) -> Coach:
        asked.append(topic)
        return usual(topic)

    monkeypatch.setattr(bootstrap, "embedded_coach_unseen", unseen)

    def told(*given: object) -> str:
        path = lines(tmp_path / "mine.jsonl", *given)
        done = CliRunner().invoke(app, ["eval", "--coach", "embedded", "--input", str(path), "--no-baselines"])
        assert done.exit_code == 0, done.output
        return done.output

    assert "each topic judged by a scorer that never saw it: 1 answers" in told(known)
    assert "In all: 2 answers" in told(known, own)
    assert asked == ["acid-base"] * 2, "the question of one's own has the coach as it is"


def test_topics_are_chosen_among_the_graded_answers_only(tmp_path: Path) -> None:
    given = lines(tmp_path / "mine.jsonl", row("a", "covered", "missing"))

    done = CliRunner().invoke(app, ["eval", "--coach", "embedded", "--input", str(given), "--topic", "caching"])

    assert done.exit_code == 2
    assert "leave them out" in done.output


def test_nothing_to_grade_is_told(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["eval", "--coach", "embedded", "--topic", "no-such-topic"])

    assert done.exit_code != 0
    assert "nothing to grade" in done.output
