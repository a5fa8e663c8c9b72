"""From candidates to a decision: the reader, the constraints and the thresholds."""
