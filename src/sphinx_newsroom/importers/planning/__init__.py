"""From what readers give to files of the archive: a plan that people can edit, and what its rows would write."""
