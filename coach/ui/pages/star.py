"""STAR review: tell a story, see it marked, be asked one question, tell it better."""

from pathlib import Path

import streamlit as st

from coach.bootstrap import App
from coach.domain.question import Level, Question, QuestionKind
from coach.domain.star import NotReviewed, StarReview
from coach.domain.star_compare import improved
from coach.domain.story import COMPETENCIES, LONGEST, Story
from coach.domain.story_bank import story_markdown
from coach.errors import NotFound, NotNow
from coach.ui import session
from coach.ui.controls import coach_line
from coach.ui.downloads import offer_download
from coach.ui.markup import plain
from coach.ui.star_draft import keep_story_draft
from coach.ui.star_live import watch_review
from coach.ui.star_review import not_reviewed_html, review_html, story_html

STYLE = Path(__file__).parent.parent / "star.css"
OPENING = (
    "Tell one case that happened, as you would say it: what the matter was, what was yours to achieve, what you did, "
    "and what came of it. I mark every sentence, then ask you one question."
)


def draw(app: App, learner: str) -> None:
    """Draw the story that the address names, or the place to tell one."""
    st.html(STYLE)
    wanted = session.take_from_address("question")
    if wanted is not None:
        session.leave_story()
        session.choose_star_question(wanted)
    story = None if wanted else _current(app, learner)
    if notice := session.told():
        st.info(notice)
    if story is None:
        _draw_telling(app, learner)
    else:
        session.show_story(story.id)
        _draw_story(app, story)
    keep_story_draft()
    coach_line(app, index=False)


def _current(app: App, learner: str) -> Story | None:
    if (named := session.story_id()) is None:
        return None
    try:
        return app.store.story(named, learner)
    except NotFound as error:
        session.leave_story()
        session.tell(str(error))
        return None


# -- telling it -------------------------------------------------------------------------------------------------------


def _draw_telling(app: App, learner: str) -> None:
    st.title("STAR review")
    st.html(f'<p class="msg opening">{OPENING}</p>')
    bank = behavioural(app)
    chosen = st.selectbox(
        "Question",
        list(bank),
        format_func=lambda one: bank[one].prompt.strip() if one in bank else one,
        index=None,
        placeholder="Choose a question, or type your own",
        accept_new_options=True,
        key=session.STAR_QUESTION,
    )
    level = st.segmented_control(
        "Level", list(Level), default=_level(app, learner), required=True, key="star-level", format_func=str
    )
    with st.form("telling", border=False):
        text = st.text_area(
            "Your story", height=260, max_chars=LONGEST, placeholder="At my last company …", key="telling-text"
        )
        sent = st.form_submit_button("Review it", type="primary")
    if not sent:
        return
    if not chosen:
        st.warning("Choose the question that this answers, or type your own. Your story is still there.")
    elif not text.strip():
        st.warning("There is nothing to review yet. Tell the story in the box above.")
    else:
        question = bank.get(chosen)
        story = app.star.tell(
            learner,
            text,
            question=question.prompt.strip() if question else chosen,
            question_id=question.id if question else None,
            competency=question.competency if question else None,
            level=level or Level.MID,
        )
        session.show_story(story.id)
        st.rerun()


def behavioural(app: App) -> dict[str, Question]:
    """The bank's behavioural questions by id."""
    return {one.id: one for one in app.knowledge.questions.values() if one.kind is QuestionKind.BEHAVIOURAL}


def _level(app: App, learner: str) -> Level:
    kept = app.store.preference(learner, "level")
    return Level(kept) if kept in set(Level) else Level.MID


# -- the review -------------------------------------------------------------------------------------------------------


def _draw_story(app: App, story: Story) -> None:
    st.html(
        f'<article class="msg coach" aria-label="Question"><div class="chips"><span>STAR review</span>'
        f"<span>{story.level}</span><span>version {len(story.versions)}</span></div>"
        f'<div class="question"><p>{plain(story.question)}</p></div></article>'
    )
    outcome = story.latest.outcome
    before = story.reviewed_before()
    if isinstance(outcome, StarReview) and before is not None and before.review is not None:
        _draw_comparison(story, before.review, outcome)
    else:
        st.html(f'<div class="msg learner" aria-label="Your story">{story_html(story.latest)}</div>')
    if isinstance(outcome, StarReview):
        st.html(review_html(outcome))
        _draw_revising(app, story, outcome.ask)
    elif not watch_review(app, story):
        _draw_retry(app, story, outcome)
        if outcome is not None:
            _draw_revising(app, story, "")
    _draw_keeping(app, story)


def _draw_comparison(story: Story, before: StarReview, after: StarReview) -> None:
    changes = (
        "".join(f"<li>{plain(one)}</li>" for one in improved(before, after)) or "<li>Nothing that is measured.</li>"
    )
    st.html(
        f'<section class="msg" aria-label="What changed"><h4>What changed</h4>'
        f'<ul class="changed">{changes}</ul></section>'
    )
    earlier = story.reviewed_before()
    assert earlier is not None
    with st.container(key="compare"):
        left, right = st.columns(2, gap="medium")
        left.html(f'<div class="msg"><p class="label">Before · {before.score} of 5</p>{story_html(earlier)}</div>')
        right.html(f'<div class="msg"><p class="label">Now · {after.score} of 5</p>{story_html(story.latest)}</div>')


def _draw_retry(app: App, story: Story, outcome: NotReviewed | StarReview | None) -> None:
    if outcome is None:
        st.html(
            not_reviewed_html(NotReviewed(reason="interrupted", message="The review was cut off. Your story is kept."))
        )
    elif isinstance(outcome, NotReviewed):
        st.html(not_reviewed_html(outcome))
        if not outcome.retry:
            return
    with st.container(horizontal=True):
        if st.button("Retry", type="primary", key="star-retry"):
            app.star.retry(story.id, story.learner)
            st.rerun()
        if app.star.reviewer is not app.star.fallback and st.button("Review offline instead", key="star-offline"):
            app.star.retry(story.id, story.learner, offline=True)
            st.rerun()


def _draw_revising(app: App, story: Story, ask: str) -> None:
    if ask:
        st.html(
            '<article class="msg coach" aria-label="Follow-up"><div class="chips"><span>One question</span></div>'
            f'<div class="question"><p>{plain(ask)}</p></div>'
            '<p class="quiet">Work the answer into your story, and I compare the two.</p></article>'
        )
    with st.form("revising", border=False):
        text = st.text_area(
            "Your story, told anew",
            value=story.latest.text,
            height=240,
            max_chars=LONGEST,
            key=f"revise:{story.latest.id}",
        )
        if st.form_submit_button("Review the new version", type="primary"):
            try:
                app.star.revise(story.id, story.learner, text)
            except NotNow as error:
                session.tell(str(error))
            st.rerun()


def _draw_keeping(app: App, story: Story) -> None:
    """What the bank keeps of it: title and competencies.

    Only what the learner changes here is written: what merely stands here, another tab may have changed since.
    """
    titled, tagged = f"title:{story.id}", f"tags:{story.id}"
    with st.expander("In your story bank"):
        title = st.text_input(
            "Title", value=story.title, max_chars=120, key=titled, on_change=session.note_change, args=(titled,)
        )
        tags = st.pills(
            "Competencies it shows",
            list(COMPETENCIES),
            selection_mode="multi",
            default=list(story.competencies),
            key=tagged,
            on_change=session.note_change,
            args=(tagged,),
        )
        if session.take_change(titled):
            app.star.describe(story.id, story.learner, title=title)
        if session.take_change(tagged):
            app.star.describe(story.id, story.learner, competencies=tags)
    if len(story.versions) > 1:
        with st.expander(f"Earlier versions ({len(story.versions) - 1})"):
            for one in reversed(story.versions[:-1]):
                score = f"{one.review.score} of 5" if one.review else "not reviewed"
                st.html(
                    f'<div class="msg"><p class="label">{one.at:%d %b %Y, %H:%M} UTC · {score}</p>'
                    f"{story_html(one)}</div>"
                )
    with st.container(horizontal=True, key="story-acts"):
        if st.button("Tell another story", type="tertiary"):
            session.leave_story()
            st.rerun()
        offer_download(
            "Download",
            lambda: story_markdown(story),
            file_name="story.md",
            mime="text/markdown",
            kind="tertiary",
        )
