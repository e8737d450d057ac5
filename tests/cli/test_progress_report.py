"""`coach progress`: run as people run it, on a record with a past."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from coach.bootstrap import SystemClock, build_knowledge, build_store
from coach.practice.preparing import prepare
from coach.settings import Settings
from tests.past import practices

ROOT = Path(__file__).parents[2]


@pytest.fixture
def data(tmp_path: Path, caching_only: Path) -> Path:
    settings = Settings(data=tmp_path, knowledge=caching_only)
    store = build_store(settings)
    for practice in practices(build_knowledge(settings), SystemClock().now(), turns=24, days=12):
        store.create(practice)
    return tmp_path


def ran(data: Path, knowledge: Path, *args: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", "from coach.cli import main; main()", "progress", *args],
        cwd=ROOT,
        env={**os.environ, "COACH_DATA": str(data), "COACH_KNOWLEDGE": str(knowledge), "COLUMNS": "100"},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def test_the_table_names_what_was_asked_and_what_to_do(data: Path, caching_only: Path) -> None:
    shown = ran(data, caching_only)
    assert "minutes: " in shown
    assert "Caching strategies" in shown
    assert "SQL" not in shown, "never asked about"
    assert "24 answers on " in shown
    assert "SQL" in ran(data, caching_only, "--all")


def test_the_json_says_the_same_and_null_where_nothing_was_asked(data: Path, caching_only: Path) -> None:
    report = json.loads(ran(data, caching_only, "--json"))
    topics = {topic["id"]: topic for section in report["sections"] for topic in section["topics"]}
    assert len(report["sections"]) == 9
    assert len(topics) == 48
    assert topics["sql"]["mastery"] is None
    caching = topics["caching"]
    assert 0 < caching["mastery"] < 1
    assert 0 < caching["points"] <= caching["of_points"]
    assert report["answers"] == 24
    assert report["today"]["items"]
    assert {item["topic"] for item in report["today"]["items"]} == {"caching"}


def test_an_empty_record_says_how_to_begin(tmp_path: Path, caching_only: Path) -> None:
    shown = ran(tmp_path, caching_only)
    assert "coach practise" in shown
    assert json.loads(ran(tmp_path, caching_only, "--json"))["answers"] == 0


def test_the_interview_is_told_until_it_is_over(data: Path, caching_only: Path) -> None:
    from datetime import timedelta

    store = build_store(Settings(data=data, knowledge=caching_only))
    day = SystemClock().now().astimezone().date() + timedelta(days=9)
    prepare(store, "local", lambda one: one.model_copy(update={"interview": day}))
    assert json.loads(ran(data, caching_only, "--json"))["interview"] == day.isoformat()
    assert "The interview is in 9 days." in ran(data, caching_only)
