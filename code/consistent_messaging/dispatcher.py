"""For an exercise's `scenario.py`: where a handler sends what it dispatches for itself."""

from consistent_messaging.api.dispatcher import Dispatcher, Outlet

__all__ = ["Dispatcher", "Outlet"]
