"""Notebooks: those of releases by their cells, never executed; those under ``docs/`` by nbsphinx."""
