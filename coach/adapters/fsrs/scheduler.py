"""`coach.ports.Scheduler` with FSRS, the free spaced-repetition scheduler."""

from datetime import UTC, datetime, timedelta

import fsrs

from coach.domain.recall import RETAINED, Rating, Recall, Review

LONGEST = 365
"""Days: what was asked for last a year ago is asked for again, however well it went."""
AT_HAND = 100_000
"""Cards that are kept; some 500 bytes each."""
_EPOCH = datetime.fromtimestamp(0, UTC)

Step = tuple[int, Rating]
"""A review as FSRS sees it: whole days since the one before, and how well it went."""


class FsrsScheduler:
    """Folds reviews with FSRS' default weights. Thread-safe; the same reviews give the same answer, always."""

    def __init__(self) -> None:
        # Whole days, since nobody practises twice in ten minutes on purpose; no fuzz: nothing is left to chance.
        self._fsrs = fsrs.Scheduler(
            desired_retention=RETAINED,
            learning_steps=(),
            relearning_steps=(),
            maximum_interval=LONGEST,
            enable_fuzzing=False,
        )
        self._decay = self._fsrs.parameters[20]
        # By the whole history so far: one more answer costs one more step, and key points that were asked for together
        # and went alike share theirs.
        self._cards: dict[tuple[Step, ...], fsrs.Card] = {}

    def recall(self, reviews: tuple[Review, ...]) -> Recall:
        """What is remembered after those reviews, at least one, the earliest first."""
        steps: list[Step] = []
        before = reviews[0].at
        for review in reviews:
            steps.append((max(0, (review.at - before).days), review.rating))
            before = review.at
        card = self._card(tuple(steps))
        assert card.last_review is not None
        assert card.stability is not None
        interval = max(1, (card.due - card.last_review).days)
        return Recall(last=reviews[-1].at, stability=card.stability, decay=self._decay, interval=interval)

    def _card(self, steps: tuple[Step, ...]) -> fsrs.Card:
        known = len(steps)
        while known and steps[:known] not in self._cards:
            known -= 1
        # With an id and a day due, making a card neither looks at the clock nor waits for it.
        card = self._cards[steps[:known]] if known else fsrs.Card(card_id=0, due=_EPOCH, last_review=None)
        for count in range(known, len(steps)):
            days, rating = steps[count]
            at = (card.last_review or _EPOCH) + timedelta(days=days)
            card, _ = self._fsrs.review_card(card, fsrs.Rating(rating), at)
            if len(self._cards) >= AT_HAND:
                self._cards.clear()
            self._cards[steps[: count + 1]] = card
        return card
