"""A mock interview in a real browser: set-up, clock, pause, no verdicts; then the debrief and what is kept of it."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from coach.domain.knowledge import Knowledge
from coach.domain.practice import Mode, TurnState
from coach.domain.scoring import Verdict
from tests.canned import Canned
from tests.practice.conftest import until
from tests.ui.conftest import ARTEFACTS, PACE, Tabs, each_look
from tests.ui.replies import answer_with, grading
from tests.ui.server import Server
from tests.ui.test_access import SIDEWAYS, _barriers
from tests.ui.test_surviving_turns import SERVER_GONE
from tests.ui.visitor import PATIENCE, Visitor

pytestmark = pytest.mark.browser

START = "Start the interview"


@pytest.fixture(autouse=True)
def _quick(model: Canned) -> None:
    model.delay = 0.0


def set_up(me: Visitor) -> Visitor:
    me.page.goto(f"{me.server.address}/?mode=mock-interview")
    expect(me.button(START)).to_be_visible()
    return me.settled()


def interviewed(me: Visitor) -> Visitor:
    """At the first question of an interview of three."""
    slider = me.page.get_by_role("slider", name="Questions")
    slider.focus()
    slider.press("Home")
    expect(me.page.get_by_role("slider", name="Minutes")).to_have_value("15")
    me.settled()
    me.press(START)
    expect(me.page).to_have_url(re.compile(r"practice="))
    expect(me.page.locator(".clock")).to_be_visible()
    return me.settled()


def answer(me: Visitor, model: Canned, knowledge: Knowledge, *verdicts: Verdict, points: int = 3) -> None:
    """Answer the open question; the model grades it with these verdicts. Back when the next question is there."""
    turn = me.turn
    question = knowledge.questions[turn.question]
    rubric = question.only(turn.follow_up.target) if turn.follow_up else question
    model.says(grading(rubric, *verdicts))
    before = me.questions.count()
    me.say(answer_with(rubric, points))
    until(lambda: len(me.record.turns) > turn.position + 1 or me.record.ended_at is not None, PATIENCE)
    if me.record.ended_at is None:
        expect(me.questions).to_have_count(before + 1)


def to_the_end(me: Visitor, model: Canned, knowledge: Knowledge) -> None:
    """Strong first, then half, then nothing but a belief."""
    answer(me, model, knowledge, *[Verdict.COVERED] * 9, points=9)
    while me.record.ended_at is None:
        answer(me, model, knowledge, Verdict.COVERED, Verdict.PARTIAL)


@each_look
def test_a_whole_interview(
    tabs: Tabs, modelled: Server, model: Canned, knowledge: Knowledge, width: int, dark: bool, tmp_path: Path
) -> None:
    me = set_up(tabs.dressed(width=width, dark=dark).visit(modelled))
    tabs.shoot(me.page, "set-up")
    assert _barriers(me.page, "set-up") == []
    interviewed(me)
    assert me.record.plan.mode is Mode.MOCK_INTERVIEW

    me.say("Can I assume a single data centre?")
    expect(me.page.locator(".aside")).to_be_visible()
    assert me.turn.state is TurnState.ASKED
    answer(me, model, knowledge, Verdict.COVERED, Verdict.PARTIAL)
    expect(me.page.locator(".point, .score, .verdict, mark")).to_have_count(0)
    expect(me.page.locator(".clock .time")).to_have_text(re.compile(r"^1[0-4]:\d\d$"))
    me.settled()
    tabs.shoot(me.page, "midway")
    assert me.page.evaluate(SIDEWAYS) == []
    assert _barriers(me.page, "midway") == []

    me.press("Pause")
    expect(me.page.get_by_text("The clock stands still")).to_be_visible()
    expect(me.questions).to_have_count(0)
    me.settled()
    tabs.shoot(me.page, "paused")
    me.press("Go on with the interview")
    expect(me.questions.last).to_be_visible()

    to_the_end(me, model, knowledge)
    summary = me.page.locator('article[aria-label="Summary"]')
    expect(summary).to_contain_text("these answers read like")
    expect(summary).to_contain_text("What would lift it most")
    expect(summary).not_to_contain_text(re.compile(r"^\d+ ?%$"))
    me.settled()
    tabs.shoot(me.page, "debrief")
    assert me.page.evaluate(SIDEWAYS) == []
    assert _barriers(me.page, "debrief") == []
    summary.locator(".asked summary").first.click()
    expect(summary.locator(".asked .point").first).to_be_visible()
    me.page.screenshot(path=ARTEFACTS / f"whole-debrief-{width}-{dark}.png", full_page=True)

    for name, start in (("Markdown", b"# Mock interview: debrief"), ("PDF", b"%PDF-")):
        me.settled()
        with me.page.expect_download(timeout=2 * PATIENCE * 1000) as download:
            me.page.get_by_role("button", name=name, exact=True).click()
        kept = tmp_path / name
        download.value.save_as(kept)
        assert kept.read_bytes().startswith(start)


def test_the_printed_page_has_everything_and_no_controls(
    tabs: Tabs, modelled: Server, model: Canned, knowledge: Knowledge
) -> None:
    me = interviewed(set_up(tabs.dressed(dark=True).visit(modelled)))
    to_the_end(me, model, knowledge)
    expect(me.page.locator('article[aria-label="Summary"]')).to_be_visible()
    me.page.evaluate("window.print = () => { window.printed = true; window.dispatchEvent(new Event('beforeprint')); }")
    me.page.get_by_role("button", name="Print").click()
    assert me.page.evaluate("window.printed") is True
    me.page.emulate_media(media="print", color_scheme="light")
    expect(me.button("Another interview")).to_be_hidden()
    expect(me.page.locator(".debrief .asked .point").last).to_be_visible()
    height = me.page.evaluate("document.documentElement.scrollHeight")
    assert height > 1500, "the whole page, not what fits into the window"
    me.page.screenshot(path=ARTEFACTS / "printed.png", full_page=True)
    pdf = me.page.pdf(format="A4")
    (ARTEFACTS / "printed.pdf").write_bytes(pdf)
    assert pdf.count(b"/Type /Page\n") + pdf.count(b"/Type /Page ") > 1 or pdf.count(b"/Page\n") > 1


def test_suggestions_are_confirmed_in_one_place_before_the_debrief(
    tabs: Tabs, embedded: Server, knowledge: Knowledge
) -> None:
    me = interviewed(set_up(tabs.visit(embedded)))
    while me.record.ended_at is None:
        turn = me.turn
        expect(me.questions).to_have_count(turn.position + 1)
        me.settled()  # words that are sent while the question is still being drawn belong to the one before
        me.say(answer_with(knowledge.questions[turn.question], 2))
        until(lambda turn=turn: len(me.record.turns) > turn.position + 1 or me.record.ended_at is not None, PATIENCE)  # type: ignore[misc]
        expect(me.page.locator(".point, .score")).to_have_count(0)
        me.settled()
    confirm = me.button("Confirm all and see the debrief")
    expect(confirm).to_be_visible()
    expect(me.page.locator('article[aria-label="Summary"]')).to_have_count(0)
    expect(me.page.get_by_role("radio", name="✓ Yes").first).to_be_visible()
    tabs.shoot(me.page, "confirm-all")
    confirm.click()
    expect(me.page.locator('article[aria-label="Summary"]')).to_contain_text("questions asked, 3 graded")
    assert {turn.assessment.graded_by for turn in me.record.turns if turn.assessment} == {"self"}


def test_a_pause_a_reload_and_a_killed_server_lose_nothing(
    tabs: Tabs, modelled: Server, model: Canned, knowledge: Knowledge
) -> None:
    tabs.watch.forgive(SERVER_GONE)
    me = interviewed(set_up(tabs.visit(modelled)))
    practice = me.practice
    me.press("Pause")
    expect(me.page.get_by_text("The clock stands still")).to_be_visible()
    me.page.reload()
    expect(me.page.get_by_text("The clock stands still")).to_be_visible()
    shown = me.page.locator(".clock .time").inner_text()
    me.page.close()

    back = tabs.visit(modelled)
    back.page.goto(f"{modelled.address}/?practice={practice}")
    expect(back.button("Go on with the interview")).to_be_visible()
    assert back.page.locator(".clock .time").inner_text() == shown, "the clock stood still"
    back.press("Go on with the interview")
    expect(back.questions).to_have_count(1)

    model.delay = 4 * PACE
    said = answer_with(knowledge.questions[back.turn.question], 2)
    back.say(said)
    expect(back.stage).to_contain_text("takes a note")
    modelled.kill()
    model.delay = 0.0
    modelled.start()
    expect(back.page.get_by_text("I was interrupted while taking notes")).to_be_visible()
    first = back.record.turns[0].answer
    assert first
    assert first.text == said
    back.press("Go on")
    expect(back.questions).to_have_count(2)
    assert back.record.turns[0].state is TurnState.GRADED


def test_a_second_tab_sees_the_same_interview_and_no_verdict(
    tabs: Tabs, modelled: Server, model: Canned, knowledge: Knowledge
) -> None:
    me = interviewed(set_up(tabs.visit(modelled)))
    other = tabs.visit(modelled).open(f"?practice={me.practice}")
    answer(me, model, knowledge, Verdict.COVERED)
    expect(other.questions).to_have_count(2)
    expect(other.page.locator(".point, .score")).to_have_count(0)
    me.press("Pause")
    expect(other.page.get_by_text("The clock stands still")).to_be_visible()


def test_the_mode_line_leads_to_the_set_up_and_back(tabs: Tabs, modelled: Server) -> None:
    me = tabs.visit(modelled)
    me.practise("sql")
    conversation = me.practice
    me.press("Conversation")
    me.page.get_by_text("Mock interview: against the clock").click()
    expect(me.button(START)).to_be_visible()
    me.page.reload()
    expect(me.button(START)).to_be_visible()
    me.press("Mock interview")
    me.page.get_by_text("Conversation: across the topics").click()
    expect(me.questions).to_have_count(1)
    assert me.record.plan.mode is Mode.CONVERSATION
    assert me.practice != conversation
