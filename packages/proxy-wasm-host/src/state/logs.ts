import { LOG_LEVELS, type LogLevel } from "../abi/enums.ts";

/** A log line of the module. */
export interface LogLine {
  readonly level: LogLevel;
  readonly message: string;
  readonly contextId: number;
}

/** The lines that the proxy would have written: those at or above its level, newest last. */
export class Logs {
  /** The proxy's log level; `proxy_get_log_level` reports it. */
  level: LogLevel;
  readonly #limit: number;
  #lines: LogLine[] = [];

  constructor(level: LogLevel, limit: number) {
    this.level = level;
    this.#limit = limit;
  }

  get lines(): readonly LogLine[] {
    return this.#lines;
  }

  /** The messages, of one level if given. */
  messages(level?: LogLevel): string[] {
    return this.#lines
      .filter((line) => level === undefined || line.level === level)
      .map((line) => line.message);
  }

  write(line: LogLine): void {
    if (LOG_LEVELS.indexOf(line.level) < LOG_LEVELS.indexOf(this.level)) return;
    this.#lines.push(line);
    if (this.#lines.length > 2 * this.#limit) this.#lines = this.#lines.slice(-this.#limit);
  }

  clear(): void {
    this.#lines = [];
  }
}
