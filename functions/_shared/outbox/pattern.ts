/** What `OUTBOX_URL` may be. In a file of its own: the configuration needs no store. */
export const OUTBOX_URL_PATTERN = /^(off|sqlite:.+|kv:.*|nats:\/\/.+)$/;
