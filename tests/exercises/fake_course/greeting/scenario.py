"""One person is greeted, and the message comes twice."""

from consistent_messaging import EventStore
from consistent_messaging.scenario import Lesson, Scenario
from greeter import Greeter
from letters import Greet, Greeted


def greet(names, message):
    return (*names, message.name), [Greeted(message.name)]


def names_in(records):
    return tuple(e.body.name for s in records["event_store"].values() for e in s.events)


scenario = Scenario(
    handler=Greeter,
    stores={"event_store": EventStore()},
    messages={"A": Greet("Ada")},
    lesson=Lesson(subject="guest-book", initial=(), decide=greet, state_in=names_in),
    run=("A", "A"),
)
