"""What schemathesis cannot make of the OpenAPI document: bodies that are pictures and packets, good and damaged."""

import base64
import os
import pathlib

import schemathesis
from hypothesis import strategies as st

# One grey pixel.
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg=="
)
# The service's own packet of that photo; run.sh asks for it.
PACKET = pathlib.Path(os.environ["SEMCAST_PACKET"]).read_bytes()


def damaged(good):
    """The bytes as they are, with one of them changed, cut short, or followed by others."""
    at = st.integers(0, len(good) - 1)
    return st.one_of(
        st.just(good),
        st.builds(lambda i, byte: good[:i] + bytes([byte]) + good[i + 1 :], at, st.integers(0, 255)),
        st.builds(lambda i, tail: good[:i] + tail, at, st.binary(max_size=200)),
        st.binary(max_size=2000),
    )


for kind in ("image/*", "image/png"):
    schemathesis.openapi.media_type(kind, damaged(PNG))
schemathesis.openapi.media_type("application/vnd.semcast.packet", damaged(PACKET))
