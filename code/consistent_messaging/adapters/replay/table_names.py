"""The names of tables for the stores of a scenario: whatever a store is called, its table can be.

Most tables are called like their store. A name with other than small letters, digits and `_`, one
that means something in SQL, and one that is taken already get a similar one.
"""

import re
from collections.abc import Collection, Iterable
from itertools import chain, count

LONGEST = 40  # characters; PostgreSQL takes 63, and what belongs to a table has a longer name
_BELONGS_TO_IT = ("", "_etag", "_pkey")  # the table, the sequence of its etags, its index


def table_names(stores: Iterable[str], reserved: Collection[str]) -> dict[str, str]:
    """Return for each store the name of its table; none is a `reserved` word of SQL."""
    names: dict[str, str] = {}
    taken = set(reserved)
    for store in stores:
        plain = re.sub(r"[^a-z0-9]+", "_", store.lower()).strip("_")[:LONGEST]
        plain = plain if plain[:1].isalpha() else f"store_{plain}".rstrip("_")
        numbered = (f"{plain}_{number}" for number in count(2))
        for name in chain((plain, f"{plain}_store"), numbered):
            all_of_it = {f"{name}{end}" for end in _BELONGS_TO_IT}
            if taken.isdisjoint(all_of_it):
                names[store] = name
                taken |= all_of_it
                break
    return names
