"""How a replay ends: what the real stores keep, and what the same checker says of it.

The judge of the search judges the real end too. It gets the state of the simulated world with the
content of the real one in its place: the records of the real stores and the messages of the real
queue, in which ids and etags are called as in the simulated one.
"""

from collections.abc import Collection, Hashable

from consistent_messaging.adapters.replay.both_worlds import BothWorlds
from consistent_messaging.adapters.replay.replayed import Replayed, ReplayedStep
from consistent_messaging.adapters.replay.told_by_select import told_by_select
from consistent_messaging.api.context import OutgoingMessage
from consistent_messaging.api.frozen_values import freeze
from consistent_messaging.checker.leaks import Policy
from consistent_messaging.checker.oracle import STUCK, Violation
from consistent_messaging.checker.reachability import look_ahead
from consistent_messaging.checker.state_check import StateCheck
from consistent_messaging.model.state import State
from consistent_messaging.model.state_machine import Model
from consistent_messaging.simulation.history import History

MOST_STATES_AHEAD = 2_000


def end_of(worlds: BothWorlds, leftovers: Policy, steps: tuple[ReplayedStep, ...]) -> Replayed:
    """Return a replay that has come to its end; where the worlds have parted, it is not judged."""
    history, records = worlds.simulator.history(), worlds.stores.records()
    sent, heard = tuple(worlds.sent), tuple(worlds.heard)
    if steps and steps[-1].differs:
        differs = f"Step {len(steps)}: {steps[-1].differs}"
        return Replayed(history, steps, records, sent, heard, None, None, None, differs)
    scenario, model = worlds.scenario, worlds.simulator.model
    judge = StateCheck(model, scenario.lesson, leftovers, scenario.rules)
    state = _real_state(worlds)
    ends = [_judged(judge, model, each, history) for each in (worlds.simulator.state, state)]
    simulated_wrong, wrong = ends
    differs = _end_differs(worlds, history, state)
    if not differs and _word(wrong) != _word(simulated_wrong):
        differs = (
            f"The end is {_word(simulated_wrong)} in the simulation, and really {_word(wrong)}."
        )
    told = told_by_select(worlds, judge.oracle, wrong, state)
    return Replayed(history, steps, records, sent, heard, simulated_wrong, wrong, told, differs)


def _judged(judge: StateCheck, model: Model, state: State, history: History) -> Violation | None:
    """Return what is wrong with an end, also if it is none: if it goes on for ever from there."""
    wrong = judge(state, history.faults)
    if wrong is None and not model.at_rest(state):
        ahead = look_ahead(model, judge, [state], history.faults, MOST_STATES_AHEAD)
        wrong = STUCK if ahead.never_ends else None
    return history.names.violation(wrong)


def _real_state(worlds: BothWorlds) -> State:
    """Return the simulated state with what the real stores and queues hold in it."""
    model, stores, named = worlds.simulator.model, worlds.stores, worlds.comparison.simulated
    records = {
        store: {named(key): named(record, store) for key, record in by_key.items()}
        for store, by_key in stores.records().items()
    }
    mail, number, queues = model.transitions.mail, 0, set(stores.queues)
    for queue in (stores.downstream, stores.outlet, stores.answers):
        for message in stores.messages(queue) if queue in queues else []:
            known = named(freeze(message))
            if queue is stores.answers:
                number = mail.number(mail.values[number].with_answer(known))
                continue
            number, _ = model.transitions.sent_with(number, known)
            if queue is stores.downstream:
                number = mail.number(mail.values[number].received(known, handled=True))
    return worlds.simulator.state._replace(stores=model.stored.number_of(records), sent=number)


def _end_differs(worlds: BothWorlds, history: History, state: State) -> str:
    """Say in what both ends differ; nothing if they are the same."""
    if stored := worlds.comparison.same_records(history.records, worlds.stores.records()):
        return f"At the end, {stored}"
    same = worlds.comparison.names.same
    sent = [freeze(each.message) for each in history.sent]
    if not same(tuple(sent), tuple(map(freeze, worlds.sent))):
        return f"{sent} was sent in the simulation, and really {worlds.sent}."
    shown = list(map(worlds.comparison.shown, worlds.simulator.model.heard(state)))
    heard = [_sorted(each) for each in (history.heard, shown)]
    if not same(heard[0], heard[1]):
        return f"{heard[0]} was heard in the simulation, and really {heard[1]}."
    return ""


def _sorted(heard: Collection[OutgoingMessage]) -> tuple[Hashable, ...]:
    return tuple(sorted(map(freeze, heard), key=repr))


def _word(wrong: Violation | None) -> str:
    return wrong.anomaly if wrong else "right"
