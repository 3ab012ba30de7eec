"""A room for tests: works to kill a worker in."""
