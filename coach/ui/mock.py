"""A mock interview on the screen: the clock, the questions, the answers; nothing of what they are worth."""

import streamlit as st

from coach.bootstrap import App
from coach.domain.assessment import NotGraded
from coach.domain.practice import Aside, Practice, Turn, TurnState
from coach.domain.timing import is_paused
from coach.domain.transcript import Message, transcript
from coach.errors import ContentError
from coach.practice.interview import is_no_answer
from coach.practice.jobs import grading_job
from coach.ui import session
from coach.ui.clock import draw_clock
from coach.ui.controls import coach_line
from coach.ui.debrief import draw_debrief
from coach.ui.draft import keep_draft
from coach.ui.live import watch
from coach.ui.messages import coach_says, lost_html, message_html
from coach.ui.mock_messages import answer_html, not_an_answer_html, question_html
from coach.ui.moves import draw_input, note_seen, offer_move
from coach.ui.scroll import bring_into_view
from coach.ui.voice import offer_voice

OPENING = "Thanks for coming. I ask, you answer as you would in the room. What it was worth comes at the end."
HELP = "Type an answer, a question about the scope, `/skip` to leave the question, or `/end` to end the interview."


def draw_interview(app: App, practice: Practice, revision: int) -> None:
    """Draw the interview as far as it is, or its debrief."""
    if practice.ended_at is not None:
        draw_debrief(app, practice)
        bring_into_view(practice, revision, transcript(practice))
        return
    draw_clock(practice, app.conversation.now())
    if is_paused(practice):
        _draw_paused(app, practice, revision)
        return
    turn = practice.open_turn
    assert turn is not None
    working = set(app.conversation.working(practice))
    _draw_messages(app, practice, revision, working)
    note_seen(practice)
    _draw_actions(app, practice, turn, working)
    offer_voice(app, practice, turn)
    with st.bottom:
        _draw_input(app, practice, turn)
        coach_line(app)
    bring_into_view(practice, revision, transcript(practice))
    keep_draft()


def _draw_paused(app: App, practice: Practice, revision: int) -> None:
    st.html(
        '<article class="msg coach" aria-label="Paused"><div class="question">Paused.</div>'
        "<p>The clock stands still, also when you close the browser. The question comes back when you go on.</p>"
        "</article>"
    )
    if st.button("Go on with the interview", type="primary"):
        app.conversation.interview.resume(practice.id, practice.learner)
        st.rerun()
    watch(app, practice, revision, [])


def _draw_messages(app: App, practice: Practice, revision: int, working: set[str]) -> None:
    messages = transcript(practice)
    count = session.shown_messages(practice.id)
    if len(messages) > count:
        st.button(
            f"Show earlier ({len(messages) - count})", type="tertiary", on_click=session.show_more, args=(practice.id,)
        )
    else:
        st.html(coach_says(f'<p class="opening">{OPENING}</p>'))
    waiting: list[Message] = []
    for message in messages[-count:]:
        turn = message.turn
        noting = turn == practice.open_turn and turn.state is TurnState.ANSWERED and grading_job(turn.id) in working
        replying = _is_open(message) and any(_names(job, message) for job in working)
        if (noting and message.kind == "waiting") or (replying and message.kind == "aside-reply"):
            waiting.append(message)
        elif not (noting and message.kind == "answer"):
            _draw_message(app, practice, message)
    watch(app, practice, revision, waiting)


def _draw_message(app: App, practice: Practice, message: Message) -> None:
    turn = message.turn
    try:
        question = app.conversation.question(turn)
    except ContentError as error:
        if message.kind == "question":
            st.html(lost_html(turn, error))
        return
    is_last = turn == practice.open_turn
    if message.kind == "question":
        st.html(question_html(practice, turn, question, app.knowledge))
    elif message.kind == "answer":
        st.html(answer_html(turn))
    elif message.kind == "outcome":
        if is_last and isinstance(turn.outcome, NotGraded) and is_no_answer(turn):
            st.html(not_an_answer_html(turn.outcome.message))
    elif message.kind == "waiting":
        if is_last:
            st.html(coach_says("<p>I was interrupted while taking notes. Your answer is kept.</p>"))
    elif _is_open(message) and message.kind == "aside-reply":
        _draw_cut_reply(app, practice, message)
    else:
        st.html(message_html(message, question, question, app.knowledge))


def _draw_cut_reply(app: App, practice: Practice, message: Message) -> None:
    assert message.entry is not None
    turn, entry = message.turn, message.turn.entries[message.entry]
    st.html(coach_says("<p>My reply was cut off. Your question is kept.</p>"))
    if isinstance(entry, Aside) and st.button("Ask again", key=f"again:{entry.id}"):
        app.conversation.retry_aside(practice.id, practice.learner, turn.id, entry.id)
        st.rerun()


def _is_open(message: Message) -> bool:
    entry = message.turn.entries[message.entry] if message.entry is not None else None
    return isinstance(entry, Aside) and entry.is_open


def _names(job: str, message: Message) -> bool:
    entry = message.turn.entries[message.entry] if message.entry is not None else None
    return isinstance(entry, Aside) and job.endswith(f":{entry.id}")


def _draw_actions(app: App, practice: Practice, turn: Turn, working: set[str]) -> None:
    """Ask back · Skip · Pause · End, or, while the answer is read, on to the next question."""
    conversation, interview = app.conversation, app.conversation.interview
    args = (practice.id, practice.learner, turn.id)
    asking = session.asking()
    with st.container(horizontal=True, key="actions", gap="small"):
        if turn.state is TurnState.ANSWERED:
            if grading_job(turn.id) not in working:
                offer_move("Go on", turn.id, lambda: conversation.retry(*args))
            offer_move("Next question", turn.id, lambda: interview.move_on(*args))
        else:
            if st.button("Back to answering" if asking else "Ask back", type="tertiary", key="ask"):
                session.set_asking(not asking)
                st.rerun()
            offer_move("Skip", turn.id, lambda: conversation.skip(*args))
        offer_move("Pause", practice.id, lambda: interview.pause(practice.id, practice.learner))
        offer_move("End the interview", practice.id, lambda: conversation.end(practice.id, practice.learner))


def _draw_input(app: App, practice: Practice, turn: Turn) -> None:
    asking = session.asking()
    if turn.state is TurnState.ANSWERED:
        placeholder = "The interviewer takes a note"
    else:
        placeholder = "Ask about the scope of the question" if asking else "Answer as you would in the room"
    draw_input(app, practice, turn, placeholder=placeholder, asking=asking, help_text=HELP)
