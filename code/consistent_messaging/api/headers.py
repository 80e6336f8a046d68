"""Headers: what goes along with a message, as a dict that stays as it is."""

from typing import Any, NoReturn

from consistent_messaging.api.frozen_values import freeze


class Headers(dict[str, str]):
    """A dict of headers. It can be read, compared, copied and kept, but not changed."""

    def _refuse(self, *given: Any, **named: Any) -> NoReturn:
        raise TypeError(
            "The headers of a message cannot be changed. Make a new message: "
            'OutgoingMessage(message_id, body, {"token": …}), or '
            "dataclasses.replace(message, headers={…})."
        )

    __setitem__ = __delitem__ = __ior__ = _refuse
    clear = pop = popitem = setdefault = update = _refuse

    def __hash__(self) -> int:  # type: ignore[override]  # of a dict it is None
        return hash(freeze(self))

    def __reduce__(self) -> tuple[type["Headers"], tuple[dict[str, str]]]:
        return Headers, (dict(self),)  # item by item, copies could not be made


NO_HEADERS = Headers()
