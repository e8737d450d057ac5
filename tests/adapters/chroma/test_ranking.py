"""The order of passages: by their own evidence and by their topic's."""

import math

import numpy as np
import pytest

from coach.adapters.chroma.ranking import AGAIN, OWN, WEIGHTS, Ranking
from tests.adapters.chroma.parts import corpus

NO_WORDS = np.zeros(6)
NO_NOTES = np.zeros(3)


def order(
    pieces: list[tuple[str, float]], *, words: list[float] | None = None, topic: str | None = None, k: int = 6
) -> list[tuple[str, float]]:
    ranking = Ranking(corpus())
    return ranking.order(pieces, np.array(words or NO_WORDS), NO_NOTES, among=ranking.within(topic), k=k)


def ids(found: list[tuple[str, float]]) -> list[str]:
    return [id_ for id_, _ in found]


def test_the_nearest_comes_first_and_scores_are_odds_beside_it() -> None:
    found = order([("sql#explain", 0.9), ("caching#ttl", 0.2)], k=2)

    assert ids(found) == ["sql#explain", "sql#lost-updates"]
    assert found[0][1] == 1
    assert 0 < found[1][1] < 1


def test_two_near_passages_of_a_topic_beat_one_that_is_a_little_nearer() -> None:
    pieces = [("http-https#hsts", 0.52), ("sql#explain", 0.5), ("sql#lost-updates", 0.5), ("caching#ttl", 0.1)]

    assert ids(order(pieces, k=1)) == ["sql#lost-updates"]


def test_several_pieces_of_one_passage_speak_for_its_topic_but_count_once_for_itself() -> None:
    once = order([("sql#explain", 0.5), ("caching#ttl", 0.49), ("caching#stampede", 0.1)], k=1)
    often = order([("sql#explain", 0.5), ("caching#ttl", 0.49), ("caching#ttl", 0.48), ("caching#stampede", 0.1)], k=1)

    assert ids(once) == ["sql#explain"]
    assert ids(often) == ["caching#ttl"]


def test_where_two_topics_are_about_as_likely_both_are_near_the_top() -> None:
    pieces = [("sql#explain", 0.5), ("sql#lost-updates", 0.5), ("caching#ttl", 0.49), ("caching#stampede", 0.48)]

    assert {id_.partition("#")[0] for id_ in ids(order([*pieces, ("http-https#hsts", 0.2)], k=2))} == {"sql", "caching"}


def test_where_one_topic_is_clear_its_passages_fill_the_list() -> None:
    pieces = [("sql#explain", 0.9), ("sql#lost-updates", 0.8), ("caching#ttl", 0.1), ("caching#stampede", 0.1)]

    assert ids(order(pieces, k=2)) == ["sql#explain", "sql#lost-updates"]


def test_a_second_passage_of_a_topic_loses_what_is_promised() -> None:
    (_, first), (_, second) = order([("sql#explain", 0.9), ("sql#lost-updates", 0.9), ("caching#ttl", 0.0)], k=2)

    assert math.log(first / second) == pytest.approx(AGAIN)


def test_words_count_like_meaning() -> None:
    strong = 2 * WEIGHTS.meaning / WEIGHTS.words
    found = order([("sql#explain", 0.3), ("caching#ttl", 0.2)], words=[0, strong, 0, 0, 0, 0], k=1)

    assert ids(found) == ["caching#ttl"]
    assert OWN > 0


def test_only_what_is_among_is_found_each_once() -> None:
    found = order([("caching#ttl", 0.9), ("sql#explain", 0.8)], topic="sql", k=9)

    assert sorted(ids(found)) == ["sql#explain", "sql#lost-updates"]
    assert order([("caching#ttl", 0.9)], topic="none", k=3) == []
    assert len(set(ids(order([("caching#ttl", 0.9)], k=9)))) == 6
