/**
 * A photo over a simulated link within one process: both ends, the channel between them, and the figures.
 *
 * @module
 */
