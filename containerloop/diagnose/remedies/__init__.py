"""What to change: compose patches and overrides, and the ways out several causes share."""
