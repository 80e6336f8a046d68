"""Which records an operation looked at, found out by letting it run on a dict that takes note."""

from collections.abc import Iterator
from typing import Any


class Watched(dict[str, Any]):
    """Records that remember which of them were looked up or written, and whether all were seen."""

    def __init__(self, records: dict[str, Any]) -> None:
        super().__init__(records)
        self.looked_up: set[str] = set()
        self.saw_all = False

    def __getitem__(self, key: str) -> Any:
        self.looked_up.add(key)
        return super().__getitem__(key)

    def __setitem__(self, key: str, value: Any) -> None:
        self.looked_up.add(key)
        super().__setitem__(key, value)

    def __delitem__(self, key: str) -> None:
        self.looked_up.add(key)
        super().__delitem__(key)

    def __contains__(self, key: object) -> bool:
        self.looked_up.add(key)  # type: ignore[arg-type]  # whatever it is, it is not there
        return super().__contains__(key)

    def get(self, key: str, default: Any = None) -> Any:
        self.looked_up.add(key)
        return super().get(key, default)

    def pop(self, key: str, *default: Any) -> Any:
        self.looked_up.add(key)
        return super().pop(key, *default)

    def setdefault(self, key: str, default: Any = None) -> Any:
        self.looked_up.add(key)
        return super().setdefault(key, default)

    def __iter__(self) -> Iterator[str]:
        self.saw_all = True
        return super().__iter__()

    def __len__(self) -> int:
        self.saw_all = True
        return super().__len__()

    def keys(self) -> Any:
        self.saw_all = True
        return super().keys()

    def values(self) -> Any:
        self.saw_all = True
        return super().values()

    def items(self) -> Any:
        self.saw_all = True
        return super().items()
