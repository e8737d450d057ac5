"""`coach practise`: the same conversation in the terminal."""

import time
from typing import Annotated

import typer
from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.markdown import Markdown
from rich.padding import Padding
from rich.text import Text

from coach.bootstrap import App, build_app
from coach.cli.failing import failing_plainly
from coach.cli.modes import plan_of, print_debrief, print_drill_end, standing_line
from coach.cli.verdicts import band_line, held_lines, point_lines
from coach.domain.assessment import Assessment, NotGraded
from coach.domain.intent import COMMANDS, Wish
from coach.domain.practice import Aside, Hint, Mode, Practice, Reveal, Turn, TurnState
from coach.domain.question import Level, Question
from coach.domain.scoring import Verdict
from coach.domain.summary import summarise
from coach.domain.transcript import Message, transcript
from coach.errors import ContentError, NotNow
from coach.ports import Progress
from coach.practice.grading import rubric_of
from coach.practice.interview import is_no_answer
from coach.practice.jobs import is_lost
from coach.settings import read_settings

LEARNER = "local"
LOOK = 0.1
WORDS = {"yes": Verdict.COVERED, "partly": Verdict.PARTIAL, "no": Verdict.MISSING, "opposite": Verdict.CONTRADICTED}


def practise(
    topic: Annotated[list[str] | None, typer.Option(help="Only these topics; may be given again.")] = None,
    section: Annotated[list[str] | None, typer.Option(help="Only these sections; may be given again.")] = None,
    level: Annotated[Level, typer.Option(help="Seniority to ask at.")] = Level.MID,
    *,
    mode: Annotated[str, typer.Option(help="conversation, drill-down (of one --topic) or mock.")] = "conversation",
    questions: Annotated[int | None, typer.Option(help="How many questions; a mock interview has 3 to 12.")] = None,
    minutes: Annotated[int | None, typer.Option(help="How long a mock interview takes.")] = None,
    resume: Annotated[str | None, typer.Option(help="Id of a practice to go on with.")] = None,
) -> None:
    """Practise an interview in the terminal: answer, see your key points, follow up."""
    plan = plan_of(
        _mode(mode),
        level,
        sections=tuple(section or ()),
        topics=tuple(topic or ()),
        questions=questions,
        minutes=minutes,
    )
    with failing_plainly():
        app = build_app(read_settings())
        app.retriever.start()
        try:
            practice = app.store.practice(resume, LEARNER) if resume else app.conversation.start(LEARNER, plan)
            Terminal(app, practice, Console()).run()
        finally:
            app.close()


def _mode(name: str) -> Mode:
    try:
        return Mode.MOCK_INTERVIEW if name == "mock" else Mode(name)
    except ValueError:
        raise typer.BadParameter("should be conversation, drill-down or mock", param_hint="--mode") from None


class Terminal:
    """Shows what is new in the practice, reads what the learner types, and waits for the coach."""

    def __init__(self, app: App, practice: Practice, console: Console) -> None:
        self._app = app
        self._id = practice.id
        self._console = console
        self._shown: set[str] = set()

    def run(self) -> None:
        """Go on until the practice ends or the input does."""
        self._console.print(
            Text(
                "I ask, you answer in your own words; an empty line sends. /help tells what else you can type.",
                style="dim",
            )
        )
        self._console.print(Text(f"Coach: {self._app.coach.name}", style="dim"))
        self._take_up()
        while True:
            practice = self._settled()
            if practice.ended_at is not None:
                break
            turn = practice.open_turn
            assert turn is not None
            if self._is_to_be_confirmed(turn) and practice.plan.mode is not Mode.MOCK_INTERVIEW:
                if not self._confirm(turn):
                    return
                continue
            if (line := standing_line(self._app, practice, self._app.conversation.now())) is not None:
                self._console.print(line)
            text = self._read()
            if text is None:
                self._console.print(f"\nKept. Go on with: coach practise --resume {self._id}", style="dim")
                return
            if text.strip():
                self._say(turn, text)
        self._end(practice)

    def _is_to_be_confirmed(self, turn: Turn) -> bool:
        return turn.state is TurnState.SUGGESTED and not is_lost(turn, self._app.knowledge)

    def _take_up(self) -> None:
        """Have graded what an interview that is over still waits for, and let the clock of one that isn't go on."""
        practice, interview = self._app.store.practice(self._id, LEARNER), self._app.conversation.interview
        if practice.plan.mode is Mode.MOCK_INTERVIEW:
            (interview.grade_rest if practice.ended_at else interview.resume)(self._id, LEARNER)

    # -- showing ------------------------------------------------------------------------------------------------------

    def _settled(self) -> Practice:
        """The practice once nothing is being worked on, with everything new printed."""
        practice = self._app.store.practice(self._id, LEARNER)
        try:
            while self._app.conversation.working(practice):
                self._print_new(practice)
                with Live(console=self._console, refresh_per_second=10, transient=True) as live:
                    while progresses := self._app.conversation.working(practice):
                        for progress in progresses.values():
                            if practice.plan.mode is Mode.MOCK_INTERVIEW:
                                live.update(Text("The interviewer takes a note …", style="dim"))
                                continue
                            points = self._decided(progress, practice)
                            live.update(Group(*points, Text(progress.text), Text(f"{progress.stage} …", style="dim")))
                        time.sleep(LOOK)
                        practice = self._app.store.practice(self._id, LEARNER)
        except KeyboardInterrupt:
            practice = self._app.conversation.stop(self._id, LEARNER)
        self._print_new(practice)
        return practice

    def _decided(self, progress: Progress, practice: Practice) -> list[Text]:
        if not progress.verdicts:
            return []
        turn = next(one for one in reversed(practice.turns) if one.answer)
        return point_lines(progress.verdicts, rubric_of(self._app.conversation.question(turn), turn))

    def _print_new(self, practice: Practice) -> None:
        for message in transcript(practice):
            if message.id in self._shown or message.kind == "waiting":
                continue
            if message.kind == "aside-reply" and message.entry is not None:
                entry = message.turn.entries[message.entry]
                if isinstance(entry, Aside) and entry.is_open:
                    continue
            self._shown.add(message.id)
            if message.role == "coach" and (words := self._words(message)) is not None:
                self._console.print(Padding(words, (1, 0, 0, 0)))

    def _words(self, message: Message) -> RenderableType | None:
        turn = message.turn
        try:
            question = self._app.conversation.question(turn)
        except ContentError as error:
            return _lost(turn, error) if message.kind in {"question", "outcome"} else None
        entry = turn.entries[message.entry] if message.entry is not None else None
        if message.kind == "question":
            topic = self._app.knowledge.title_of(turn.topic)
            chips = f"{'Follow-up · ' if turn.follow_up else ''}{topic} · {question.level}"
            asked = turn.follow_up.ask if turn.follow_up else question.prompt
            return Group(Text(chips, style="dim"), Markdown(f"**{asked}**" if "```" not in asked else asked))
        if message.kind == "outcome" and self._shows_no_verdict(turn):
            return None
        if message.kind == "outcome":
            return self._outcome(turn, rubric_of(question, turn))
        if isinstance(entry, Hint):
            return Text(f"Hint: {entry.text}", style="italic")
        if isinstance(entry, Reveal):
            return Group(Text("A model answer", style="bold"), Markdown(question.model_answer))
        if isinstance(entry, Aside) and message.kind == "aside-reply":
            sources = "".join(f"\n  {name}" for name in entry.citations)
            return Group(
                Markdown(entry.reply or entry.failed or ""),
                Text(f"From the notes:{sources}" if sources else "", style="dim"),
            )
        return None

    def _outcome(self, turn: Turn, rubric: Question) -> RenderableType:
        if isinstance(turn.outcome, NotGraded):
            retry = " Type /retry to try again, or answer anew." if turn.outcome.retry else " Answer anew."
            return Text(f"Not graded: {turn.outcome.message}{retry}", style="yellow")
        assessment = turn.outcome
        assert isinstance(assessment, Assessment)
        lines = [*point_lines(assessment.verdicts, rubric), *held_lines(assessment.held, rubric)]
        tail = Text("Suggestions: I compare words and meaning. You decide.", style="dim")
        if not assessment.suggested:
            tail = band_line(assessment)
        return Group(*lines, Markdown(assessment.feedback), tail)

    def _shows_no_verdict(self, turn: Turn) -> bool:
        """In a mock interview only words that were no answer are spoken of."""
        mode = self._app.store.practice(self._id, LEARNER).plan.mode
        return mode is Mode.MOCK_INTERVIEW and not is_no_answer(turn)

    def _end(self, practice: Practice) -> None:
        if practice.plan.mode is Mode.DRILL_DOWN:
            print_drill_end(self._app, practice, self._console)
        elif practice.plan.mode is not Mode.MOCK_INTERVIEW:
            self._summary(practice)
        else:
            for turn in practice.turns:
                if self._is_to_be_confirmed(turn):
                    question = self._app.conversation.question(turn)
                    self._console.print(Text(f"\n{turn.follow_up.ask if turn.follow_up else question.prompt}"))
                    self._console.print(self._outcome(turn, rubric_of(question, turn)))
                    while self._app.store.practice(self._id, LEARNER).turn(turn.id).state is TurnState.SUGGESTED:
                        if not self._confirm(turn):
                            return
            print_debrief(self._app, self._app.store.practice(self._id, LEARNER), self._console)

    def _summary(self, practice: Practice) -> None:
        summary = summarise(practice, self._app.knowledge)
        self._console.print(Text(f"\nEnded. {summary.graded} graded, {summary.not_graded} not graded.", style="bold"))
        for strength in summary.strengths:
            self._console.print(f"[green]✓[/green] {strength.claim}")
        for item in summary.study:
            self._console.print(f"○ {item.claim}  [dim]{item.passage or ''}[/dim]")

    # -- the learner's moves ------------------------------------------------------------------------------------------

    def _read(self) -> str | None:
        """What the learner typed up to an empty line, or a command at once; None at the end of the input."""
        lines: list[str] = []
        while True:
            try:
                line = self._console.input("[bold]> [/bold]" if not lines else "  ")
            except (EOFError, KeyboardInterrupt):
                return "\n".join(lines) if lines else None
            if not line.strip() and lines:
                return "\n".join(lines)
            if line.startswith("/") and not lines:
                return line
            if line.strip() or lines:
                lines.append(line)

    def _say(self, turn: Turn, text: str) -> None:
        conversation = self._app.conversation
        if text.strip() == "/retry":
            conversation.retry(self._id, LEARNER, turn.id)
            return
        try:
            told = conversation.say(self._id, LEARNER, turn.id, text)
        except (NotNow, ContentError) as error:
            self._console.print(str(error), style="yellow")
            return
        if told.wish is Wish.HELP:
            self._console.print(told.notice or "  ".join(COMMANDS) + "  /retry", style="dim")
        elif told.notice:
            self._console.print(told.notice, style="dim")

    def _confirm(self, turn: Turn) -> bool:
        """Let the learner settle the suggestions; False at the end of the input."""
        assert turn.assessment
        points = [one.id for one in rubric_of(self._app.conversation.question(turn), turn).key_points]
        self._console.print(
            Text(
                f"Enter confirms; or correct by number, such as 1=yes 2=partly 3=no ({', '.join(WORDS)}); or ask.",
                style="dim",
            )
        )
        try:
            line = self._console.input("[bold]> [/bold]").strip()
        except (EOFError, KeyboardInterrupt):
            self._console.print(f"\nKept. Go on with: coach practise --resume {self._id}", style="dim")
            return False
        corrections = {}
        for part in line.replace(",", " ").split():
            number, _, word = part.partition("=")
            if number.isdigit() and word in WORDS and 1 <= int(number) <= len(points):
                corrections[points[int(number) - 1]] = WORDS[word]
        if line and not corrections:
            self._say(turn, line)
        else:
            settled = self._app.conversation.confirm(self._id, LEARNER, turn.id, corrections).turn(turn.id).assessment
            assert settled
            self._console.print(band_line(settled))
        return True


def _lost(turn: Turn, error: ContentError) -> Text:
    """What is said of a turn whose question is gone from the knowledge."""
    is_over = turn.state in {TurnState.GRADED, TurnState.SKIPPED, TurnState.GAVE_UP}
    return Text(f"{error}{'' if is_over else ' Type /skip to leave it.'}", style="yellow")
