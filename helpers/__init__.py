"""What the lessons import: one subject a file, each read in one sitting."""
