"""Progress: what is owned, what fades, when it was practised and how it went."""

from collections import Counter

import streamlit as st

from coach.bootstrap import App
from coach.domain.agenda import Reason, Situation, offered
from coach.domain.mastery import Standing, forecast
from coach.domain.scoring import Band, band_of
from coach.domain.sittings import answers_by_day, minutes_by_topic, minutes_by_week, streak, weeks
from coach.ui.markup import plain
from coach.ui.pages.today import CSS
from coach.ui.pictures import curves_html, map_html
from coach.ui.pictures_of_time import calendar_html, scores_html, time_html
from coach.ui.zone import zone

AHEAD = 30
"""Days that the curves look ahead, and more where the interview is further off."""
FARTHEST = 180


def draw(app: App, learner: str) -> None:
    """Draw the pictures, each with its table."""
    st.html(CSS)
    st.title("Progress")
    answers = app.today.answers(learner)
    if not answers:
        st.html(
            '<p class="msg">Nothing to show yet. After your first answers this page shows what you own, what is '
            'fading, and when you practised.</p><p class="msg"><a href="./" target="_self">Practise now</a></p>'
        )
        return
    here = app.today.situation(learner, zone())
    topics = app.today.topics(learner)
    due = Counter(item.topic for item in offered(here) if item.reason is Reason.DUE)
    st.html(f'<p class="msg">{plain(_summary(list(topics.values()), sum(due.values())))}</p>')
    _part("Map", map_html(app.knowledge, topics, app.today.sections(learner), here.preparation, due))
    if curves := _curves(here):
        _part("What fades", curves_html(curves, here.today, here.interview))
    days = answers_by_day(answers, here.zone)
    _part("Days", calendar_html(days, streak(days, here.today), here.today))
    if scored := weeks(answers, here.zone):
        _part("Scores", scores_html(scored))
    titles = {topic.id: topic.title for topic in app.knowledge.syllabus.topics()}
    spent = [(titles.get(topic, topic), minutes) for topic, minutes in minutes_by_topic(answers).items()]
    _part("Time", time_html(minutes_by_week(answers, here.zone), spent, here.today))


def _part(title: str, html: str) -> None:
    st.subheader(title, anchor=False)
    st.html(f'<div class="picture msg">{html}</div>')


def _summary(standings: list[Standing], due: int) -> str:
    seen = [one.value for one in standings if one.value is not None]
    own = sum(band_of(value) is Band.STRONG for value in seen)
    are_due = "1 question is due" if due == 1 else f"{due} questions are due"
    return f"{len(seen)} of {len(standings)} topics asked about, {own} of them strong now; {are_due}."


def _curves(here: Situation) -> list[tuple[str, tuple[tuple[int, float], ...]]]:
    left = (here.interview - here.today).days if here.interview else 0
    days = min(FARTHEST, max(AHEAD, left + 2))
    found = []
    for topic in here.knowledge.syllabus.topics():
        if here.preparation.weight(topic.id) <= 0:
            continue
        curve = forecast(here.knowledge.questions_on(topic.id), here.memories, here.at, days, max(1, days // 30))
        if curve:
            found.append((topic.title, curve))
    return found
