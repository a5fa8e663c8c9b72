"""The ledger of figures: looked up, compared, summed."""
