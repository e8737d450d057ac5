"""A tightened version may not say what the learner didn't."""

import pytest

from coach.domain.star_suggestion import invented

ANSWER = (
    "At Acme our checkout took 3 seconds and about 1,200 people left each day. I asked Petra for the PostgreSQL plan, "
    "added two indexes, and half of them stayed. Customers wrote to us."
)


@pytest.mark.parametrize(
    "suggestion",
    [
        "",
        "At Acme, checkout took 3 seconds, so 1200 people left each day. I added two indexes with Petra.",
        "Our checkout took three seconds. With the PostgreSQL plan I added 2 indexes. Half stayed.",
        "I added two indexes. […] people more bought something, which is [how many percent …].",
        "The checkout was slow. After that I asked for the plan. Customers stayed.",
    ],
)
def test_what_was_said_may_be_said_shorter(suggestion: str) -> None:
    assert invented(suggestion, ANSWER) == ()


@pytest.mark.parametrize(
    ("suggestion", "made_up"),
    [
        ("I cut it to 200 ms.", "200"),
        ("Conversion rose by 18 percent.", "18"),
        ("I added four indexes.", "four"),
        ("It saved twenty-five euros.", "twenty-five"),
        ("Sales doubled.", "doubled"),
        ("I asked Sven for the plan.", "Sven"),
        ("We moved to MongoDB.", "MongoDB"),
        ("Kubernetes restarted the pods.", "Kubernetes"),
        ("I told the CEO.", "CEO"),
        ("I did it for Acme and Globex.", "Globex"),
    ],
)
def test_a_number_or_a_name_of_the_reviewers_own_is_found(suggestion: str, made_up: str) -> None:
    assert made_up in invented(suggestion, ANSWER)
