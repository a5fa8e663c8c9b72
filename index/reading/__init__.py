"""The parts of the reader: clues, trees, network, calibration."""
