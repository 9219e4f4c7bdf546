"""What the lessons import: one idea a file, each readable in one sitting."""
