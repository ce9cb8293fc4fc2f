import closeWithGrace from "close-with-grace";
import type { Logger } from "pino";

/** How a process ends. */
export interface StopOptions {
  readonly stop: () => Promise<void>;
  /** The process ends with 1 where `stop` takes longer. */
  readonly delayMs: number;
  readonly logger: Logger;
}

/** Calls `stop` before the process ends by a signal such as SIGTERM, or by an error that nobody handles. */
export const stopWithGrace = ({ stop, delayMs, logger }: StopOptions): { uninstall(): void } =>
  closeWithGrace({ delay: delayMs, logger }, async ({ err, signal }) => {
    if (err !== undefined) logger.error({ err }, "stopping after an error");
    else logger.info({ signal }, "stopping");
    await stop();
    logger.info("stopped");
  });
