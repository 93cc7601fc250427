"""What search in the browser understands, without a browser: a query in, the releases that hold all of it out."""
