"""Queries: what a turn of a conversation is, before anything is searched for."""
