"""The proof that other CPUs compute the same bits: `make portable`."""
