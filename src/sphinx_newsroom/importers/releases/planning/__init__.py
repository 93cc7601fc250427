"""From what readers give to files of the archive: a plan that people can edit, and what each of its rows would write."""
