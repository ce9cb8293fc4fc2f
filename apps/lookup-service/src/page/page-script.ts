/** Script of the live page. It writes text nodes only, so nothing that a pod says becomes markup. */
export const pageScript = `
"use strict";
const pools = new Map();
const main = document.getElementById("pools");
const connection = document.getElementById("connection");
const element = (name, text, properties) => Object.assign(document.createElement(name), text === undefined ? {} : { textContent: text }, properties);
const number = (value) => value === null ? "" : String(Math.round(value * 10) / 10);

function render() {
  const sections = [...pools].sort(([a], [b]) => a < b ? -1 : 1).map(([name, pods]) => {
    const section = element("section");
    const all = [...pods.values()].sort((a, b) => a.podId < b.podId ? -1 : 1);
    const most = Math.max(1, ...all.map((pod) => pod.capacity ?? pod.load));
    const heading = element("h2", name);
    heading.append(element("small", all.length + " pods, " + number(all.reduce((sum, pod) => sum + pod.load, 0)) + " clients"));
    const table = element("table");
    const head = table.createTHead().insertRow();
    for (const title of ["Pod", "Status", "Clients", "Load", "Capacity", ""]) {
      head.append(element("th", title, { className: ["Clients", "Load", "Capacity"].includes(title) ? "number" : "" }));
    }
    const body = table.createTBody();
    for (const pod of all) {
      const row = body.insertRow();
      row.dataset.state = pod.state;
      row.dataset.status = pod.status;
      row.append(element("td", pod.podId), element("td", pod.status));
      for (const value of [pod.clients, pod.load, pod.capacity]) row.append(element("td", number(value), { className: "number" }));
      const cell = row.insertCell();
      const limit = pod.capacity ?? most;
      cell.append(element("meter", undefined, { min: 0, max: limit, high: limit * 0.9, value: Math.min(pod.load, limit), title: number(pod.load) }));
    }
    section.append(heading, table);
    return section;
  });
  main.replaceChildren(...(sections.length > 0 ? sections : [element("p", "No pools yet.")]));
}

let planned = false;
function plan() {
  if (planned) return;
  planned = true;
  requestAnimationFrame(() => { planned = false; render(); });
}

const stream = new EventSource("/v1/events");
const on = (event, apply) => stream.addEventListener(event, (message) => { apply(JSON.parse(message.data)); plan(); });
stream.onopen = () => { connection.textContent = "Live"; };
stream.onerror = () => { connection.textContent = "Connection lost, trying again…"; };
on("reset", () => pools.clear());
on("pool", ({ pool, pods }) => pools.set(pool, new Map(pods.map((pod) => [pod.podId, pod]))));
on("pool-removed", ({ pool }) => pools.delete(pool));
on("pod-added", ({ pool, pod }) => pools.get(pool)?.set(pod.podId, pod));
on("pod-removed", ({ pool, podId }) => pools.get(pool)?.delete(podId));
on("pod-state", ({ pool, podId, state, status }) => Object.assign(pools.get(pool)?.get(podId) ?? {}, { state, status }));
on("load", ({ pool, pods }) => { for (const pod of pods) Object.assign(pools.get(pool)?.get(pod.podId) ?? {}, pod); });
`;
