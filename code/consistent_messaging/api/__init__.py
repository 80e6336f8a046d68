"""What a handler is written against: stores, context, ids and errors. Readers see these files."""
