"""Keeps the ids of what it has handled in the runner, too, and returns early.

test_one_item_in_one_attempt:
    Line 111 keeps something in self.runner.handled. Here each attempt has a new handler, so it is
    gone. Where a worker uses the object again, the next attempt does something else because of it.
    A crash loses it, and no other consumer has it. Keep in a store what has to last.

test_the_same_message_twice:
    Line 111 keeps something in self.runner.handled. Here each attempt has a new handler, so it is
    gone. Where a worker uses the object again, the next attempt does something else because of it.
    A crash loses it, and no other consumer has it. Keep in a store what has to last.

test_the_same_message_again_after_another:
    Line 111 keeps something in self.runner.handled. Here each attempt has a new handler, so it is
    gone. Where a worker uses the object again, the next attempt does something else because of it.
    A crash loses it, and no other consumer has it. Keep in a store what has to last.

test_a_copy_that_comes_after_many_others:
    Line 111 keeps something in self.runner.handled. Here each attempt has a new handler, so it is
    gone. Where a worker uses the object again, the next attempt does something else because of it.
    A crash loses it, and no other consumer has it. Keep in a store what has to last.

test_two_messages_may_have_the_same_content:
    Line 111 keeps something in self.runner.handled. Here each attempt has a new handler, so it is
    gone. Where a worker uses the object again, the next attempt does something else because of it.
    A crash loses it, and no other consumer has it. Keep in a store what has to last.

test_each_order_has_a_document_of_its_own:
    Line 111 keeps something in self.runner.handled. Here each attempt has a new handler, so it is
    gone. Where a worker uses the object again, the next attempt does something else because of it.
    A crash loses it, and no other consumer has it. Keep in a store what has to last.

test_a_gift_that_is_not_announced:
    Line 111 keeps something in self.runner.handled. Here each attempt has a new handler, so it is
    gone. Where a worker uses the object again, the next attempt does something else because of it.
    A crash loses it, and no other consumer has it. Keep in a store what has to last.

test_a_count_that_changes_nothing:
    Line 111 keeps something in self.runner.handled. Here each attempt has a new handler, so it is
    gone. Where a worker uses the object again, the next attempt does something else because of it.
    A crash loses it, and no other consumer has it. Keep in a store what has to last.

test_an_item_that_is_removed_again:
    Line 111 keeps something in self.runner.handled. Here each attempt has a new handler, so it is
    gone. Where a worker uses the object again, the next attempt does something else because of it.
    A crash loses it, and no other consumer has it. Keep in a store what has to last.

test_the_document_does_not_grow:
    Line 111 keeps something in self.runner.handled. Here each attempt has a new handler, so it is
    gone. Where a worker uses the object again, the next attempt does something else because of it.
    A crash loses it, and no other consumer has it. Keep in a store what has to last.

test_two_items_in_every_sequence:
    Line 111 keeps something in self.runner.handled. Here each attempt has a new handler, so it is
    gone. Where a worker uses the object again, the next attempt does something else because of it.
    A crash loses it, and no other consumer has it. Keep in a store what has to last.

test_two_copies_at_once:
    Line 111 keeps something in self.runner.handled. Here each attempt has a new handler, so it is
    gone. Where a worker uses the object again, the next attempt does something else because of it.
    A crash loses it, and no other consumer has it. Keep in a store what has to last.

test_a_crash_at_any_moment:
    Line 111 keeps something in self.runner.handled. Here each attempt has a new handler, so it is
    gone. Where a worker uses the object again, the next attempt does something else because of it.
    A crash loses it, and no other consumer has it. Keep in a store what has to last.

test_any_one_failure:
    Line 111 keeps something in self.runner.handled. Here each attempt has a new handler, so it is
    gone. Where a worker uses the object again, the next attempt does something else because of it.
    A crash loses it, and no other consumer has it. Keep in a store what has to last.

test_any_two_failures_around_one_item:
    Line 111 keeps something in self.runner.handled. Here each attempt has a new handler, so it is
    gone. Where a worker uses the object again, the next attempt does something else because of it.
    A crash loses it, and no other consumer has it. Keep in a store what has to last.
"""

from consistent_messaging import (
    BlobStore,
    Dispatcher,
    Inbox,
    MessageContext,
    OutgoingMessage,
    derived_id,
)


class StateMachineRunner:
    def __init__(self, blobs: BlobStore, inbox: Inbox, dispatcher: Dispatcher):
        self.blobs = blobs
        self.inbox = inbox
        self.dispatcher = dispatcher
        self.handled = set()

    def process(self, message, context: MessageContext, transition):
        if context.message_id in self.handled:
            return
        document, etag = self.load(message.order_id)
        if self.inbox.contains(context.message_id):
            self.clean_up(message.order_id, context.message_id)
            return

        if context.message_id not in document["outbox"]:
            document, events = transition(document, message)
            document["outbox"][context.message_id] = outgoing(context.message_id, events)
            etag = self.save(message.order_id, document, etag)

        self.dispatcher.dispatch(document["outbox"][context.message_id])
        self.inbox.add(context.message_id)
        self.handled.add(context.message_id)
        self.remove_entry(message.order_id, document, etag, context.message_id)

    def clean_up(self, key, message_id):
        document, etag = self.load(key)
        if message_id in document["outbox"]:
            self.remove_entry(key, document, etag, message_id)

    def remove_entry(self, key, document, etag, message_id):
        del document["outbox"][message_id]
        self.save(key, document, etag)

    def load(self, key):
        blob = self.blobs.get(key)
        if blob is None:
            return {"outbox": {}}, None
        return blob.document, blob.etag

    def save(self, key, document, etag):
        if etag is None:
            return self.blobs.put(key, document, if_none_match="*")
        return self.blobs.put(key, document, if_match=etag)


def outgoing(message_id, events):
    return [
        OutgoingMessage(derived_id(message_id, type(event).__name__), event) for event in events
    ]
