/** A thread that does one part of the proof, and posts what it came to. */
import { parentPort, workerData } from "node:worker_threads";
import { performTask } from "./perform-task.ts";
import type { Task } from "./task.ts";

parentPort?.postMessage(await performTask(workerData as Task));
