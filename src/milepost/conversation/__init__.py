"""What both sides say to one another on a plan, and the files and links that they hand over."""
