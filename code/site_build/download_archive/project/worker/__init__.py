"""The endpoint of this project: your code, a queue and its stores on PostgreSQL."""
