"""A handler is run from its start for every step, and nobody notices."""

import pytest
from consistent_messaging import ConcurrencyError, EventStore, MessageContext, Stream
from consistent_messaging.api.headers import NO_HEADERS
from consistent_messaging.execution.replay import (
    Answer,
    Broken,
    Call,
    Failed,
    NotReplayable,
    Paused,
    Returned,
    Run,
    run,
)
from shop import ORDER, AddItem, Careful, shop

READ = Call("event_store", "read", (ORDER,))
Answers = tuple[tuple[Call, Answer], ...]


def attempt(handler: type, answers: Answers = ()) -> Run:
    stores, message = {"event_store": EventStore()}, AddItem("apple")
    return run(handler, stores, message, "A", NO_HEADERS, answers)


def error_of(handler: type) -> BaseException:
    outcome = attempt(handler).outcome
    assert isinstance(outcome, Broken)
    return outcome.error


def test_the_first_call_without_an_answer_is_the_next_step() -> None:
    assert attempt(Careful).outcome == Paused(READ)


def test_a_pause_knows_the_line_in_which_the_handler_waits() -> None:
    (place,) = attempt(Careful).places
    assert place.line == Careful.handle.__code__.co_firstlineno + 1


def test_a_recorded_answer_is_handed_out_at_once() -> None:
    paused = attempt(Careful, ((READ, Answer(Stream())),)).outcome
    assert isinstance(paused, Paused)
    assert paused.call.operation == "append"


def test_a_recorded_error_is_raised_where_the_call_stands() -> None:
    refused = Answer(error=(ConcurrencyError, "too late"))
    assert attempt(Careful, ((READ, refused),)).outcome == Failed("too late")


def test_a_handler_that_returns_has_published_what_it_collected() -> None:
    class Quick(Careful):
        def handle(self, message: AddItem, context: MessageContext) -> None:
            context.publish("done", "A/done")

    returned = attempt(Quick).outcome
    assert isinstance(returned, Returned)
    assert [m.message_id for m in returned.outgoing] == ["A/done"]


def test_a_handler_that_calls_something_else_with_the_same_answers_is_found_out() -> None:
    other = Call("event_store", "read", ("order-8",))
    outcome = attempt(Careful, ((other, Answer()),)).outcome
    assert isinstance(outcome, Broken)
    assert "With the same answers your handler called event_store.read" in str(outcome.error)


def test_a_handler_that_swallows_the_stop_is_found_out() -> None:
    class Greedy(Careful):
        def handle(self, message: AddItem, context: MessageContext) -> None:
            try:
                super().handle(message, context)
            except:  # noqa: E722  # this is what the test is about
                context.publish("anyway", "A/anyway")

    assert isinstance(error_of(Greedy), NotReplayable)
    assert "went on although it was stopped at event_store.read" in str(error_of(Greedy))


def test_what_a_handler_prints_is_printed_once(capsys: pytest.CaptureFixture[str]) -> None:
    class Chatty(Careful):
        def handle(self, message: AddItem, context: MessageContext) -> None:
            print("begin")
            super().handle(message, context)
            print("end")

    shop(Chatty).play("A")
    assert capsys.readouterr().out == "begin\nend\n"


def test_a_misspelled_operation_is_answered_with_those_that_there_are() -> None:
    class Misspelt(Careful):
        def handle(self, message: AddItem, context: MessageContext) -> None:
            self.event_store.reed(ORDER)  # type: ignore[attr-defined]

    assert str(error_of(Misspelt)) == "EventStore has no 'reed'; it has append, read"


def test_wrong_arguments_are_refused_in_the_learner_s_line() -> None:
    class Forgetful(Careful):
        def handle(self, message: AddItem, context: MessageContext) -> None:
            self.event_store.append(ORDER, [])  # type: ignore[call-arg]

    assert isinstance(error_of(Forgetful), TypeError)
    assert "missing a required" in str(error_of(Forgetful))


def test_a_message_in_the_place_of_an_id_is_refused() -> None:
    class Generous(Careful):
        def handle(self, message: AddItem, context: MessageContext) -> None:
            self.event_store.read(message)  # type: ignore[arg-type]

    refused = "EventStore.read takes a text as stream, not AddItem"
    assert str(error_of(Generous)) == refused


def test_a_store_is_not_a_set() -> None:
    class Direct(Careful):
        def handle(self, message: AddItem, context: MessageContext) -> None:
            assert ORDER in self.event_store  # type: ignore[operator]

    refused = "EventStore cannot be asked with “in”; it has append, read"
    assert str(error_of(Direct)) == refused


def test_an_error_of_the_learner_s_own_is_theirs_to_see() -> None:
    class Clumsy(Careful):
        def handle(self, message: AddItem, context: MessageContext) -> None:
            raise ZeroDivisionError

    assert isinstance(error_of(Clumsy), ZeroDivisionError)
