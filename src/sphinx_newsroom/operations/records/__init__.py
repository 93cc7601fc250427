"""Acts on records that reach into other files: another id, and two records made one, each as a plan."""
