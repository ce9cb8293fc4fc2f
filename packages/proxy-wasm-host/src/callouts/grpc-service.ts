import { Buffer } from "node:buffer";
import { BinaryReader } from "../module/binary-reader.ts";

const LENGTH_DELIMITED = 2;

/**
 * The cluster of a gRPC service as a module names it: a serialised `envoy.config.core.v3.GrpcService`
 * with `envoy_grpc.cluster_name`, or the bare name of a known cluster. Undefined when it is neither.
 */
export function grpcServiceCluster(
  bytes: Uint8Array,
  isKnown: (name: string) => boolean,
): string | undefined {
  const envoyGrpc = firstField(bytes);
  const cluster = envoyGrpc === undefined ? undefined : firstField(envoyGrpc);
  if (cluster !== undefined) return Buffer.from(cluster).toString("utf8");
  const name = Buffer.from(bytes).toString("utf8");
  return name !== "" && isKnown(name) ? name : undefined;
}

/** The bytes of field 1, where the message is well-formed and has one. */
function firstField(bytes: Uint8Array): Uint8Array | undefined {
  const reader = new BinaryReader(bytes);
  let found: Uint8Array | undefined;
  try {
    while (!reader.done) {
      const tag = reader.u32();
      const wireType = tag & 7;
      if (wireType === 0) reader.skipInteger();
      else if (wireType === 1) reader.skip(8);
      else if (wireType === 5) reader.skip(4);
      else if (wireType === LENGTH_DELIMITED) {
        const length = reader.u32();
        const start = reader.position;
        reader.skip(length);
        if (tag >>> 3 === 1) found = bytes.subarray(start, start + length);
      } else return undefined;
    }
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
  return found;
}
