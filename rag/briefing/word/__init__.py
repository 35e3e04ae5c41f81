"""Briefings as Word documents by GB/T 9704-2012, and such documents read back. Import the modules, not this root."""
