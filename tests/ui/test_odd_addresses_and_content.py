"""Addresses that lead nowhere, practices of others, content that is broken: told, and the rest works."""

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import expect

from coach.domain.knowledge import Knowledge
from coach.domain.moves import asked
from coach.domain.practice import Answer, Plan, Practice
from tests.ui.conftest import Tabs
from tests.ui.server import Server

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def with_a_broken_topic(
    new_data: Callable[[], Path], some_knowledge: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    """The app on notes of which one topic's questions are malformed."""
    knowledge = shutil.copytree(some_knowledge, tmp_path_factory.mktemp("broken"), dirs_exist_ok=True)
    questions = knowledge / "topics" / "sql" / "questions.yaml"
    lines = questions.read_text(encoding="utf-8").splitlines()
    at = next(number for number, line in enumerate(lines) if line.strip().startswith("prompt:"))
    lines[at] = lines[at].replace("prompt:", "promtp:")
    questions.write_text("\n".join(lines), encoding="utf-8")
    data = new_data()
    (data / "line").write_text(str(at + 1), encoding="utf-8")
    server = Server(data, {"COACH_COACH": "embedded", "COACH_KNOWLEDGE": str(knowledge)})
    server.start()
    yield server
    server.close()


def test_a_malformed_topic_is_named_and_the_rest_works(tabs: Tabs, with_a_broken_topic: Server) -> None:
    me = tabs.visit(with_a_broken_topic).open("syllabus")
    line = with_a_broken_topic.data / "line"
    notice = me.notice.filter(has_text="promtp")
    expect(notice).to_contain_text(f"topics/sql/questions.yaml:{line.read_text(encoding='utf-8')}:")
    tabs.shoot(me.page, "syllabus")

    me.page.get_by_role("link", name="Practise Caching strategies").click()
    expect(me.questions).to_have_count(1)
    assert me.turn.topic == "caching"


@pytest.mark.parametrize("named", ["not-there", "%3Cscript%3Ealert(1)%3C%2Fscript%3E", "a'%20OR%20'1'='1", "%00"])
def test_a_practice_that_is_not_there_is_told(tabs: Tabs, embedded: Server, named: str) -> None:
    me = tabs.visit(embedded).open(f"?practice={named}")

    expect(me.notice).to_contain_text("isn't on your record")
    expect(me.questions).to_have_count(1)
    assert me.record.learner == "local"


def test_a_practice_of_somebody_else_shows_nothing(tabs: Tabs, embedded: Server, knowledge: Knowledge) -> None:
    now = datetime.now(UTC)
    theirs = Practice(id="theirs", learner="somebody|else", plan=Plan(), created_at=now)
    theirs = asked(theirs, knowledge.questions["caching-stampede"], now, turn="their-turn")
    secret = "Between us, our cache is a shoebox."
    theirs = theirs.replace(theirs.turns[0].model_copy(update={"answer": Answer(text=secret, at=now)}))
    embedded.store.create(theirs)

    me = tabs.visit(embedded).open("?practice=theirs")

    expect(me.notice).to_contain_text("isn't on your record")
    expect(me.page.get_by_text("shoebox")).to_have_count(0)
    assert me.practice != "theirs"
    me.open("history")
    expect(me.page.get_by_text("Nothing here yet.")).to_be_visible()


def test_a_topic_that_is_not_written_is_told(tabs: Tabs, embedded: Server) -> None:
    me = tabs.visit(embedded)
    me.page.goto(f"{embedded.address}/?topic=kubernetes")

    expect(me.notice).to_contain_text("written yet")
    me.page.reload()
    expect(me.questions).to_have_count(1)
