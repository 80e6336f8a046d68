"""What makes running a handler step by step sound: each rule is held, and each breach explained.

An attempt is run again from its start for every step that it takes. That is sound only if the
handler's code depends on its message and its answers alone, and ends.
"""
