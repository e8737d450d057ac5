"""Home: for a learner with a record, what to practise today; for anybody else, a question."""

from coach.bootstrap import App
from coach.ui import session
from coach.ui.pages import practice, today


def draw(app: App, learner: str) -> None:
    """Draw the practice that this tab is about, or today's plan where it is about none and there is one."""
    if not session.is_about_something() and app.today.has_record(learner):
        today.draw(app, learner)
    else:
        practice.draw(app, learner)
