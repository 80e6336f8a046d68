"""The runs of a handler that a tree of attempts is made of, and what makes sure of each.

A run is relied on only if it leaves nothing behind, comes out the same again, and takes ids and
times for what they are. One run can show several steps of an attempt, if nothing happens to it.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from itertools import count
from typing import NamedTuple, cast

from consistent_messaging.api.errors import MessagingError
from consistent_messaging.execution.batches import Batch
from consistent_messaging.execution.determinism import (
    alike,
    alike_but_for_numbers,
    verified,
)
from consistent_messaging.execution.object_memory import Attempted, ObjectMemory
from consistent_messaging.execution.reachable_state import ReachableState
from consistent_messaging.execution.replay import (
    NOW,
    Answer,
    Broken,
    Call,
    Failed,
    Outcome,
    Paused,
    Returned,
    Run,
    run,
)
from consistent_messaging.execution.run_ahead import Passed, UsualAnswer
from consistent_messaging.execution.state_leak import StateLeak
from consistent_messaging.execution.worker import Worker, content
from consistent_messaging.model.symbolic_ids import NamesAreWorkedOn, Naming, mirrored
from consistent_messaging.model.works import Work


class Ahead(NamedTuple):
    """What one run has shown beyond where an attempt is: its next calls, and what it came to.

    `untouched` says of each call, and of one at its end, if what is raised there gets out of
    the handler, and the object is as it was made. There is none for a call where the first is not
    known.
    """

    calls: tuple[Passed, ...]
    end: Run
    last_line: int | None
    worker: Worker
    untouched: tuple[bool, ...] = ()

    def after(self, answer: Answer) -> "Ahead | None":
        """Return what it shows beyond the next call; None if that gets another answer."""
        if self.calls[0].answer != answer:
            return None
        return self._replace(calls=self.calls[1:], untouched=self.untouched[1:])

    @property
    def lets_errors_out(self) -> bool:
        """True if an error at the next call ends the attempt, and nothing else comes of it."""
        return self.untouched[:1] == (True,)

    @property
    def line(self) -> int | None:
        """The learner's line at which the attempt is."""
        return self.calls[0].line if self.calls else self.last_line

    @property
    def here(self) -> Run:
        """What a run comes to that stops where the attempt is."""
        return Run(Paused(self.calls[0].call), self.calls[0].printed) if self.calls else self.end

    @property
    def but_for_its_end(self) -> "Ahead":
        """What it has shown up to its last call that has an answer."""
        *calls, last = self.calls
        end = Run(Paused(last.call), last.printed)
        return self._replace(calls=tuple(calls), end=end, last_line=last.line)


class AttemptRuns:
    """Runs attempts at the works of a tree, which may get more of them.

    `follows` says which of them follow from others. With `batches`, each delivery is one, be it of
    a single message; what is returned counts for messages of the types in `requests`. `count` is
    how many runs it took, or would have taken if each had shown one step.
    """

    def __init__(
        self,
        stores: Mapping[str, object],
        works: Sequence[Work],
        naming: Naming,
        codes: Collection[ReachableState],
        follows: Callable[[int], bool],
        *,
        batches: bool = False,
        requests: tuple[type, ...] = (),
    ) -> None:
        self.count = 0
        self._stores, self._works, self._naming, self._follows = stores, works, naming, follows
        self._batches, self._requests = batches, requests
        self._memories = {  # one of each class
            code: ObjectMemory(code, self._maker(code), self._run_on) for code in codes
        }
        self._mirrors: dict[int, tuple[object, tuple[Call, Answer]]] = {}

    def plain(self, attempt: Attempted, print_from: int | None) -> Run:
        """Run an attempt to where it is, and rely on nothing."""
        return self._run(*attempt, print_from)

    def let_print(self, attempt: Attempted, print_from: int) -> None:
        """Run an attempt to where it is, to hear what it prints; what it leaves is put back."""
        memory = StateLeak(self._works[attempt.message].code)
        self.plain(attempt, print_from)
        memory.put_back()

    def relied_on(
        self,
        attempt: Attempted,
        opaque: frozenset[str],
        usual: UsualAnswer | None = None,
    ) -> Ahead:
        """Run an attempt to where it is, and as far beyond as the usual answers go.

        It is broken if the run cannot be relied on. Nothing is printed. Raises `NamesAreWorkedOn`
        where the handler works on ids or shows the time, and that was not known.
        """
        code = self._works[attempt.message].code
        memory, worker = StateLeak(code), self._maker(code)()
        as_made = self._memories[code].as_made
        untouched: list[bool] = []

        def if_nothing_leaks(call: Call) -> Answer | None:
            untouched.append(content(worker.handler) == as_made)
            return None if usual is None or memory.is_any else usual(call)

        done = self._run(*attempt, None, worker=worker, usual=usual and if_nothing_leaks)
        end = Run(done.outcome, done.printed)
        if not done.passed:
            end = self._verified(attempt, opaque, end, memory, worker)
        ahead = Ahead(done.passed, end, done.line, worker, tuple(untouched))
        if done.passed and memory.is_any:
            memory.put_back()
            ahead = ahead.but_for_its_end
        self._check_the_time(attempt, ahead.here)
        return ahead

    def seen_ahead(self, attempt: Attempted, opaque: frozenset[str], ahead: Ahead) -> Ahead:
        """Return the same of a run that has shown before where this attempt is."""
        self.count += 1
        if not ahead.calls:
            memory = StateLeak(self._works[attempt.message].code)
            end = self._verified(attempt, opaque, ahead.end, memory, ahead.worker, ahead=True)
            line = end.line if end.places else ahead.last_line
            ahead = ahead._replace(end=Run(end.outcome, end.printed), last_line=line)
        self._check_the_time(attempt, ahead.here)
        return ahead

    def failed(
        self, attempt: Attempted, printed: int, line: int | None
    ) -> tuple[Attempted, Ahead] | None:
        """Return what an attempt comes to whose last call raised an error that gets out.

        Nothing is run for it; it is as before in what it has printed, and at which line. None where
        the error is not one of the course, or other attempts leave what it may come upon.
        """
        error = attempt.answers[-1][1].error
        if error is None or not issubclass(error[0], MessagingError):
            return None
        code = self._works[attempt.message].code
        outcome = Failed(str(error[0](error[1])) or error[0].__name__)
        if not self._memories[code].noted(attempt, outcome):
            return None
        self.count += 2
        return attempt, Ahead((), Run(outcome, printed), line, self._maker(code)())

    def _maker(self, code: ReachableState) -> Callable[[], Worker]:
        return lambda: Worker(code.make_handler, self._stores)

    def _run_on(self, attempt: Attempted, worker: Worker) -> Run:
        return self._run(*attempt, None, worker=worker)

    def _run(
        self,
        message: int,
        answers: tuple[tuple[Call, Answer], ...],
        print_from: int | None,
        *,
        worker: Worker | None = None,
        usual: UsualAnswer | None = None,
        other_times: bool = False,
        other_names: bool = False,
    ) -> Run:
        work, body = self._as_named(message, other_names=other_names), None
        if self._batches and not work.is_round:
            members = work.members or (message,)
            each = [self._as_named(number, other_names=other_names) for number in members]
            body = Batch(tuple(member.delivered for member in each))
        self.count += 1
        return run(
            work.code.make_handler,
            self._stores,
            body or work.body,
            work.message_id,
            work.headers,
            answers,
            print_from=print_from,
            reachable=work.code,
            delivery=work.delivery,
            worker=worker,
            usual=usual,
            other_times=other_times,
            is_request=isinstance(work.body, self._requests),
        )

    def _as_named(self, message: int, *, other_names: bool) -> Work:
        """Return a message, with other ids in it if it is not from outside and these are asked for.

        A batch has none in itself.
        """
        work = self._works[message]
        follows = self._follows(message) and not work.members
        return work.mirrored if other_names and follows else work

    def _verified(
        self,
        attempt: Attempted,
        opaque: frozenset[str],
        first: Run,
        memory: StateLeak,
        worker: Worker,
        *,
        ahead: bool = False,
    ) -> Run:
        """Return a first run, which is broken if it cannot be relied on; the worker was its."""
        code = self._works[attempt.message].code
        done, depends_on_names = verified(
            first,
            memory,
            lambda: self._run(*attempt, None),
            self._under_other_names(*attempt, opaque),
            is_seen_ahead=ahead,
        )
        if isinstance(done.outcome, (Returned, Failed)):
            breach = self._memories[code].breach(attempt, done.outcome, worker)
            if breach:
                return replace(done, outcome=Broken(breach))
            if depends_on_names:
                self._naming.once_only = True
                raise NamesAreWorkedOn
        return done

    def _check_the_time(self, attempt: Attempted, done: Run) -> None:
        """Raise `NamesAreWorkedOn` if this run is the first that shows the time."""
        if not self._naming.shows_time and self._shows_the_time(*attempt, done.outcome):
            self._naming.shows_time = True
            raise NamesAreWorkedOn

    def _under_other_names(
        self, message: int, answers: tuple[tuple[Call, Answer], ...], opaque: frozenset[str]
    ) -> Callable[[Outcome], bool] | None:
        """Return what tells if a handler that gets other ids and etags only hands them on.

        None where it got none, or where none is given twice.
        """
        if not opaque or self._naming.once_only:
            return None

        def is_alike(outcome: Outcome) -> bool:
            others = tuple(map(self._mirrored, answers))
            other = self._run(message, others, None, other_names=True)
            return alike(mirrored(outcome), other.outcome)

        return is_alike

    def _mirrored(self, answered: tuple[Call, Answer]) -> tuple[Call, Answer]:
        """Return a call and its answer with other names; all attempts that go on from it ask."""
        found = self._mirrors.get(id(answered))
        if found is None:
            found = self._mirrors[id(answered)] = answered, mirrored(answered)
        return found[1]

    def _shows_the_time(
        self, message: int, answers: tuple[tuple[Call, Answer], ...], here: Outcome
    ) -> bool:
        """True if a handler that asks a little later does anything but note another number."""
        if all(call != NOW for call, _ in answers):
            return False
        other = self._run(message, a_little_later(answers), None, other_times=True)
        return not alike_but_for_numbers(here, other.outcome)


def a_little_later(answers: tuple[tuple[Call, Answer], ...]) -> tuple[tuple[Call, Answer], ...]:
    """Return the answers with each time some seconds later than it was."""
    later = count(2)
    return tuple(
        (call, Answer(cast(float, answer.value) + next(later)) if call == NOW else answer)
        for call, answer in answers
    )
