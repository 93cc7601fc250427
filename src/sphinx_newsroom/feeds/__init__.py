"""What readers subscribe to."""
