"""Practice: the chat."""

from datetime import timedelta
from pathlib import Path

import streamlit as st

from coach.bootstrap import App
from coach.domain.practice import Mode, Plan, Practice, Turn, TurnState
from coach.domain.question import Level
from coach.domain.transcript import Message, transcript
from coach.errors import ContentError, NotFound, NotNow
from coach.practice.grading import rubric_of
from coach.practice.jobs import grading_job
from coach.ui import session
from coach.ui.confirm import confirm
from coach.ui.contest import contest
from coach.ui.draft import keep_draft
from coach.ui.drill import draw_drill_end, draw_map
from coach.ui.live import watch
from coach.ui.messages import answer_html, coach_says, lost_html, message_html, outcome_html
from coach.ui.mock import draw_interview
from coach.ui.mock_setup import draw_setup
from coach.ui.moves import note_seen
from coach.ui.open_turn import draw_open_turn
from coach.ui.plan_line import plan_line
from coach.ui.scroll import bring_into_view
from coach.ui.summary import draw_summary

OPENINGS = {
    Mode.CONVERSATION: "I ask, you answer in your own words, and I show which key points you made. Take your time.",
    Mode.DRILL_DOWN: "One topic, facet by facet: I ask harder while your answers are solid, and easier or closer when "
    "they aren't. The map shows where you stand.",
}
CSS = Path(__file__).parent.parent / "modes.css"


def draw(app: App, learner: str) -> None:
    """Draw the practice that the address names, or the one to go on with."""
    st.html(CSS)
    if session.sets_up(Mode.MOCK_INTERVIEW):
        _set_up(app, learner)
        return
    practice = _current(app, learner)
    session.show_practice(practice.id)
    revision = app.store.revision(practice.id)
    if (plan := plan_line(app, practice)) is not None:
        _change(app, practice, plan)
    if practice.plan.mode is Mode.DRILL_DOWN:
        draw_map(app, practice)
    if notice := session.told():
        st.info(notice)
    if practice.plan.mode is Mode.MOCK_INTERVIEW:
        draw_interview(app, practice, revision)
        return
    _draw_messages(app, practice, revision)
    note_seen(practice)
    if practice.ended_at is not None:
        (draw_drill_end if practice.plan.mode is Mode.DRILL_DOWN else draw_summary)(app, practice)
        bring_into_view(practice, revision, transcript(practice))
        return
    turn = practice.open_turn
    if turn is not None:
        draw_open_turn(app, practice, turn)
        bring_into_view(practice, revision, transcript(practice))
        keep_draft()


# -- which practice ---------------------------------------------------------------------------------------------------


def _current(app: App, learner: str) -> Practice:
    if (topic := session.take_from_address("topic")) is not None:
        return app.conversation.fresh(learner, Plan(level=_level(app, learner), topics=(topic,)))
    if (topic := session.take_from_address("drill")) is not None:
        plan = Plan(mode=Mode.DRILL_DOWN, level=_level(app, learner), topics=(topic,))
        return app.conversation.fresh(learner, plan)
    if (named := session.practice_id()) is not None:
        try:
            return app.store.practice(named, learner)
        except NotFound:
            session.leave_practice()
            session.tell("That practice isn't on your record, so here is your latest one.")
    lines = app.store.practices(learner, limit=1)
    if lines and lines[0].ended_at is None:
        practice = app.store.practice(lines[0].id, learner)
        if app.conversation.now() - lines[0].updated_at > timedelta(hours=1) and practice.turns[0].answer:
            session.tell("Here is where you left off. Everything that you said is below.")
        return practice
    return app.conversation.fresh(learner, Plan(level=_level(app, learner)))


def _set_up(app: App, learner: str) -> None:
    """The set-up of a mock interview; another mode chosen there begins at once."""
    if notice := session.told():
        st.info(notice)
    chosen = draw_setup(app, learner, _level(app, learner))
    if chosen is None:
        return
    if chosen.mode is Mode.MOCK_INTERVIEW:
        app.store.prefer(learner, "level", chosen.level)
    try:
        practice = app.conversation.start(learner, chosen)
    except ContentError as error:
        session.refuse(str(error))
    else:
        session.show_practice(practice.id)
    st.rerun()


def _level(app: App, learner: str) -> Level:
    kept = app.store.preference(learner, "level")
    return Level(kept) if kept in set(Level) else Level.MID


def _change(app: App, practice: Practice, plan: Plan) -> None:
    """Go on by another plan: in the same practice, or in a new one if it has ended, or it is another mode or drill."""
    if plan.mode is not practice.plan.mode and practice.plan.mode is Mode.MOCK_INTERVIEW:
        app.conversation.interview.pause(practice.id, practice.learner)
    if plan.mode is Mode.MOCK_INTERVIEW and practice.plan.mode is not Mode.MOCK_INTERVIEW:
        session.set_up(Mode.MOCK_INTERVIEW)
        st.rerun()
    drills = plan.mode is Mode.DRILL_DOWN and plan.topics != practice.plan.topics
    try:
        if plan.mode is not practice.plan.mode or drills or practice.ended_at is not None:
            replaced = app.conversation.fresh(practice.learner, plan)
        else:
            replaced = app.conversation.replan(practice.id, practice.learner, plan)
    except (ContentError, NotNow) as error:
        session.refuse(str(error))
    else:
        app.store.prefer(practice.learner, "level", plan.level)
        session.show_practice(replaced.id)
    st.rerun()


# -- the chat ---------------------------------------------------------------------------------------------------------


def _draw_messages(app: App, practice: Practice, revision: int) -> None:
    messages = transcript(practice)
    count = session.shown_messages(practice.id)
    if len(messages) > count:
        st.button(
            f"Show earlier ({len(messages) - count})", type="tertiary", on_click=session.show_more, args=(practice.id,)
        )
    else:
        st.html(coach_says(f'<p class="opening">{OPENINGS.get(practice.plan.mode, "")}</p>'))
    waiting: list[Message] = []
    working = app.conversation.working(practice)
    for message in messages[-count:]:
        if _is_being_worked_on(message, set(working)):
            waiting.append(message)
        else:
            _draw_message(app, practice, message)
            if message.kind == "answer":
                _draw_contest(app, practice, message.turn, set(working))
    watch(app, practice, revision, waiting)


def _is_being_worked_on(message: Message, jobs: set[str]) -> bool:
    turn = message.turn
    if message.kind in {"answer", "waiting"} and turn.state is TurnState.ANSWERED:
        return grading_job(turn.id) in jobs
    if message.kind == "aside-reply" and message.entry is not None:
        entry = turn.entries[message.entry]
        return entry.kind == "aside" and entry.is_open and any(job.endswith(f":{entry.id}") for job in jobs)
    return False


def _draw_message(app: App, practice: Practice, message: Message) -> None:
    turn = message.turn
    try:
        question = app.conversation.question(turn)
    except ContentError as error:
        if message.kind == "question":
            st.html(lost_html(turn, error))
        return
    rubric = rubric_of(question, turn)
    if message.kind == "answer":
        graded = turn.state in {TurnState.GRADED, TurnState.NOT_GRADED}
        outcome = outcome_html(turn, rubric, question, app.knowledge) if graded else ""
        st.html(f'<section class="graded">{answer_html(turn, rubric)}{outcome}</section>')
    elif message.kind == "outcome":
        if turn.state is TurnState.SUGGESTED:
            confirm(app, practice, turn, rubric)
        elif turn.state is TurnState.NOT_GRADED and turn == practice.open_turn:
            _draw_retry(app, practice, turn)
    elif message.kind == "waiting":
        _draw_interrupted(app, practice, turn)
    elif message.kind == "aside-reply":
        _draw_aside(app, practice, message)
    else:
        st.html(message_html(message, question, rubric, app.knowledge))


def _draw_contest(app: App, practice: Practice, turn: Turn, working: set[str]) -> None:
    try:
        contest(app, practice, turn, rubric_of(app.conversation.question(turn), turn), working)
    except ContentError:
        return  # the question is gone; the message says so


def _draw_aside(app: App, practice: Practice, message: Message) -> None:
    turn = message.turn
    assert message.entry is not None
    aside = turn.entries[message.entry]
    assert aside.kind == "aside"
    question = app.conversation.question(turn)
    if aside.is_open:
        st.html(coach_says("<p>The reply was cut off. Your question is kept.</p>", kind="not-graded"))
    else:
        st.html(message_html(message, question, question, app.knowledge))
    if (aside.is_open or aside.failed) and st.button("Ask again", key=f"again:{aside.id}"):
        app.conversation.retry_aside(practice.id, practice.learner, turn.id, aside.id)
        st.rerun()


def _draw_interrupted(app: App, practice: Practice, turn: Turn) -> None:
    st.html(coach_says("<p>The grading was cut off before it was done. Your answer is kept.</p>", kind="not-graded"))
    _draw_retry(app, practice, turn)


def _draw_retry(app: App, practice: Practice, turn: Turn) -> None:
    outcome = turn.outcome
    if outcome is not None and outcome.kind == "not-graded" and not outcome.retry:
        return
    with st.container(horizontal=True):
        if st.button("Retry", key=f"retry:{turn.id}", type="primary"):
            app.conversation.retry(practice.id, practice.learner, turn.id)
            st.rerun()
        if not app.coach.suggests and st.button("Grade with the embedded coach instead", key=f"offline:{turn.id}"):
            app.conversation.retry(practice.id, practice.learner, turn.id, offline=True)
            st.rerun()
