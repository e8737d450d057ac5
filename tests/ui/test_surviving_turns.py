"""A turn in mid-stream, and all that can happen to it: always one turn, whole, on record."""

import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing

import pytest
from playwright.sync_api import expect

from coach.domain.knowledge import Knowledge
from coach.domain.practice import Practice, Remark, TurnState
from tests.canned import Canned
from tests.practice.conftest import until
from tests.ui.conftest import PACE, Tabs
from tests.ui.replies import answer_with
from tests.ui.server import Server
from tests.ui.visitor import PATIENCE, Visitor, until_graded

pytestmark = pytest.mark.browser

SERVER_GONE = (
    r"WebSocket|ERR_CONNECTION_REFUSED|ERR_EMPTY_RESPONSE|ERR_CONNECTION_RESET|disconnected from server"
    r"|Client Error in reaching server|Is Streamlit still running"
)


@pytest.fixture(autouse=True)
def _unhurried(model: Canned) -> Iterator[None]:
    """A grading that lasts long enough to be seen at work where the machine is busy."""
    model.delay = 3 * PACE
    yield
    model.delay = PACE


def _grading_begun(me: Visitor, knowledge: Knowledge) -> str:
    """Answer, and wait until the first key point has ticked; the answer."""
    answer = answer_with(knowledge.questions[me.practise().question], 2)
    me.say(answer)
    expect(me.page.locator(".waiting .point:not(.undecided)").first).to_be_visible()
    return answer


def _is_one_turn(practice: Practice, answer: str) -> None:
    first, second = practice.turns
    assert first.answer
    assert first.answer.text == answer
    assert first.assessment
    assert first.earlier == ()
    assert second.state is TurnState.ASKED


def _reload(me: Visitor) -> None:
    me.page.reload()


def _look_at_the_notes(me: Visitor) -> None:
    me.turn_to("Notes")
    expect(me.page.get_by_role("heading", name="Notes", exact=True)).to_be_visible()
    me.turn_to("Practice")


def _press_another_control(me: Visitor) -> None:
    me.press("Ask something")
    expect(me.button("Back to answering")).to_be_visible()


@pytest.mark.parametrize("disturb", [_reload, _look_at_the_notes, _press_another_control])
def test_a_disturbance_neither_kills_nor_doubles_the_turn(
    tabs: Tabs, modelled: Server, model: Canned, knowledge: Knowledge, disturb: Callable[[Visitor], None]
) -> None:
    me = tabs.visit(modelled)
    asked = len(model.asked)
    answer = _grading_begun(me, knowledge)
    practice = me.practice

    disturb(me)

    done = until_graded(modelled, practice)
    expect(me.outcomes).to_have_count(1)
    expect(me.questions).to_have_count(2)
    expect(me.page.locator(".answer")).to_have_count(1)
    assert me.practice == practice
    assert done.answer
    _is_one_turn(me.record, answer)
    assert len(model.asked) == asked + 1


def test_a_closed_tab_finds_the_turn_done(tabs: Tabs, modelled: Server, model: Canned, knowledge: Knowledge) -> None:
    me = tabs.visit(modelled)
    asked = len(model.asked)
    answer = _grading_begun(me, knowledge)
    practice = me.practice
    me.page.close()

    until_graded(modelled, practice)
    back = tabs.visit(modelled).open()
    back.page.get_by_role("button", name=re.compile("^Go on")).click()

    expect(back.outcomes).to_have_count(1)
    assert back.practice == practice
    _is_one_turn(back.record, answer)
    assert len(model.asked) == asked + 1


def test_two_tabs_that_answer_at_once_make_one_turn(
    tabs: Tabs, modelled: Server, model: Canned, knowledge: Knowledge
) -> None:
    me = tabs.visit(modelled)
    asked = len(model.asked)
    answer = answer_with(knowledge.questions[me.practise().question], 2)
    other = tabs.visit(modelled).open(f"?practice={me.practice}")
    late = f"{answer}\n\nAnd this I wrote in the other tab."
    me.box.fill(answer)
    other.box.fill(late)

    me.box.press("Enter")
    other.box.press("Enter")

    until_graded(modelled, me.practice)
    for tab in (me, other):
        expect(tab.outcomes).to_have_count(1)
        expect(tab.questions).to_have_count(2)
    first = me.record.turns[0]
    assert first.answer
    words = {first.answer.text, *[entry.text for entry in first.entries if isinstance(entry, Remark)]}
    assert words == {answer, late}  # nothing that was typed is lost
    assert len(me.record.turns) == 2
    assert len(model.asked) == asked + 1


def test_the_same_words_sent_twice_are_one_answer(
    tabs: Tabs, modelled: Server, model: Canned, knowledge: Knowledge
) -> None:
    me = tabs.visit(modelled)
    asked = len(model.asked)
    answer = answer_with(knowledge.questions[me.practise().question], 2)

    me.box.fill(answer)
    me.box.press("Enter")
    me.box.press("Enter")

    until_graded(modelled, me.practice)
    expect(me.outcomes).to_have_count(1)
    _is_one_turn(me.record, answer)
    assert len(model.asked) == asked + 1


def test_stop_keeps_the_answer_and_offers_retry(
    tabs: Tabs, modelled: Server, model: Canned, knowledge: Knowledge
) -> None:
    me = tabs.visit(modelled)
    model.delay = 4 * PACE
    answer = _grading_begun(me, knowledge)

    me.press("Stop")
    expect(me.not_graded).to_contain_text("You stopped the grading. Your answer is kept.")
    expect(me.page.locator(".answer")).to_contain_text("From what I have seen in production.")
    expect(me.page.locator(".score")).to_have_count(0)
    assert me.record.turns[0].state is TurnState.NOT_GRADED
    tabs.shoot(me.page, "stopped")

    model.delay = PACE
    me.press("Retry")
    done = until_graded(modelled, me.practice)
    expect(me.outcomes).to_have_count(1)
    assert done.answer
    assert done.answer.text == answer
    assert len(me.record.turns) == 2


def test_a_dead_server_comes_back_with_the_answer_and_retry(
    tabs: Tabs, modelled: Server, model: Canned, knowledge: Knowledge
) -> None:
    tabs.watch.forgive(SERVER_GONE)
    me = tabs.visit(modelled)
    model.delay = 4 * PACE
    answer = _grading_begun(me, knowledge)

    modelled.kill()
    model.delay = PACE
    modelled.start()

    # The tab that was open finds back by itself.
    expect(me.page.locator(".not-graded")).to_contain_text("Your answer is kept.")
    expect(me.page.locator(".answer")).to_contain_text("From what I have seen in production.")
    expect(me.page.locator(".score")).to_have_count(0)
    tabs.shoot(me.page, "back")
    me.press("Retry")
    until(lambda: me.record.turns[0].state is TurnState.GRADED, PATIENCE)
    expect(me.outcomes).to_have_count(1)
    _is_one_turn(me.record, answer)


def test_what_is_typed_and_not_yet_sent_outlives_a_reload(tabs: Tabs, modelled: Server) -> None:
    me = tabs.visit(modelled)
    me.practise("sql")
    me.box.fill("Half an answer, and then the phone")
    me.page.wait_for_function("Object.values(sessionStorage).some(one => one.includes('Half an answer'))")

    me.page.reload()

    expect(me.box).to_have_value("Half an answer, and then the phone")
    assert me.turn.answer is None


def test_an_answer_that_could_not_be_kept_stands_in_the_box_again(tabs: Tabs, modelled: Server) -> None:
    me = tabs.visit(modelled)
    turn = me.practise("sql")
    words = "I would put an index on the two columns, the equality first and the range second, and look at the plan."
    with closing(sqlite3.connect(modelled.data / "record.sqlite", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")  # somebody writes, and doesn't come to an end
        me.say(words)
        expect(me.notice.first).to_contain_text("You wrote: I would put an index")
        other.execute("ROLLBACK")

    expect(me.box).to_have_value(words)
    assert me.record.turns[-1].id == turn.id
    assert me.turn.answer is None
    me.box.press("Enter")
    until(lambda: me.record.turns[0].answer is not None, PATIENCE)
    me.page.wait_for_timeout(8000)
    expect(me.box).to_have_value("")
