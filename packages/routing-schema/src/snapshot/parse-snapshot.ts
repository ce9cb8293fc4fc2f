import { FairleadError } from "../errors/fairlead-error.ts";
import { parseEndpoint } from "../identifiers/endpoint.ts";
import { isPodId } from "../identifiers/pod-id.ts";
import { isRouteId } from "../identifiers/route-id.ts";
import {
  SNAPSHOT_ABSENT,
  SNAPSHOT_END,
  SNAPSHOT_FORMAT,
  SNAPSHOT_MAX_PODS,
  SNAPSHOT_STATE_DRAINING,
  SNAPSHOT_STATE_OPEN,
} from "../wire.ts";
import type { Snapshot, SnapshotPod } from "./snapshot.ts";

/** The first word of a snapshot of any version. */
const ANY_FORMAT = new RegExp(`^${SNAPSHOT_FORMAT.replace(/\d+$/, "")}[1-9][0-9]{0,8}$`);

function malformed(line: number, problem: string): FairleadError {
  return new FairleadError("snapshot_malformed", `Line ${line} of the snapshot: ${problem}.`, {
    details: { line },
  });
}

function integer(text: string | undefined, line: number, field: string, minimum = 0): number {
  const value = text !== undefined && /^(?:0|[1-9][0-9]{0,15})$/.test(text) ? Number(text) : -1;
  if (value < minimum || !Number.isSafeInteger(value)) {
    throw malformed(line, `${field} is not an integer from ${minimum} to 2^53 - 1`);
  }
  return value;
}

function parsePod(text: string, line: number): SnapshotPod {
  const fields = text.split(" ");
  if (fields.length !== 7) throw malformed(line, "a pod has seven fields");
  const [podId = "", routeId = "", endpoint = "", state = "", score, step, room] = fields;
  if (!isPodId(podId)) throw malformed(line, "the first field is not a pod id");
  if (routeId !== SNAPSHOT_ABSENT && !isRouteId(routeId))
    throw malformed(line, "the second field is not a route id");
  if (endpoint !== SNAPSHOT_ABSENT && parseEndpoint(endpoint) === undefined) {
    throw malformed(line, "the third field is not an endpoint");
  }
  if (state !== SNAPSHOT_STATE_OPEN && state !== SNAPSHOT_STATE_DRAINING) {
    throw malformed(line, "the fourth field is not a state");
  }
  return {
    podId,
    routeId: routeId === SNAPSHOT_ABSENT ? null : routeId,
    endpoint: endpoint === SNAPSHOT_ABSENT ? null : endpoint,
    state: state === SNAPSHOT_STATE_OPEN ? "open" : "draining",
    score: integer(score, line, "score"),
    step: integer(step, line, "step", 1),
    room: room === SNAPSHOT_ABSENT ? null : integer(room, line, "room"),
  };
}

/**
 * Reads the text form of a snapshot.
 *
 * @throws {FairleadError} `snapshot_version` for another format version, `snapshot_malformed` for
 * everything else that is not exactly of the form; the message names the line.
 */
export function parseSnapshot(text: string): Snapshot {
  const lines = text.split("\n");
  const header = (lines[0] ?? "").split(" ");
  if (header[0] !== SNAPSHOT_FORMAT) {
    if (header[0] !== undefined && ANY_FORMAT.test(header[0])) {
      throw new FairleadError(
        "snapshot_version",
        `The snapshot has the format ${header[0]}; this reader knows ${SNAPSHOT_FORMAT}. Bring the reader to the release of the lookup service.`,
      );
    }
    throw malformed(1, `it does not begin with ${SNAPSHOT_FORMAT}`);
  }
  if (header.length !== 6) throw malformed(1, "the header has six fields");
  const [, generation, maxAgeMs, poolSize, count, askers] = header;
  const pods = integer(count, 1, "the count of lines");
  if (pods > SNAPSHOT_MAX_PODS) throw malformed(1, `a snapshot has at most ${SNAPSHOT_MAX_PODS} pods`);
  if (lines.length !== pods + 3 || lines[pods + 1] !== SNAPSHOT_END || lines[pods + 2] !== "") {
    throw malformed(lines.length, `the header announces ${pods} pods and a last line "${SNAPSHOT_END}"`);
  }
  const snapshot: Snapshot = {
    generation: integer(generation, 1, "the generation"),
    maxAgeMs: integer(maxAgeMs, 1, "the maximum age"),
    poolSize: integer(poolSize, 1, "the pool size"),
    askers: integer(askers, 1, "the number of askers", 1),
    pods: lines.slice(1, pods + 1).map((line, index) => parsePod(line, index + 2)),
  };
  if (snapshot.poolSize < pods) throw malformed(1, "the pool size is smaller than the count of lines");
  return snapshot;
}
