"""Screens without a browser: what they draw for which record."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from html import unescape
from itertools import count
from pathlib import Path
from unittest.mock import Mock

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from coach.bootstrap import App
from coach.domain.knowledge import Knowledge
from coach.domain.practice import Practice, Remark
from coach.domain.question import Level
from coach.errors import ContentError, NotNow, StoreError
from coach.ui import resources
from coach.ui.moves import LONGEST
from tests.past import SITTING, practices
from tests.practice.conftest import until
from tests.ui.server import ME, ROOT

TIMEOUT = 30
"""Seconds for one run: the first imports what is heavy."""


@pytest.fixture
def app(monkeypatch: pytest.MonkeyPatch, new_data: Callable[[], Path], some_knowledge: Path) -> Iterator[App]:
    """The coach that the screens will find, on a fresh record."""
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("COACH_DATA", str(new_data()))
    monkeypatch.setenv("COACH_KNOWLEDGE", str(some_knowledge))
    monkeypatch.setenv("COACH_COACH", "embedded")
    resources.app.clear()
    app = resources.app()
    yield app
    app.close()
    resources.app.clear()


@pytest.fixture
def screen(app: App) -> AppTest:
    """The practice page, not yet drawn."""
    return AppTest.from_file(ROOT / "app.py", default_timeout=TIMEOUT)


def page(name: str) -> AppTest:
    """Another page by itself: AppTest switches between files only."""
    script = f"from coach.ui.app import _guarded\nfrom coach.ui.pages import {name}\n_guarded({name}.draw)()"
    return AppTest.from_string(script, default_timeout=TIMEOUT)


def shown(screen: AppTest) -> str:
    """All that the page says in HTML of ours, its tags left out."""
    return unescape(re.sub(r"<[^>]+>", " ", html(screen)))


def html(screen: AppTest) -> str:
    return "\n".join(one.proto.body for one in screen.get("html"))


def practice_of(screen: AppTest, app: App) -> Practice:
    return app.store.practice(str(screen.query_params["practice"]), ME)


def test_the_first_page_has_a_question_and_its_chips(screen: AppTest, app: App) -> None:
    screen.run()

    assert not screen.exception
    turn = practice_of(screen, app).turns[0]
    question = app.knowledge.questions[turn.question]
    topic = app.knowledge.syllabus.topic(question.topic)
    chips = re.findall(r"<span>(.*?)</span>", re.search(r'<p class="chips">(.*?)</p>', html(screen))[1])  # type: ignore[index]
    facet = [topic.facet(question.facet).title] if question.facet else []
    assert [unescape(chip) for chip in chips] == [topic.title, *facet, "mid"]


def test_another_level_replaces_a_question_that_nothing_was_said_to(screen: AppTest, app: App) -> None:
    screen.run()
    before = practice_of(screen, app)

    next(one for one in screen.radio if one.label == "Level").set_value(Level.SENIOR).run()

    after = practice_of(screen, app)
    assert after.id == before.id
    assert after.plan.level is Level.SENIOR
    assert len(after.turns) == 1
    assert app.knowledge.questions[after.turns[0].question].level is Level.SENIOR
    assert app.store.preference(ME, "level") == "senior"


def test_a_question_that_was_talked_about_stays_when_the_level_changes(screen: AppTest, app: App) -> None:
    screen.run()
    next(one for one in screen.button if one.label == "Hint").click().run()
    before = practice_of(screen, app).turns[0]
    assert before.hints

    next(one for one in screen.radio if one.label == "Level").set_value(Level.JUNIOR).run()

    assert practice_of(screen, app).turns == (before,)
    assert practice_of(screen, app).plan.level is Level.JUNIOR


def test_another_level_after_the_end_begins_a_new_practice(screen: AppTest, app: App) -> None:
    screen.run()
    before = practice_of(screen, app)
    app.conversation.end(before.id, ME)

    next(one for one in screen.radio if one.label == "Level").set_value(Level.SENIOR).run()

    after = practice_of(screen, app)
    assert after.id != before.id
    assert after.plan == before.plan.model_copy(update={"level": Level.SENIOR})
    assert not screen.error


def test_a_choice_that_cannot_be_had_is_told_once_and_taken_back(
    screen: AppTest, app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen.run()
    before = practice_of(screen, app)
    refused = ContentError("There are no such questions.")
    monkeypatch.setattr(app.conversation, "replan", Mock(side_effect=[refused, NotNow("Ended elsewhere.")]))

    for told in (str(refused), "Ended elsewhere."):
        next(one for one in screen.radio if one.label == "Level").set_value(Level.SENIOR).run()
        assert [one.value for one in screen.info] == [told]
        screen.run()
        assert not screen.info
        assert next(one for one in screen.radio if one.label == "Level").value is Level.MID
    assert practice_of(screen, app) == before


def test_chosen_topics_are_practised(screen: AppTest, app: App) -> None:
    screen.run()
    topics = next(one for one in screen.multiselect if one.label == "Or single topics")

    topics.set_value(["sql"])
    next(one for one in screen.button if one.label == "Practise these").click().run()

    practice = practice_of(screen, app)
    assert practice.plan.topics == ("sql",)
    assert practice.turns[0].topic == "sql"
    assert app.knowledge.syllabus.topic("sql").title in shown(screen)


def test_a_notice_is_shown_once(screen: AppTest, app: App) -> None:
    screen.run()

    screen.chat_input[0].set_value("/help").run()
    assert any("/hint" in one.value for one in screen.info)
    screen.run()

    assert not screen.info
    assert practice_of(screen, app).turns[0].entries == ()


def test_words_sent_while_another_tab_changes_the_practice_are_kept(
    screen: AppTest, app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen.run()
    revisions = count(1)
    monkeypatch.setattr(app.store, "revision", lambda _practice: next(revisions))

    words = "I would let one caller rebuild the entry while the others are served the stale copy for a moment."
    screen.chat_input[0].set_value(words).run()

    answer = practice_of(screen, app).turns[0].answer
    assert answer
    assert answer.text == words


@pytest.mark.parametrize("topic", ["no-such-topic", "kubernetes", ""])
def test_a_topic_that_is_not_there_is_told_and_taken_out_of_the_address(screen: AppTest, topic: str) -> None:
    screen.query_params["topic"] = topic
    screen.run()

    assert not screen.exception
    told = [one.value for one in (*screen.error, *screen.info)]
    assert any("written yet" in one for one in told)
    assert "topic" not in screen.query_params
    screen.run()
    assert "Question" in html(screen)


def test_a_link_from_the_syllabus_starts_one_practice_and_no_second(screen: AppTest, app: App) -> None:
    for _ in range(2):
        fresh = AppTest.from_file(ROOT / "app.py", default_timeout=TIMEOUT)
        fresh.query_params["topic"] = "caching"
        fresh.run()
        assert practice_of(fresh, app).turns[0].topic == "caching"
    assert len(app.store.practices(ME)) == 1


def test_an_empty_history_says_so(app: App) -> None:
    history = page("history").run()

    assert not history.exception
    assert "Nothing here yet." in shown(history)


def test_every_practice_with_an_answer_can_be_reached_in_the_history(app: App, knowledge: Knowledge) -> None:
    now = datetime.now(UTC)
    for practice in practices(knowledge, now, turns=21 * SITTING, days=30):
        app.store.create(practice)
    app.store.create(Practice(id="nothing-said", learner=ME, created_at=now))

    history = page("history").run()
    assert html(history).count("practice-row") == 20
    next(one for one in history.button if one.label == "Show earlier").click().run()

    assert html(history).count("practice-row") == 21
    assert not [one for one in history.button if one.label == "Show earlier"]


def test_the_syllabus_tells_what_is_written_and_what_is_not(app: App, knowledge: Knowledge) -> None:
    syllabus = page("syllabus").run()

    words = shown(syllabus)
    topics = list(knowledge.syllabus.topics())
    assert f"9 sections, {len(topics)} topics: 3 written" in words
    assert words.count("not written yet") == len(topics) - 3
    for topic in topics:
        assert topic.title in words
        for facet in topic.facets:
            assert facet.title in words
    assert not syllabus.warning


def test_a_search_finds_passages_or_says_that_there_are_none(app: App) -> None:
    notes = page("notes").run()

    notes.text_input[0].set_value("why does jitter help?").run()
    assert "Jitter" in shown(notes)
    notes.text_input[0].set_value("how do I bake sourdough bread").run()
    assert not notes.exception
    assert "Nothing in the notes bears on that." in shown(notes)


def test_the_notes_open_on_the_topic_of_the_address(app: App) -> None:
    notes = page("notes")
    notes.query_params["topic"] = "sql"
    notes.run()

    assert notes.selectbox[0].value == "sql"
    assert app.knowledge.notes["sql"].passages[0].heading in [one.value for one in notes.subheader]


def test_words_typed_to_a_question_that_is_over_are_no_answer_to_the_next(screen: AppTest, app: App) -> None:
    screen.run()
    practice = practice_of(screen, app)
    first = practice.turns[0]
    app.conversation.skip(practice.id, ME, first.id)  # in another tab, while this one is typed in
    words = "What I have to say to the first question, and to no other that may be on the table by now."

    screen.chat_input[0].set_value(words).run()

    before, now = practice_of(screen, app).turns
    assert before.answer is None
    assert now.answer is None
    assert [one.text for one in before.entries if isinstance(one, Remark)] == [words]
    assert words in shown(screen)
    screen.chat_input[0].set_value("And this is what I say to the second one, which I see.").run()
    assert practice_of(screen, app).turns[1].answer is not None


def test_words_sent_while_the_page_is_still_being_drawn_belong_to_what_is_seen(
    screen: AppTest, app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen.run()
    practice = practice_of(screen, app)
    app.conversation.skip(practice.id, ME, practice.turns[0].id)

    def cut_short(_app: App, now: Practice, _turn: object, *, placeholder: str, **_: object) -> None:
        """The next question is drawn; the input that stands below it is still the one from before."""
        st.chat_input(placeholder, key=f"say:{now.id}", max_chars=LONGEST)

    with monkeypatch.context() as drawing:
        drawing.setattr("coach.ui.open_turn.draw_input", cut_short)
        screen.run()
    screen.chat_input[0].set_value("This is what I say to the second question, which I see already.").run()

    before, now = practice_of(screen, app).turns
    assert before.entries == ()
    assert now.answer is not None


def test_a_click_that_was_meant_for_another_question_does_nothing(screen: AppTest, app: App) -> None:
    screen.run()
    practice = practice_of(screen, app)
    app.conversation.skip(practice.id, ME, practice.turns[0].id)

    next(one for one in screen.button if one.label == "Skip").click().run()

    assert len(practice_of(screen, app).turns) == 2


def test_an_answer_that_cannot_be_written_is_told_back(
    screen: AppTest, app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen.run()
    before = practice_of(screen, app)

    def full(*_: object) -> Practice:
        raise StoreError("The disk is full.")

    monkeypatch.setattr(app.store, "update", full)
    screen.chat_input[0].set_value("I would index the two columns.").run()

    assert practice_of(screen, app) == before
    (told,) = [str(one.value) for one in screen.info]
    assert told.startswith("The disk is full. You wrote: I would index the two columns")


def test_an_older_tab_does_not_write_its_title_back(app: App) -> None:
    told = app.star.tell(ME, "I mended the donation form and watched what people did with it.", question="What?")
    until(lambda: app.store.story(told.id, ME).latest.outcome is not None)
    older, newer = page("star"), page("star")
    for tab in (older, newer):
        tab.query_params["story"] = told.id
        tab.run()

    next(one for one in newer.text_input if one.label == "Title").set_value("The form").run()
    next(one for one in older.pills if one.label == "Competencies it shows").set_value(["delivery"]).run()
    older.run()

    kept = app.store.story(told.id, ME)
    assert (kept.title, kept.competencies) == ("The form", ("delivery",))
