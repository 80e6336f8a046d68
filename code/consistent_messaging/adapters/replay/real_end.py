"""How a replay ends: what the real stores keep, and what the same checker says of it.

The judge of the search judges the real end too. It gets the state of the simulated world with the
content of the real one in its place: the records of the real stores and the messages of the real
queue, in which ids are called as in the history.
"""

from collections.abc import Collection, Hashable
from typing import Any

from consistent_messaging.adapters.replay.both_worlds import BothWorlds
from consistent_messaging.adapters.replay.replayed import Replayed, ReplayedStep
from consistent_messaging.adapters.replay.told_by_select import told_by_select
from consistent_messaging.api.context import OutgoingMessage
from consistent_messaging.api.frozen_values import freeze
from consistent_messaging.checker.leaks import Policy
from consistent_messaging.checker.oracle import Violation
from consistent_messaging.checker.state_check import StateCheck
from consistent_messaging.model.state import State
from consistent_messaging.simulation.history import History


def end_of(worlds: BothWorlds, leftovers: Policy, steps: tuple[ReplayedStep, ...]) -> Replayed:
    """Return a replay that has come to its end; where the worlds have parted, it is not judged."""
    history, records = worlds.simulator.history(), worlds.stores.records()
    sent, heard = tuple(worlds.sent), tuple(worlds.heard)
    if steps and steps[-1].differs:
        differs = f"Step {len(steps)}: {steps[-1].differs}"
        return Replayed(history, steps, records, sent, heard, None, None, None, differs)
    scenario, model = worlds.scenario, worlds.simulator.model
    judge = StateCheck(model, scenario.lesson, leftovers, scenario.rules)
    simulated_wrong = history.names.violation(judge(worlds.simulator.state, history.faults))
    state = _real_state(worlds)
    wrong = judge(state, history.faults)
    differs = _end_differs(worlds, history, state)
    if not differs and _word(wrong) != _word(simulated_wrong):
        differs = f"The end is {_word(wrong)} here, and {_word(simulated_wrong)} there."
    told = told_by_select(worlds, judge.oracle, wrong, state)
    return Replayed(history, steps, records, sent, heard, simulated_wrong, wrong, told, differs)


def _real_state(worlds: BothWorlds) -> State:
    """Return the simulated state with what the real stores and queues hold in it."""
    model, stores = worlds.simulator.model, worlds.stores
    named: Any = worlds.comparison.names.with_simulated_ids
    records = {
        store: {named(key): named(record) for key, record in by_key.items()}
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
    same, records = worlds.comparison.names.same, worlds.stores.records()
    for store, by_key in history.records.items():
        if not same(freeze(by_key), freeze(records[store])):
            return f"At the end, {store} holds {records[store]} here, and {by_key} there."
    sent = [freeze(each.message) for each in history.sent]
    if not same(tuple(sent), tuple(map(freeze, worlds.sent))):
        return f"{worlds.sent} was sent here, and {sent} there."
    heard = [_sorted(each) for each in (history.heard, worlds.simulator.model.heard(state))]
    if not same(*heard):
        return f"{heard[1]} was heard here, and {heard[0]} there."
    return ""


def _sorted(heard: Collection[OutgoingMessage]) -> tuple[Hashable, ...]:
    return tuple(sorted(map(freeze, heard), key=repr))


def _word(wrong: Violation | None) -> str:
    return wrong.anomaly if wrong else "right"
