"""How values and calls are written for a person."""
