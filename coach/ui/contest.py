"""Contesting a verdict, in place under the assessment."""

import streamlit as st

from coach.bootstrap import App
from coach.domain.practice import Practice, Turn, TurnState
from coach.domain.question import Question
from coach.domain.scoring import Verdict
from coach.errors import NotNow
from coach.practice.contesting import REASON
from coach.practice.jobs import contest_job
from coach.ui import session
from coach.ui.confirm import WORDS
from coach.ui.markup import SYMBOLS

_SHORT = 90


def contest(app: App, practice: Practice, turn: Turn, rubric: Question, working: set[str]) -> None:
    """Offer to contest what hasn't been contested; to try again what was cut off or failed."""
    if turn.state is not TurnState.GRADED or turn.assessment is None:
        return
    for point in rubric.key_points:  # a dispute on one that is gone stays as it is
        if (one := turn.contest(point.id)) is None:
            continue
        cut_off = one.is_open and contest_job(turn.id, point.id) not in working
        if (one.failed or cut_off) and st.button(
            "Look at it again", key=f"look-again:{turn.id}:{point.id}", help=point.claim
        ):
            app.conversation.contesting.again(practice.id, practice.learner, turn.id, point.id)
            st.rerun()
    verdicts = {one.key_point: one.verdict for one in turn.assessment.verdicts}
    left = [point.id for point in rubric.key_points if point.id in verdicts and turn.contest(point.id) is None]
    if not left:
        return
    with (
        st.popover("Contest a verdict", type="tertiary", key=f"contest:{turn.id}"),
        st.form(f"dispute:{turn.id}", border=False),
    ):
        picked = st.selectbox(
            "Which point?",
            left,
            format_func=lambda point: f"{SYMBOLS[verdicts[point]][0]} {_shortened(rubric.key_point(point).claim)}",
            key=f"dispute-point:{turn.id}",
        )
        reason = st.text_area(
            "What does it overlook?",
            key=f"dispute-reason:{turn.id}",
            max_chars=REASON,
            placeholder="Point at the words of your answer that make it.",
        )
        verdict = _own_verdict(turn) if app.coach.suggests else None
        st.caption(
            "The embedded coach can't look again; what you decide counts, and is kept as yours."
            if app.coach.suggests
            else "The coach looks at this one point again, by the words of your answer. Both verdicts are kept."
        )
        if st.form_submit_button("Decide" if app.coach.suggests else "Look again", type="primary"):
            _submit(app, (practice.id, practice.learner, turn.id, picked, reason), verdict)


def _own_verdict(turn: Turn) -> Verdict:
    chosen = st.segmented_control(
        "Did you say it?",
        list(Verdict),
        default=Verdict.COVERED,
        required=True,
        format_func=lambda one: WORDS[one],
        key=f"dispute-verdict:{turn.id}",
    )
    return chosen or Verdict.COVERED


def _submit(app: App, wish: tuple[str, str, str, str, str], verdict: Verdict | None) -> None:
    reason = wish[-1]
    if verdict is None and not reason.strip():
        session.tell("Say what the verdict overlooks: without a reason, the coach would only repeat itself.")
        st.rerun()
    try:
        if verdict is None:
            app.conversation.contesting.contest(*wish)
        else:
            app.conversation.contesting.overrule(*wish, verdict=verdict)
    except NotNow as error:
        session.tell(str(error))
    st.rerun()


def _shortened(claim: str) -> str:
    return claim if len(claim) <= _SHORT else f"{claim[:_SHORT].rsplit(' ', 1)[0]} …"
