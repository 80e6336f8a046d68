"""A codec for a replay: it knows the types of all that it has written, and reads nothing else."""

from dataclasses import is_dataclass
from typing import Any

from consistent_messaging.adapters.json_codec import JsonCodec


class CodecByUse(JsonCodec):
    """Writes any frozen dataclass, and reads those that it has written."""

    def _plain(self, value: Any) -> Any:
        if is_dataclass(value):
            self._types.setdefault(type(value).__name__, type(value))
        return super()._plain(value)
