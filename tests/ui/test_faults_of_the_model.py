"""A model that fails: told in plain words, no score anywhere, and two ways on."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from coach.domain.knowledge import Knowledge
from coach.domain.practice import TurnState
from tests.canned import Canned
from tests.ui.conftest import Tabs
from tests.ui.replies import answer_with
from tests.ui.server import Server
from tests.ui.visitor import Visitor, until_graded

pytestmark = pytest.mark.browser

TRIES = 3
"""How often a request is sent before the learner is told."""


@pytest.fixture(autouse=True)
def _quick(model: Canned) -> None:
    model.delay = 0.0


def _busy(model: Canned) -> None:
    for _ in range(TRIES):
        model.fails(429, "Slow down.", headers={"retry-after": "0"})


def _broken(model: Canned) -> None:
    for _ in range(TRIES):
        model.fails(500, "Oops.")


def _wrong_key(model: Canned) -> None:
    model.fails(401, "Incorrect API key provided.", code="invalid_api_key")


def _cut(model: Canned) -> None:
    model.cuts_after(40, {"points": [{"key_point": "a-point", "quote": "half a stream"}]})


def _malformed(model: Canned) -> None:
    model.says('{"points": [{"key_point": "stale-')
    model.says("Certainly. Here are the verdicts, in prose.")


def _refusal(model: Canned) -> None:
    model.refuses()


FAULTS: list[tuple[Callable[[Canned], None], str]] = [
    (_busy, "limiting requests"),
    (_broken, "in trouble (500)"),
    (_wrong_key, "refused the API key"),
    (_cut, "broke off in mid-reply"),
    (_malformed, "without a grade"),
    (_refusal, "declined"),
]


@pytest.mark.parametrize(("fault", "words"), FAULTS)
def test_a_fault_is_told_and_both_ways_on_work(
    tabs: Tabs, modelled: Server, model: Canned, knowledge: Knowledge, fault: Callable[[Canned], None], words: str
) -> None:
    me = tabs.visit(modelled)
    answer = answer_with(knowledge.questions[me.practise().question], 2)
    fault(model)
    me.say(answer)
    _is_told(me, words)
    tabs.shoot(me.page, "told")

    me.press("Retry")
    done = until_graded(modelled, me.practice)
    assert done.assessment
    assert done.assessment.graded_by == "openai:canned"
    expect(me.outcomes).to_have_count(1)
    expect(me.not_graded).to_have_count(0)

    fault(model)
    me.say(answer)
    _is_told(me, words)
    me.press("Grade with the embedded coach instead")
    me.press("Confirm and go on")
    done = until_graded(modelled, me.practice, position=1)
    assert done.assessment
    assert done.assessment.graded_by == "self"
    expect(me.outcomes).to_have_count(2)
    expect(me.questions).to_have_count(3)


def _is_told(me: Visitor, words: str) -> None:
    expect(me.not_graded).to_contain_text(words)
    expect(me.not_graded).to_contain_text("kept")
    expect(me.not_graded).not_to_contain_text("Traceback")
    expect(me.button("Retry")).to_be_visible()
    answer = me.page.locator(".answer").last
    expect(answer).to_contain_text("From what I have seen in production.")
    expect(answer.locator("xpath=..").locator(".score, .band, .point")).to_have_count(0)
    assert me.turn.state is TurnState.NOT_GRADED
    assert me.turn.assessment is None


def test_a_question_that_could_not_be_answered_can_be_asked_again(tabs: Tabs, modelled: Server, model: Canned) -> None:
    me = tabs.visit(modelled)
    me.practise()
    _broken(model)
    me.say("why does jitter help?")
    expect(me.page.locator(".not-graded")).to_contain_text("in trouble (500)")

    me.press("Ask again")

    expect(me.page.locator(".aside details.source").first).to_be_visible()
    expect(me.page.locator(".not-graded")).to_have_count(0)
