"""An assessment after its verdicts were confirmed, corrected or looked at again. Score and band are code's, anew."""

from collections.abc import Mapping

from coach.domain.assessment import Assessment, PointVerdict
from coach.domain.question import Question
from coach.domain.scoring import Verdict, band_of, score_of


def confirmed(question: Question, assessment: Assessment, corrections: Mapping[str, Verdict]) -> Assessment:
    """The assessment after the learner confirmed it, with the verdicts in `corrections` as the learner's own.

    Every verdict of a suggested assessment is the learner's once confirmed, and what the coach said about its own
    suggestions is not repeated about the learner's verdicts.
    """
    verdicts = tuple(
        verdict.model_copy(
            update={
                "verdict": corrections.get(verdict.key_point, verdict.verdict),
                "suggested": verdict.verdict,
                "by": "self",
            }
        )
        if assessment.suggested or verdict.key_point in corrections
        else verdict
        for verdict in assessment.verdicts
    )
    return _with_verdicts(question, assessment, verdicts).model_copy(
        update={
            "suggested": False,
            "feedback": "" if assessment.suggested else assessment.feedback,
            "graded_by": "self" if assessment.suggested else assessment.graded_by,
        }
    )


def corrected(question: Question, assessment: Assessment, verdict: PointVerdict) -> Assessment:
    """The assessment with that verdict in place of the one on the same key point."""
    verdicts = tuple(verdict if one.key_point == verdict.key_point else one for one in assessment.verdicts)
    return _with_verdicts(question, assessment, verdicts)


def _with_verdicts(question: Question, assessment: Assessment, verdicts: tuple[PointVerdict, ...]) -> Assessment:
    """Scored over the key points that have a verdict: the rubric may have changed since the answer was judged.

    Where it has none of them any more, the score stands as it was.
    """
    by_id = {one.key_point: one.verdict for one in verdicts}
    judged = tuple(point for point in question.key_points if point.id in by_id)
    score = score_of(question.model_copy(update={"key_points": judged}), by_id) if judged else assessment.score
    return assessment.model_copy(update={"verdicts": verdicts, "score": score, "band": band_of(score)})
