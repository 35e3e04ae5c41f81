"""A topic becomes a cited draft: forms, gathering, selecting, sections, manuscript. Import the modules, not this root."""
