"""The world as a state machine: broker, consumers, stores, and attempts in flight."""
