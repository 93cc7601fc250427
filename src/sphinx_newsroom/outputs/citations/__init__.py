"""How a release is cited: one record, and the forms in which programs, Wikipedia and people take it."""
