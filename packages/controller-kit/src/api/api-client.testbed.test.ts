import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  answerWith,
  dropRequest,
  internalError,
  loseAnswer,
  neverAnswer,
  tooManyRequests,
  unauthorized,
} from "@fairlead/testbed";
import { isAlreadyExists, isConflict, isInvalid, isNotFound } from "../errors/predicates.ts";
import { configMaps, kubeConfigOf, openWorld, type ConfigMap, type World } from "../testing/open-world.ts";
import { createApiClient } from "./api-client.ts";
import { createResourceClient, type ResourceClient } from "./resource-client.ts";
import { resourceType } from "./resource-type.ts";

let world: World;
let objects: ResourceClient<ConfigMap>;
let namespace: string;
beforeAll(async () => {
  world = await openWorld();
  ({ namespace } = world);
  objects = createResourceClient(world.client, configMaps);
});
beforeEach(() => world.proxy.clear());
afterAll(() => world.close());

describe("createResourceClient", () => {
  it("creates, reads, replaces, patches, lists and deletes", async () => {
    const created = await objects.create({ metadata: { namespace, name: "whole" }, data: { a: "1" } });
    expect(created).toMatchObject({ kind: "ConfigMap", metadata: { name: "whole" }, data: { a: "1" } });
    const replaced = await objects.replace({ ...created, data: { a: "2" } });
    const patched = await objects.patch(
      { namespace, name: "whole" },
      { data: { b: "3" } },
      { type: "merge" },
    );
    expect(patched.data).toEqual({ a: "2", b: "3" });
    const list = await objects.list({ namespace, fieldSelector: "metadata.name=whole" });
    expect(list.items.map(({ data }) => data)).toEqual([{ a: "2", b: "3" }]);
    await expect(objects.replace({ ...replaced, data: {} })).rejects.toMatchObject({ code: "conflict" });
    await objects.delete(
      { namespace, name: "whole" },
      { propagationPolicy: "Background", uid: created.metadata?.uid },
    );
    await expect(objects.get({ namespace, name: "whole" })).rejects.toSatisfy(isNotFound);
  });

  it("writes nothing in a dry run", async () => {
    await objects.create({ metadata: { namespace, name: "dry" } }, { isDryRun: true });
    await expect(objects.get({ namespace, name: "dry" })).rejects.toSatisfy(isNotFound);
  });

  it("deletes only the very object that is meant", async () => {
    await objects.create({ metadata: { namespace, name: "kept" } });
    const other = { propagationPolicy: "Background", uid: "00000000-0000-0000-0000-000000000000" } as const;
    await expect(objects.delete({ namespace, name: "kept" }, other)).rejects.toSatisfy(isConflict);
    await objects.get({ namespace, name: "kept" });
  });

  it("gives the API server's own reasons", async () => {
    await expect(objects.create({ metadata: { namespace, name: "Not A Name" } })).rejects.toSatisfy(
      isInvalid,
    );
    await objects.create({ metadata: { namespace, name: "twice" } });
    await expect(objects.create({ metadata: { namespace, name: "twice" } })).rejects.toSatisfy(
      isAlreadyExists,
    );
    const unknown = createResourceClient(
      world.client,
      resourceType({ apiVersion: "x.example/v1", kind: "X", plural: "xs" }),
    );
    await expect(unknown.list({ namespace })).rejects.toMatchObject({ code: "not_found", httpStatus: 404 });
  });
});

describe("createApiClient", () => {
  it("comes again when the API server says when, and gives up after the retries", async () => {
    const rule = world.proxy.add({ matches: () => true, fault: answerWith(tooManyRequests(0)), times: 2 });
    await objects.list({ namespace });
    expect(rule.hits).toBe(2);
    const always = world.proxy.add({ matches: () => true, fault: answerWith(tooManyRequests(0)) });
    const hurried = createApiClient(world.kubeConfig, { retries: 3 });
    await expect(createResourceClient(hurried, configMaps).list({ namespace })).rejects.toMatchObject({
      code: "too_many_requests",
      retryAfterSeconds: 0,
    });
    expect(always.hits).toBe(4);
    hurried.close();
  });

  it("does not repeat what failed without a word of when, so that the caller decides", async () => {
    const rule = world.proxy.add({ matches: () => true, fault: answerWith(internalError()) });
    await expect(objects.list({ namespace })).rejects.toMatchObject({ code: "internal_error" });
    expect(rule.hits).toBe(1);
  });

  it("reads once more over a connection that broke, but never writes twice", async () => {
    const read = world.proxy.add({ matches: ({ verb }) => verb === "list", fault: dropRequest(), times: 1 });
    await objects.list({ namespace });
    expect(read.hits).toBe(1);
    const write = world.proxy.add({
      matches: ({ verb }) => verb === "create",
      fault: loseAnswer(),
      times: 1,
    });
    const object = { metadata: { namespace, name: "lost-answer" } };
    await expect(objects.create(object)).rejects.toMatchObject({ code: "unreachable" });
    expect(write.hits).toBe(1);
    // It did happen: whoever is not told has to look.
    await expect(objects.create(object)).rejects.toSatisfy(isAlreadyExists);
  });

  it("ends a request that is not answered in time", async () => {
    world.proxy.add({ matches: () => true, fault: neverAnswer() });
    const impatient = createApiClient(world.kubeConfig, { timeoutMs: 200 });
    await expect(createResourceClient(impatient, configMaps).list({ namespace })).rejects.toMatchObject({
      code: "timeout",
    });
    impatient.close();
  });

  it("ends a request when its caller has lost interest, with the caller's reason", async () => {
    world.proxy.add({ matches: () => true, fault: neverAnswer() });
    const caller = new AbortController();
    const answer = objects.list({ namespace }, { signal: caller.signal });
    const reason = new Error("no interest");
    caller.abort(reason);
    await expect(answer).rejects.toBe(reason);
  });

  it("tells expired credentials, real and made up", async () => {
    world.proxy.add({ matches: () => true, fault: answerWith(unauthorized()), times: 1 });
    await expect(objects.list({ namespace })).rejects.toMatchObject({ code: "unauthorized" });
    const stranger = createApiClient(kubeConfigOf({ ...world.proxy.endpoint, token: "expired" }));
    await expect(createResourceClient(stranger, configMaps).list({ namespace })).rejects.toMatchObject({
      code: "unauthorized",
      httpStatus: 401,
    });
    stranger.close();
  });

  it("keeps its connections open between requests", async () => {
    for (let request = 0; request < 5; request += 1) await objects.list({ namespace });
    const before = world.proxy.connections;
    for (let request = 0; request < 20; request += 1) await objects.list({ namespace });
    expect(world.proxy.connections).toBe(before);
  });
});
