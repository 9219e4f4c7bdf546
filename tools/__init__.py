"""What a maintainer runs: execute the lessons, write outputs, lock."""
