"""What schemathesis cannot make of the OpenAPI document: bodies that are pictures and packets."""

import base64

import schemathesis
from hypothesis import strategies as st

# One grey pixel.
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg=="
)

bodies = st.one_of(st.just(PNG), st.binary(max_size=2000), st.binary(max_size=200).map(lambda tail: PNG[:40] + tail))
for kind in ("image/*", "image/png", "application/vnd.semcast.packet"):
    schemathesis.openapi.media_type(kind, bodies)
