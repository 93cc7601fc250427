"""What several tests begin with, and what they look at results with."""
