"""Telegram handlers, one module for each kind of update."""
