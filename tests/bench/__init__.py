"""What pages cost beside a bare one: `make bench`; docs/benchmarks.md tells how to read it."""
