"""From a coach's verdicts to an assessment: evidence, score, band."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.domain.assessment import (
    HeldBelief,
    Judgement,
    PointJudgement,
    Usage,
    assess,
    checked_points,
    points_to_next_band,
)
from coach.domain.correcting import confirmed, corrected
from coach.domain.question import FollowUp, KeyPoint, Misconception, Question
from coach.domain.scoring import Band, Verdict, band_of, score_of
from coach.errors import CannotGrade

ANSWER = "All requests miss at once. One caller rebuilds and the rest wait. I'd also use a longer TTL."
QUESTION = Question(
    id="caching-stampede",
    topic="caching",
    prompt="A hot key expires and the database falls over. Why?",
    key_points=(
        KeyPoint(id="herd", claim="Many requests miss the key at once.", weight=3, core=True, see="stampede"),
        KeyPoint(id="single", claim="Let one caller recompute.", weight=2),
        KeyPoint(id="jitter", claim="Spread expiry by jitter.", weight=1, see="stampede"),
    ),
    misconceptions=(Misconception(id="longer-ttl", belief="A longer TTL solves it.", correction="It comes back."),),
)
V = Verdict


def test_how_likely_a_point_was_made_goes_with_its_evidence() -> None:
    said = judgement(herd=(V.COVERED, "use a mutex"), single=(V.COVERED, "one caller rebuilds"), jitter=(V.MISSING, ""))
    sure = said.model_copy(update={"points": tuple(one.model_copy(update={"made": 0.8}) for one in said.points)})

    herd, single, jitter = assess(QUESTION, ANSWER, sure, graded_by="x").verdicts

    assert (herd.made, single.made, jitter.made) == (None, 0.8, 0.8)


def judgement(**verdicts: tuple[Verdict, str]) -> Judgement:
    return Judgement(
        points=tuple(
            PointJudgement(key_point=name, verdict=verdict, quote=quote) for name, (verdict, quote) in verdicts.items()
        )
    )


ALL_SAID = judgement(
    herd=(V.COVERED, "All requests miss at once"), single=(V.PARTIAL, "one caller rebuilds"), jitter=(V.MISSING, "")
)


def test_a_whole_judgement_becomes_score_and_band() -> None:
    assessment = assess(QUESTION, ANSWER, ALL_SAID, graded_by="embedded")

    assert assessment.score == pytest.approx((3 + 1) / 6, abs=1e-4)
    assert assessment.band is Band.SOLID
    assert assessment.verdict("single") is V.PARTIAL
    single = assessment.verdicts[1]
    assert single.span is not None
    assert ANSWER[slice(*single.span)] == single.quote == "One caller rebuilds"
    assert assessment.rubric_hash == QUESTION.rubric_hash


@pytest.mark.parametrize(
    ("verdicts", "score"),
    [
        ((V.COVERED, V.COVERED, V.COVERED), 1.0),
        ((V.MISSING, V.COVERED, V.COVERED), 0.5),
        ((V.CONTRADICTED, V.COVERED, V.COVERED), 0.25),
        ((V.CONTRADICTED, V.CONTRADICTED, V.CONTRADICTED), 0.0),
        ((V.PARTIAL, V.COVERED, V.COVERED), 0.75),
    ],
)
def test_the_score_is_the_credit_by_weight(verdicts: tuple[Verdict, ...], score: float) -> None:
    assert score_of(QUESTION, dict(zip(("herd", "single", "jitter"), verdicts, strict=True))) == score


def test_a_lost_core_point_caps_the_score() -> None:
    light = QUESTION.model_copy(
        update={"key_points": (QUESTION.key_points[0].model_copy(update={"weight": 1}), *QUESTION.key_points[1:])}
    )

    assert score_of(light, {"herd": V.MISSING, "single": V.COVERED, "jitter": V.COVERED}) == 0.6
    assert score_of(light, {"herd": V.PARTIAL, "single": V.COVERED, "jitter": V.COVERED}) == 0.875


def test_no_score_is_made_up_for_a_point_without_a_verdict() -> None:
    with pytest.raises(KeyError):
        score_of(QUESTION, {"herd": V.COVERED})
    with pytest.raises(CannotGrade, match="jitter"):
        assess(QUESTION, ANSWER, judgement(herd=(V.MISSING, ""), single=(V.MISSING, "")), graded_by="x")


def test_two_verdicts_that_differ_on_one_point_are_no_grade() -> None:
    twice = Judgement(points=(*ALL_SAID.points, PointJudgement(key_point="herd", verdict=V.MISSING)))

    with pytest.raises(CannotGrade, match="herd"):
        assess(QUESTION, ANSWER, twice, graded_by="x")


@pytest.mark.parametrize("verdict", [V.COVERED, V.PARTIAL, V.CONTRADICTED])
def test_a_quote_that_the_candidate_never_said_earns_nothing(verdict: Verdict) -> None:
    forged = judgement(herd=(verdict, "use a mutex"), single=(V.MISSING, ""), jitter=(V.MISSING, ""))

    assessment = assess(QUESTION, ANSWER, forged, graded_by="x")

    assert assessment.verdict("herd") is V.MISSING
    assert assessment.voided == ("herd",)
    assert assessment.score == 0


def test_a_belief_is_held_only_with_words_that_show_it_and_only_once() -> None:
    held = (
        HeldBelief(misconception="longer-ttl", quote="use a longer TTL"),
        HeldBelief(misconception="longer-ttl", quote="a longer TTL"),
        HeldBelief(misconception="unheard-of", quote="use a longer TTL"),
    )
    forged = (HeldBelief(misconception="longer-ttl", quote="raise maxmemory"),)

    _, kept, _ = checked_points(QUESTION, ANSWER, Judgement(held=held), ())
    _, none, voided = checked_points(QUESTION, ANSWER, Judgement(held=forged), ())

    assert [one.quote for one in kept] == ["use a longer TTL"]
    assert none == ()
    assert voided == ("longer-ttl",)


def test_a_citation_outside_what_was_sent_gives_way_to_the_rubrics_own() -> None:
    point = PointJudgement(key_point="herd", verdict=V.COVERED, quote="miss at once", passage="caching#invented")
    known = point.model_copy(update={"passage": "caching#locks"})

    (dropped,), _, _ = checked_points(QUESTION, ANSWER, Judgement(points=(point,)), ("caching#locks",))
    (kept,), _, _ = checked_points(QUESTION, ANSWER, Judgement(points=(known,)), ("caching#locks",))

    assert dropped.passage == "caching#stampede"
    assert kept.passage == "caching#locks"


def test_half_a_judgement_can_be_shown_while_it_arrives() -> None:
    verdicts, held, voided = checked_points(QUESTION, ANSWER, judgement(single=(V.COVERED, "one caller rebuilds")), ())

    assert [verdict.key_point for verdict in verdicts] == ["single"]
    assert (held, voided) == ((), ())


def test_a_follow_up_on_a_point_that_was_made_is_dropped() -> None:
    on_made = ALL_SAID.model_copy(update={"follow_up": FollowUp(targets="herd", ask="How would you see it?")})
    on_lost = ALL_SAID.model_copy(update={"follow_up": FollowUp(targets="jitter", ask="When do they expire?")})

    assert assess(QUESTION, ANSWER, on_made, graded_by="x").follow_up is None
    assert assess(QUESTION, ANSWER, on_lost, graded_by="x").follow_up == on_lost.follow_up


def test_confirming_makes_the_verdicts_the_learners_own_and_remembers_the_suggestion() -> None:
    suggested = assess(QUESTION, ANSWER, ALL_SAID, graded_by="embedded", suggested=True)

    own = confirmed(QUESTION, suggested, {"jitter": V.COVERED})

    assert {verdict.by for verdict in own.verdicts} == {"self"}
    assert own.verdicts[2].suggested is V.MISSING
    assert own.verdict("jitter") is V.COVERED
    assert own.score == pytest.approx(5 / 6, abs=1e-4)
    assert not own.suggested


def test_the_next_band_needs_the_fewest_heaviest_points() -> None:
    nothing = judgement(herd=(V.MISSING, ""), single=(V.MISSING, ""), jitter=(V.MISSING, ""))
    everything = judgement(**dict.fromkeys(("herd", "single", "jitter"), (V.COVERED, "miss at once")))

    assert points_to_next_band(QUESTION, assess(QUESTION, ANSWER, nothing, graded_by="x")) == (
        Band.DEVELOPING,
        ("herd",),
    )
    assert points_to_next_band(QUESTION, assess(QUESTION, ANSWER, everything, graded_by="x")) is None


def test_a_rubric_that_has_changed_since_is_scored_by_the_points_that_were_judged() -> None:
    suggested = assess(QUESTION, ANSWER, ALL_SAID, graded_by="embedded", suggested=True)
    herd, single, _ = QUESTION.key_points
    grown = QUESTION.model_copy(
        update={"key_points": (herd, single, KeyPoint(id="new", claim="Something new.", core=True))}
    )
    strange = QUESTION.model_copy(update={"key_points": (KeyPoint(id="new", claim="Something new."),)})

    assert confirmed(grown, suggested, {"single": V.COVERED}).score == 1.0
    assert corrected(grown, suggested, suggested.verdicts[0].model_copy(update={"verdict": V.PARTIAL})).score == 0.5
    assert len(confirmed(grown, suggested, {}).verdicts) == 3, "what was judged is kept"
    assert confirmed(strange, suggested, {}).score == suggested.score
    assert points_to_next_band(grown, suggested) is None


@given(st.lists(st.sampled_from(list(V)), min_size=3, max_size=3), st.integers(0, 2))
def test_making_a_point_never_costs_anything(verdicts: list[Verdict], which: int) -> None:
    before = dict(zip(("herd", "single", "jitter"), verdicts, strict=True))
    after = {**before, list(before)[which]: V.COVERED}

    assert 0 <= score_of(QUESTION, before) <= score_of(QUESTION, after) <= 1


@pytest.mark.parametrize(
    ("score", "band"),
    [(0, "not yet"), (0.39, "not yet"), (0.4, "developing"), (0.65, "solid"), (0.85, "strong"), (1, "strong")],
)
def test_bands_begin_at_their_floors(score: float, band: str) -> None:
    assert band_of(score) == band


def test_costs_add_up_and_an_unknown_price_stays_unknown() -> None:
    priced, unpriced = Usage(prompt_tokens=10, completion_tokens=2, cost_usd=0.1), Usage(prompt_tokens=5)

    assert (priced + unpriced).prompt_tokens == 15
    assert (priced + priced).cost_usd == pytest.approx(0.2)
    assert (unpriced + unpriced).cost_usd is None


def test_what_was_said_about_suggestions_is_not_said_about_the_learners_verdicts() -> None:
    points = tuple(PointJudgement(key_point=point.id, verdict=V.MISSING) for point in QUESTION.key_points)
    told = Judgement(points=points, feedback="Nothing here comes close.")
    suggested = assess(QUESTION, ANSWER, told, graded_by="embedded", suggested=True)
    settled = confirmed(QUESTION, suggested, {QUESTION.key_points[0].id: V.COVERED})
    assert settled.feedback == ""
    graded = assess(QUESTION, ANSWER, told, graded_by="openai:x")
    assert confirmed(QUESTION, graded, {}).feedback == told.feedback
