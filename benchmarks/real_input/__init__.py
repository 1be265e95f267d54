"""Jiesu on input that nobody of the project wrote: a directory from it, and the chain walked on it."""
