"""The state machine of a table: sessions read, search and commit in turn."""

from typing import Any

from consistent_messaging.api.stores import TableSession
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, multiple, rule

from conformance import values
from conformance.both import Answer, Both, Pair
from conformance.machines import StoreMachine

PREFIXES = ("", "a", "a/", "$", "%", "_", "\\", "zz")
rows_to_write = st.dictionaries(values.keys, values.documents, max_size=2)
# Two sessions that remember what they read, one that doesn't, and the table without a session.
clients = st.sampled_from(("one", "two", "read committed", "none"))


class TableMachine(StoreMachine):
    """Sessions read and write in turn, and a row that was read long ago is compared."""

    kind = "table"
    rows = Bundle("rows")

    def __init__(self) -> None:
        super().__init__()
        self.clients = {"none": self.both} | {
            name: self._session(**options)
            for name, options in (
                ("one", {}),
                ("two", {}),
                ("read committed", {"isolation": "read committed"}),
            )
        }

    def _session(self, **options: Any) -> Both:
        simulated, real = self.both.simulated, self.both.real
        return self.both.beside(TableSession(simulated, **options), TableSession(real, **options))

    @rule(target=rows, client=clients, key=values.keys)
    def get(self, client: str, key: str) -> Any:
        """Read a row, and hold it."""
        return _held(self.clients[client].call("get", key))

    @rule(target=rows, client=clients, prefix=st.sampled_from(PREFIXES))
    def find(self, client: str, prefix: str) -> Any:
        """Search for rows, and hold them."""
        return _held(self.clients[client].call("find", prefix))

    @rule(client=clients, key=values.keys, value=values.documents)
    def insert(self, client: str, key: str, value: Any) -> None:
        """Write a row if there is none."""
        self.clients[client].call("insert", key, value, gives_version=True)

    @rule(
        client=clients,
        puts=rows_to_write,
        deletes=st.lists(values.keys, max_size=2),
        inserts=rows_to_write,
        unchanged=st.lists(rows, max_size=2),
    )
    def commit(
        self, client: str, puts: Any, deletes: list[str], inserts: Any, unchanged: list[Pair]
    ) -> None:
        """Write several rows, if those that somebody has read are as they were."""
        self.clients[client].call(
            "commit", puts, deletes, inserts=inserts, unchanged=unchanged, gives_version=True
        )

    @rule(client=clients, other=clients, prefix=st.sampled_from(PREFIXES), key=values.keys)
    def overtake(self, client: str, other: str, prefix: str, key: str) -> None:
        """Search, and commit after somebody else has written a row."""
        self.clients[client].call("find", prefix)
        self.commit(other, {key: {"by": other}}, [], {}, [])
        self.commit(client, {"result": {"by": client}}, [], {}, [])

    @rule(key=values.keys, value=values.documents)
    def commit_what_no_table_takes(self, key: str, value: Any) -> None:
        """Ask for what is no dict of dicts, no list of keys and no row."""
        self.both.call("commit", {key: 1})
        self.both.call("commit", {}, key)
        self.both.call("commit", {key: value}, [key])
        self.both.call("commit", {key: value}, unchanged=[key])

    @rule(client=st.sampled_from(("one", "two", "read committed")))
    def begin(self, client: str) -> None:
        """Forget what was read."""
        self.clients[client].call("begin")

    def tour(self, keys: list[str], contents: list[Any]) -> None:
        """Insert every key, and one row with everything in it; search by every prefix."""
        for key in keys:
            self.insert("none", key, {"key": key})
        self.commit("none", {keys[0]: {"contents": contents}}, [], {}, [])
        for key in keys:
            self.get("none", key)
            self.find("none", key[:1])


def _held(answer: Answer) -> Any:
    return multiple(*answer.held)
