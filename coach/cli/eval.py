"""`coach eval`: how good a coach is, beside answers whose verdicts are known."""

import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from coach.cli.failing import failing_plainly
from coach.cli.grade import NoSearch
from coach.cli.json_lines import read_lines, read_object
from coach.domain.knowledge import Knowledge
from coach.ports import Coach

if TYPE_CHECKING:
    from coach.evaluation.cases import Case
    from coach.evaluation.report import Report
    from coach.evaluation.running import Result

CoachFor = Callable[["Case"], Coach]


def evaluate(
    *,
    coach: Annotated[
        Literal["auto", "embedded", "openai"], typer.Option(help="Who is measured; auto: a model where one is set.")
    ] = "auto",
    input: Annotated[  # noqa: A002 - the option's name
        Path | None,
        typer.Option(
            help='JSON lines of your own: {"id", "question", "answer", "key_points": [{"text", "weight"?}], '
            '"verdicts": [verdict a key point], "misconceptions"?: [text], "kind"?}, or, to a question of the coach: '
            '{"id", "question_id", "answer", "verdicts": {key point\'s id: verdict}, "kind"?}. '
            "By default the graded answers."
        ),
    ] = None,
    topics: Annotated[list[str] | None, typer.Option("--topic", help="Only this topic's; may be repeated.")] = None,
    part: Annotated[
        Literal["all", "third"], typer.Option(help="A third: always the same third of the questions.")
    ] = "all",
    repeat: Annotated[int, typer.Option(min=1, max=20, help="Runs, to see how steady the coach is.")] = 1,
    attacks: Annotated[int, typer.Option(min=0, help="Weak answers with an injected string to try.")] = 0,
    baselines: Annotated[bool, typer.Option(help="Put plain measures beside it.")] = True,
    output: Annotated[Path | None, typer.Option(help="A folder for report.md, report.json and scores.svg.")] = None,
) -> None:
    """Grade answers whose verdicts are known, and report how far the coach is right, with intervals and baselines.

    Exit code 1 if a line was bad.

    The embedded coach is measured on topics that its scorer never saw: each by coefficients learned from the others. On
    questions of one's own it is measured as it is.
    """
    from coach.bootstrap import build_coach, build_knowledge
    from coach.evaluation.report import markdown
    from coach.settings import read_settings

    with failing_plainly():
        settings = read_settings()
        knowledge = build_knowledge(settings)
        if input is not None and (topics or part != "all"):
            raise typer.BadParameter("--topic and --part choose among the graded answers; with --input leave them out.")
        bad: list[int] = []
        cases = list(_cases(input, knowledge, topics or [], part, bad))
        if not cases:
            raise typer.BadParameter("There is nothing to grade: no answer matches.")
        kind = settings.coach if coach == "auto" else coach
        grader = build_coach(settings, kind)
        coach_for = _unseen(knowledge, grader) if grader.suggests else lambda _: grader
        report, results = _measured(
            cases, coach_for, knowledge, name=grader.name, repeat=repeat, attacks=attacks, plain=baselines
        )
        typer.echo(markdown(report))
        if output is not None:
            _write(output, report, results)
    raise typer.Exit(1 if bad else 0)


def _cases(
    path: Path | None, knowledge: Knowledge, topics: Sequence[str], part: Literal["all", "third"], bad: list[int]
) -> "Iterator[Case]":
    """The bank's, or those of the file; the numbers of lines that are none are added to `bad`."""
    from coach.evaluation.cases import bank_cases, given_case

    if path is None:
        yield from bank_cases(knowledge, topics, part)
        return
    for number, line in enumerate(read_lines(path), start=1):
        if not line.strip():
            continue
        try:
            yield given_case(read_object(line), knowledge.questions)
        except ValueError as error:
            bad.append(number)
            typer.echo(f"{path}:{number}: {error}", err=True)


def _unseen(knowledge: Knowledge, usual: Coach) -> CoachFor:
    """For each case an embedded coach whose scorer never saw its topic; the usual one for a question of one's own."""
    from coach.adapters.embedded.folds import fold_of
    from coach.bootstrap import embedded_coach_unseen

    coaches: dict[int, Coach] = {}

    def coach_for(case: "Case") -> Coach:
        if case.question.id not in knowledge.questions:
            return usual
        fold = fold_of(case.question.topic)
        if fold not in coaches:
            coaches[fold] = embedded_coach_unseen(case.question.topic)
        return coaches[fold]

    return coach_for


def _measured(
    cases: "Sequence[Case]",
    coach_for: CoachFor,
    knowledge: Knowledge,
    *,
    name: str,
    repeat: int,
    attacks: int,
    plain: bool,
) -> "tuple[Report, Sequence[Result]]":
    from coach.cli.progress import counting
    from coach.domain.question import QuestionKind
    from coach.evaluation.figures import figures, with_intervals
    from coach.evaluation.report import Report
    from coach.evaluation.running import run
    from coach.evaluation.steadiness import attacked, lift, spread

    pairs = attacked(cases, attacks)
    done = 0
    total = len(cases) * repeat + len(pairs) + len({one.id for one, _ in pairs})
    with counting("Grading") as on_progress:

        def graded(some: "Sequence[Case]") -> "list[Result]":
            nonlocal done
            found = []
            for result in run(some, coach_for, knowledge=knowledge, retriever=NoSearch(), clock=time.perf_counter):
                found.append(result)
                done += 1
                on_progress(done, total)
            return found

        runs = [graded(cases) for _ in range(repeat)]
        lifted = lift(pairs, graded)
    stories = [one for one in runs[0] if one.case.question.kind is QuestionKind.BEHAVIOURAL]
    claims = [one for one in runs[0] if one.case.question.kind is not QuestionKind.BEHAVIOURAL]
    mixed = bool(stories and claims)
    main = claims if mixed else runs[0]
    known = all(one.case.question.id in knowledge.questions for one in main)
    unseen = name == "embedded" and known
    about = "Technical questions, each topic judged by a scorer that never saw it:" if unseen else "In all:"
    report = Report(
        coach=name,
        about=about,
        figures=figures(main),
        stories=figures(stories) if mixed else None,
        baselines={
            title: with_intervals(results) for title, results in (_plain([one.case for one in main]) if plain else ())
        },
        spread=spread(runs),
        lift=lifted,
    )
    return report, main


def _plain(cases: "Sequence[Case]") -> "Iterator[tuple[str, Sequence[Result]]]":
    from coach.bootstrap import minilm
    from coach.evaluation.baselines import baseline, cosine, length, word_recall

    yield "answer length", baseline(cases, length)
    yield "word recall", baseline(cases, word_recall)
    yield "embedding cosine", baseline(cases, cosine(minilm()))


def _write(folder: Path, report: "Report", results: "Sequence[Result]") -> None:
    from coach.evaluation.plot import scatter
    from coach.evaluation.report import markdown

    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "report.md").write_text(markdown(report), encoding="utf-8")
        (folder / "report.json").write_text(report.model_dump_json(indent=1) + "\n", encoding="utf-8")
        (folder / "scores.svg").write_text(scatter(results, report.coach), encoding="utf-8")
    except OSError as error:
        raise typer.BadParameter(f"{folder} can't be written: {error.strerror}.", param_hint="--output") from None
