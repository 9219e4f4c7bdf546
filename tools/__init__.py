"""What a maintainer runs: execute the lessons, write outputs, lock."""

import sys

# jsonschema would import it, and with jsonschema all that reads notebooks. It
# checks addresses of any script, which no notebook has, and takes a second and
# a half to prepare for that.
sys.modules.setdefault("rfc3987_syntax", None)
