"""A simulated month of promises upon real processes: see docs/promises.md, "The proof"."""
