"""Abstention: whether the evidence answers what was asked."""
