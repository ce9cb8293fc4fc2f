/** Exit codes of `fairlead`, as its help lists them. */
export const exitCodes = {
  /** It did what it was asked to; stopping `dev` with Ctrl-C is part of that. */
  success: 0,
  /** Something failed; the last line says what, and how to mend it. */
  failure: 1,
  /** The command line or a configuration file cannot be used. */
  usage: 2,
  /** The demo ran and did not show what it promises. */
  demoFailed: 3,
  /** A second Ctrl-C ended it at once (128 + SIGINT). */
  killed: 130,
} as const;

/** One of {@link exitCodes}. */
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];
