"""What both sides say about a plan: comments, mentions, files and links."""
