"""What a learner can do about the open question of a conversation or a drill: by a button, or in words."""

import streamlit as st

from coach.bootstrap import App
from coach.domain.intent import COMMANDS, Wish
from coach.domain.practice import Mode, Practice, Turn, TurnState
from coach.domain.question import Level
from coach.practice.jobs import is_lost
from coach.ui import session
from coach.ui.controls import coach_line
from coach.ui.moves import draw_input, offer_move
from coach.ui.voice import offer_voice

HELP = {
    Wish.HINT: "a hint",
    Wish.SKIP: "leave this question",
    Wish.MODEL_ANSWER: "show the model answer",
    Wish.EXPLAIN: "explain what the question is about",
    Wish.ASK: "ask the coach something, as in `/ask why does jitter help?`",
    Wish.END: "end the practice",
    Wish.HELP: "this list",
}


def draw_open_turn(app: App, practice: Practice, turn: Turn) -> None:
    """Draw the buttons and the input; where the question is gone from the knowledge, only the ways on from it."""
    if is_lost(turn, app.knowledge):
        _draw_ways_on(app, practice, turn)
        with st.bottom:
            coach_line(app)
        return
    _draw_actions(app, practice, turn)
    offer_voice(app, practice, turn)
    with st.bottom:
        _draw_input(app, practice, turn)
        coach_line(app)


def _draw_ways_on(app: App, practice: Practice, turn: Turn) -> None:
    conversation = app.conversation
    with st.container(horizontal=True, key="actions", gap="small"):
        offer_move("Skip", turn.id, lambda: conversation.skip(practice.id, practice.learner, turn.id))
        offer_move("End", practice.id, lambda: conversation.end(practice.id, practice.learner))


def _draw_actions(app: App, practice: Practice, turn: Turn) -> None:
    """Hint · Ask something · Explain · Model answer · Skip · End: what fits where the turn stands."""
    conversation, args = app.conversation, (practice.id, practice.learner, turn.id)
    asking = session.asking()
    with st.container(horizontal=True, key="actions", gap="small"):
        if turn.state is TurnState.ASKED:
            hints_left = len(conversation.question(turn).hints) - len(turn.hints)
            if hints_left > 0 and turn.follow_up is None:
                offer_move("Hint", turn.id, lambda: conversation.hint(*args))
            offer_move("Skip", turn.id, lambda: conversation.skip(*args))
        if practice.plan.mode is Mode.DRILL_DOWN:
            _draw_ladder(app, practice, turn)
        if st.button("Back to answering" if asking else "Ask something", type="tertiary", key="ask"):
            session.set_asking(not asking)
            st.rerun()
        offer_move("Explain", turn.id, lambda: conversation.explain(*args))
        if turn.state in {TurnState.ASKED, TurnState.NOT_GRADED} and turn.follow_up is None:
            offer_move("Model answer", turn.id, lambda: conversation.reveal(*args))
        if turn.state is TurnState.NOT_GRADED:
            offer_move("Skip", turn.id, lambda: conversation.skip(*args))
        if any(one.answer for one in practice.turns):
            offer_move("End", practice.id, lambda: conversation.end(practice.id, practice.learner))


def _draw_ladder(app: App, practice: Practice, turn: Turn) -> None:
    """Go deeper · Easier: what the ladder allows."""
    if turn.state not in {TurnState.ASKED, TurnState.NOT_GRADED}:
        return
    drill, args = app.conversation.drill, (practice.id, practice.learner, turn.id)
    level = app.conversation.question(turn).level
    if level is not Level.SENIOR:
        offer_move("Go deeper", turn.id, lambda: drill.deeper(*args))
    if level is not Level.JUNIOR:
        offer_move("Easier", turn.id, lambda: drill.easier(*args))


def _draw_input(app: App, practice: Practice, turn: Turn) -> None:
    asking = session.asking() or turn.state is TurnState.SUGGESTED
    if turn.state is TurnState.SUGGESTED:
        placeholder = "Confirm above, or ask about this"
    elif asking:
        placeholder = "Ask the coach anything about this"
    elif turn.state is TurnState.ANSWERED:
        placeholder = "The coach is reading your answer"
    else:
        placeholder = "Answer in your own words, or /help"
    draw_input(app, practice, turn, placeholder=placeholder, asking=asking, help_text=_help())


def _help() -> str:
    return "Type an answer, a question, or one of these:\n\n" + "\n".join(
        f"- `{command}`: {HELP[wish]}" for command, wish in COMMANDS.items()
    )
