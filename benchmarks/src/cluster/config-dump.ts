import { z } from "zod";

/** How much a gateway has been told. */
export interface ConfigurationSize {
  /** Of the whole dump with endpoints, as Envoy writes it. */
  readonly bytes: number;
  readonly clusters: number;
  readonly routes: number;
  readonly endpoints: number;
}

const list = <Item extends z.ZodType>(item: Item) => z.array(item).default([]);

const dumpSchema = z.object({
  configs: z.array(
    z.object({
      dynamic_active_clusters: list(z.unknown()),
      dynamic_route_configs: list(
        z.object({
          route_config: z.object({ virtual_hosts: list(z.object({ routes: list(z.unknown()) })) }),
        }),
      ),
      dynamic_endpoint_configs: list(
        z.object({
          endpoint_config: z.object({
            endpoints: list(z.object({ lb_endpoints: list(z.unknown()) })),
          }),
        }),
      ),
    }),
  ),
});

/** Measures the answer to `/config_dump?include_eds` of Envoy. */
export function measureConfigDump(text: string): ConfigurationSize {
  const { configs } = dumpSchema.parse(JSON.parse(text));
  const hosts = configs.flatMap(({ dynamic_route_configs: routes }) =>
    routes.flatMap(({ route_config: { virtual_hosts } }) => virtual_hosts),
  );
  const localities = configs.flatMap(({ dynamic_endpoint_configs: endpoints }) =>
    endpoints.flatMap(({ endpoint_config }) => endpoint_config.endpoints),
  );
  return {
    bytes: Buffer.byteLength(text),
    clusters: configs.reduce((sum, { dynamic_active_clusters: { length } }) => sum + length, 0),
    routes: hosts.reduce((sum, { routes: { length } }) => sum + length, 0),
    endpoints: localities.reduce((sum, { lb_endpoints: { length } }) => sum + length, 0),
  };
}
