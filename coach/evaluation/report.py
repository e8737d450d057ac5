"""A run's report: one value, and how it reads in Markdown."""

from coach.domain.base import Record
from coach.evaluation.figures import Figure, Figures
from coach.evaluation.steadiness import Lift, Spread

FORMAT = "coach-eval-1"
"""Changed whenever the JSON's fields change their meaning."""

TITLES = {
    "accuracy": "verdict accuracy",
    "macro_f1": "macro-F1",
    "auc_pooled": "AUC, pooled",
    "auc_within": "AUC within an answer",
    "score_correlation": "score correlation",
    "score_rmse": "score RMSE",
    "band_kappa": "band kappa (quadratic)",
    "middling_above_wrong": "middling above wrong",
    "paraphrase_above_middling": "paraphrase above middling",
    "strong_above_middling": "strong above middling",
}


class Report(Record):
    """Everything that a run of `coach eval` found."""

    format: str = FORMAT
    coach: str
    about: str
    """What was measured, in a sentence: which answers, seen or unseen."""
    figures: Figures
    stories: Figures | None = None
    """The same for behavioural questions alone, where the run had both kinds."""
    baselines: dict[str, dict[str, Figure]]
    spread: Spread | None = None
    lift: Lift | None = None


def markdown(report: Report) -> str:
    """The report to be read."""
    found = report.figures
    parts = [
        f"# {report.coach}",
        f"{report.about} {found.answers} answers, {found.points} key points.",
        _table(report),
        "Intervals are 95 %, by resampling whole questions.",
        "## By kind\n\n" + _slices(found, "by_kind"),
        "## By level\n\n" + _slices(found, "by_level"),
        "## Confusion\n\nTrue verdicts down, told verdicts across.\n\n" + _confusion(found),
    ]
    if found.not_graded:
        refused = ", ".join(f"{reason} {count}" for reason, count in sorted(found.not_graded.items()))
        parts.append(f"Not graded, and in no figure: {refused}.")
    if report.stories:
        parts.append("## Behavioural questions\n\n" + _main(report.stories.main))
    if report.spread:
        one = report.spread
        parts.append(
            f"Over {one.runs} runs, {one.same_verdicts:.1%} of the verdicts were the same each time; scores deviated "
            f"by {one.score_deviation:.3f}."
        )
    if report.lift:
        two = report.lift
        parts.append(
            f"Of {two.attacks} weak answers with an injected string, {two.lifted} scored higher for it "
            f"(worst {two.worst:+.2f}, mean {two.mean:+.3f})."
        )
    cost = f", ${found.cost_usd:.4f}" if found.cost_usd is not None else ""
    tokens = f", {found.tokens:,} tokens" if found.tokens else ""
    parts.append(f"An answer took {found.seconds_p50:.3f} s (p50), {found.seconds_p95:.3f} s (p95){tokens}{cost}.")
    return "\n\n".join(parts) + "\n"


def _table(report: Report) -> str:
    columns = {report.coach: report.figures.main, **report.baselines}
    head = "| | " + " | ".join(columns) + " |\n| --- |" + " --- |" * len(columns)
    rows = [
        f"| {title} | " + " | ".join(_figure(main.get(name)) for main in columns.values()) + " |"
        for name, title in TITLES.items()
    ]
    return "\n".join([head, *rows])


def _main(main: dict[str, Figure]) -> str:
    rows = [f"| {title} | {_figure(main.get(name))} |" for name, title in TITLES.items()]
    return "\n".join(["| | figure |\n| --- | --- |", *rows])


def _figure(figure: Figure | None) -> str:
    if figure is None or figure.value is None:
        return "–"
    span = f" ({figure.low:.2f}–{figure.high:.2f})" if figure.low is not None and figure.high is not None else ""
    return f"{figure.value:.3f}{span}"


def _slices(figures: Figures, which: str) -> str:
    rows = [
        f"| {name} | {one.answers} | {_number(one.accuracy)} | {_number(one.told)} | {_number(one.true)} |"
        for name, one in getattr(figures, which).items()
    ]
    return "\n".join(["| | answers | accuracy | mean score told | true |\n| --- | --- | --- | --- | --- |", *rows])


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"


def _confusion(figures: Figures) -> str:
    names = list(figures.confusion)
    head = "| | " + " | ".join(names) + " |\n| --- |" + " --- |" * len(names)
    rows = [
        f"| {true} | " + " | ".join(str(row[told]) for told in names) + " |" for true, row in figures.confusion.items()
    ]
    return "\n".join([head, *rows])
