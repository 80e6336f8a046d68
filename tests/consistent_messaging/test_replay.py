"""A handler is run from its start for every step, and nobody notices."""

import pytest
from consistent_messaging import ConcurrencyError, EventStore, MessageContext
from consistent_messaging.replay import (
    Call,
    Failed,
    Paused,
    ReplayDivergedError,
    Result,
    Returned,
    run_until_next_step,
)
from shop import ORDER, AddItem, Careful, shop

READ = Call("event_store", "read", (ORDER,), ())
Results = tuple[tuple[Call, Result], ...]


def run(handler: type, results: Results = (), printed: int = 0) -> object:
    stores, message = {"event_store": EventStore()}, AddItem("apple")
    return run_until_next_step(handler, stores, message, MessageContext("A"), results, printed)[0]


def test_the_first_call_without_a_result_is_the_next_step() -> None:
    paused = run(Careful)
    assert isinstance(paused, Paused)
    assert paused.call == READ


def test_a_pause_knows_the_line_in_which_the_handler_waits() -> None:
    paused = run(Careful)
    assert isinstance(paused, Paused)
    first = Careful.handle.__code__.co_firstlineno
    assert paused.line == first + 1


def test_a_recorded_result_is_handed_out_at_once() -> None:
    stream = EventStore().read(ORDER)
    paused = run(Careful, ((READ, Result(stream)),))
    assert isinstance(paused, Paused)
    assert paused.call.operation == "append"


def test_a_recorded_error_is_raised_where_the_call_stands() -> None:
    error = ConcurrencyError("too late")
    assert run(Careful, ((READ, Result(error=error)),)) == Failed(error)


def test_a_handler_that_returns_has_published_what_it_collected() -> None:
    class Quick:
        def __init__(self, event_store: EventStore) -> None:
            pass

        def handle(self, message: AddItem, context: MessageContext) -> None:
            context.publish("done", "A/done")

    returned = run(Quick)
    assert isinstance(returned, Returned)
    assert [m.message_id for m in returned.outgoing] == ["A/done"]


def test_a_handler_that_calls_something_else_with_the_same_answers_is_found_out() -> None:
    other = Call("event_store", "read", ("order-8",), ())
    with pytest.raises(ReplayDivergedError, match="With the same answers"):
        run(Careful, ((other, Result(None)),))


def test_what_a_handler_prints_is_printed_once(capsys: pytest.CaptureFixture[str]) -> None:
    class Chatty(Careful):
        def handle(self, message: AddItem, context: MessageContext) -> None:
            print("begin")
            super().handle(message, context)
            print("end")

    shop(Chatty).play("A")
    assert capsys.readouterr().out == "begin\nend\n"


def test_a_misspelt_operation_is_answered_with_those_that_there_are() -> None:
    class Misspelt(Careful):
        def handle(self, message: AddItem, context: MessageContext) -> None:
            self.event_store.reed(ORDER)  # type: ignore[attr-defined]

    with pytest.raises(AttributeError, match="EventStore has no 'reed'; it has append, read"):
        run(Misspelt)


def test_wrong_arguments_are_refused_in_the_learner_s_line() -> None:
    class Forgetful(Careful):
        def handle(self, message: AddItem, context: MessageContext) -> None:
            self.event_store.append(ORDER, [])  # type: ignore[call-arg]

    with pytest.raises(TypeError, match=r"missing a required .*argument"):
        run(Forgetful)


def test_an_error_of_the_learner_s_own_passes_through() -> None:
    class Broken(Careful):
        def handle(self, message: AddItem, context: MessageContext) -> None:
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        run(Broken)
