"""Measuring: conversations with known outcomes, and public retrieval sets."""
