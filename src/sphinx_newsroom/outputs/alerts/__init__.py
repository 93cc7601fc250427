"""What readers asked to be told of: by mail, by webhook, by a feed of their own."""
