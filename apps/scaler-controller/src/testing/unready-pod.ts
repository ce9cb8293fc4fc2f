/**
 * A pod that runs and never listens.
 *
 * @module
 */
setInterval(() => {}, 60_000);
