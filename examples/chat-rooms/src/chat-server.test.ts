import { once } from "node:events";
import { get, type IncomingMessage } from "node:http";
import { workloadReportSchema } from "@fairlead/routing-schema";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { WebSocket } from "ws";
import { type ChatServer, startChatServer } from "./chat-server.ts";
import { connectChatClient } from "./testing/chat-client.ts";

let chat: ChatServer;

beforeEach(async () => {
  chat = await startChatServer({ host: "127.0.0.1", port: 0, podId: "chat-1", capacity: 10 });
});

afterEach(async () => {
  chat.dismissClients();
  await chat.reporter.stop({ server: chat.server, timeoutMs: 0 });
});

const readReport = async () => workloadReportSchema.parse(await (await fetch(`${chat.url}/workload`)).json());

async function openStream(room: string): Promise<IncomingMessage> {
  const [response] = (await once(get(`${chat.url}/rooms/${room}/stream`), "response")) as [IncomingMessage];
  response.on("error", () => {});
  return response;
}

test("every answer names the pod, errors too", async () => {
  for (const path of [
    "/",
    "/rooms",
    "/api/pod?podId=x",
    "/workload",
    "/livez",
    "/nowhere",
    "/rooms/none/history",
  ]) {
    const response = await fetch(chat.url + path);
    expect(response.headers.get("x-served-by"), path).toBe("chat-1");
    await response.body?.cancel();
  }
});

test("the pod that a request asked for is told beside the one that served", async () => {
  const answer: unknown = await (await fetch(`${chat.url}/api/pod?podId=chat-9`)).json();
  expect(answer).toEqual({
    podId: "chat-1",
    askedPodId: "chat-9",
    clients: 0,
    capacity: 10,
    draining: false,
  });

  const client = await connectChatClient(chat.url, "?podId=chat-9");
  expect(client.headers["x-served-by"]).toBe("chat-1");
  expect(await client.next("hello")).toMatchObject({ podId: "chat-1", askedPodId: "chat-9" });
});

test("two people meet, talk and see each other leave", async () => {
  const ada = await connectChatClient(chat.url);
  ada.send({ type: "join", room: "deck", name: "Ada" });
  await ada.next("welcome");
  const ben = await connectChatClient(chat.url);
  ben.send({ type: "join", room: "deck", name: "Ben" });
  expect(await ben.next("welcome")).toMatchObject({ members: ["Ada", "Ben"], history: [] });
  expect(await ada.next("joined")).toMatchObject({ name: "Ben", members: ["Ada", "Ben"] });

  ben.send({ type: "say", text: "  Land ahead  " });
  expect(await ada.next("message")).toMatchObject({ id: 1, room: "deck", name: "Ben", text: "Land ahead" });
  expect(await ben.next("message")).toMatchObject({ id: 1 });

  ben.socket.terminate();
  expect(await ada.next("left")).toMatchObject({ name: "Ben", members: ["Ada"] });
  const history: unknown = await (await fetch(`${chat.url}/rooms/deck/history`)).json();
  expect(history).toMatchObject({ podId: "chat-1", members: ["Ada"], messages: [{ text: "Land ahead" }] });
});

test("a taken name gets a number, and a change of rooms leaves the first one", async () => {
  const first = await connectChatClient(chat.url);
  first.send({ type: "join", room: "deck", name: "Ada" });
  await first.next("welcome");
  const second = await connectChatClient(chat.url);
  second.send({ type: "join", room: "deck", name: "Ada" });
  expect(await second.next("welcome")).toMatchObject({ name: "Ada 2" });
  second.send({ type: "join", room: "harbour", name: "Ada" });
  expect(await second.next("welcome")).toMatchObject({ room: "harbour", name: "Ada", members: ["Ada"] });
  expect(await first.next("left")).toMatchObject({ name: "Ada 2", members: ["Ada"] });
});

test.each([
  "not json",
  '{"type":"fly"}',
  '{"type":"say","text":""}',
  '{"type":"join","room":"a b","name":"x"}',
  "null",
])("an unfit message %s gets an error and the session goes on", async (message) => {
  const client = await connectChatClient(chat.url);
  client.send(message);
  await client.next("error");
  client.send({ type: "join", room: "deck", name: "Ada" });
  await client.next("welcome");
});

test("who talks without a room is told to join one", async () => {
  const client = await connectChatClient(chat.url);
  client.send({ type: "say", text: "hello?" });
  expect(await client.next("error")).toMatchObject({ message: "join a room first" });
});

test("a reader follows a room as server-sent events", async () => {
  const response = await openStream("deck");
  expect(response.headers["content-type"]).toBe("text/event-stream");
  let text = "";
  response.on("data", (chunk: Buffer) => (text += chunk.toString("utf8")));
  const client = await connectChatClient(chat.url);
  client.send({ type: "join", room: "deck", name: "Ada" });
  client.send({ type: "say", text: "for the record" });
  await vi.waitFor(() => expect(text).toContain("for the record"));
  expect(text).toMatch(/^event: hello\ndata: \{"type":"hello","podId":"chat-1"/);
  response.destroy();
});

test("sessions count as clients until they vanish, pages do not", async () => {
  const client = await connectChatClient(chat.url);
  const stream = await openStream("deck");
  await (await fetch(chat.url)).text();
  expect(await readReport()).toEqual({ podId: "chat-1", clients: 2, capacity: 10, draining: false });
  client.socket.terminate();
  stream.destroy();
  await vi.waitFor(async () => expect((await readReport()).clients).toBe(0));
});

test("an upgrade at another path is refused", async () => {
  const socket = new WebSocket(`${chat.url.replace("http", "ws")}/elsewhere`);
  const [error] = (await once(socket, "error")) as [Error];
  expect(error.message).toContain("404");
  await vi.waitFor(() => expect(chat.reporter.clients).toBe(0));
});

test("dismissed clients see their sessions end", async () => {
  const client = await connectChatClient(chat.url);
  const stream = await openStream("deck");
  stream.resume();
  const ended = Promise.all([once(client.socket, "close"), once(stream, "end")]);
  chat.dismissClients();
  const [[code]] = await ended;
  expect(code).toBe(1001);
  await vi.waitFor(() => expect(chat.reporter.clients).toBe(0));
});
