import { z } from "zod";

const labels = z.record(z.string().min(1), z.string().max(63));

/** The fields of a `TrafficExtension` with a module, as Istio 1.31 has them, without those that are not for it. */
const trafficExtensionSchema = z.strictObject({
  apiVersion: z.literal("extensions.istio.io/v1alpha1"),
  kind: z.literal("TrafficExtension"),
  metadata: z.strictObject({ name: z.string(), namespace: z.string(), labels: labels.optional() }),
  spec: z.strictObject({
    selector: z.strictObject({ matchLabels: labels }).optional(),
    phase: z.enum(["UNSPECIFIED", "AUTHN", "AUTHZ", "STATS"]).optional(),
    priority: z.int32().optional(),
    match: z
      .array(
        z.strictObject({
          mode: z.enum(["CLIENT", "SERVER", "CLIENT_AND_SERVER"]).optional(),
          ports: z.array(z.strictObject({ number: z.int().min(1).max(65_535) })).optional(),
        }),
      )
      .optional(),
    wasm: z.strictObject({
      url: z.url({ protocol: /^(?:https?|oci|file)$/ }),
      sha256: z
        .string()
        .regex(/^[a-f0-9]{64}$/)
        .optional(),
      imagePullPolicy: z.enum(["IfNotPresent", "Always"]).optional(),
      imagePullSecret: z.string().min(1).max(253).optional(),
      pluginName: z.string().min(1).max(256).optional(),
      failStrategy: z.enum(["FAIL_CLOSE", "FAIL_OPEN", "FAIL_RELOAD"]).optional(),
      pluginConfig: z.record(z.string(), z.unknown()).optional(),
    }),
  }),
});

/**
 * What `@kubernetes-models/istio` has for other kinds and not yet for this one, which came with Istio 1.30.
 * An unknown field is a fault here.
 */
export class TrafficExtension {
  static readonly apiVersion = "extensions.istio.io/v1alpha1";
  static readonly kind = "TrafficExtension";
  readonly #data: unknown;

  constructor(data: unknown) {
    this.#data = data;
  }

  /** @throws {Error} naming every fault. */
  validate(): void {
    const { error } = trafficExtensionSchema.safeParse(this.#data);
    if (error !== undefined) throw new Error(z.prettifyError(error));
  }
}
