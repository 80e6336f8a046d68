"""Every history of the course that ends badly, replayed on PostgreSQL."""
