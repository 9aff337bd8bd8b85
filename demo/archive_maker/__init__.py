"""Makes the sample archive of `make demo`; see ../README.md."""
