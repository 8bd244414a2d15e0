// Folders beside the pictures, as a tree that is read level by level.
import { current, go } from "./address.js";
import { get } from "./api.js";
import { h } from "./dom.js";
import { count } from "./format.js";
import { noticeFault } from "./live.js";
import { folderOf, split } from "./query.js";

const known = new Map();
const open = new Set();
const keyOf = (source, path) => JSON.stringify([source, path]);

/** The tree; nothing where there is one folder only, which says nothing. */
export function folderTree() {
  const list = h("ul", { class: "folders", role: "list" });
  const details = h("details", { "data-group": "folder", hidden: true, open: true }, h("summary", null, h("span", { text: "Folders" })), list);
  show();
  return details;

  async function show() {
    try {
      const sources = await read(null, "");
      const only = sources.folders.length === 1 ? sources.folders[0] : null;
      const top = only ? await read(only.source, "") : sources;
      details.hidden = top.folders.length === 0;
      list.replaceChildren(...lines(top));
    } catch {
      // The search itself tells what is wrong.
    }
  }
}

async function read(source, path) {
  const key = keyOf(source, path);
  if (!known.has(key)) {
    const asked = new URLSearchParams(source === null ? {} : { source, path });
    known.set(
      key,
      get("api/folders", asked).catch((fault) => {
        known.delete(key);
        throw fault;
      }),
    );
  }
  return known.get(key);
}

/** What was read may have changed: after a run, an upload. */
export const forgetFolders = () => known.clear();

const lines = ({ folders, more }) => [...folders.map(line), more && h("li", { class: "quiet", text: "… and others" })].filter(Boolean);

function line(folder) {
  const key = keyOf(folder.source, folder.path);
  const within = h("ul", { role: "list", hidden: true });
  const toggle = h("button", {
    type: "button",
    class: "twist",
    "aria-expanded": "false",
    "aria-label": `Folders in ${folder.name}`,
    on: { click: () => turn(toggle.getAttribute("aria-expanded") !== "true") },
  });
  const chosen = isChosen(folder);
  const link = h(
    "button",
    { type: "button", class: "folder", "aria-pressed": String(chosen), title: folder.path || folder.source, on: { click: () => choose(folder) } },
    h("span", { class: "name", text: folder.name }),
    h("span", { class: "number", text: count(folder.count) }),
  );
  if (open.has(key)) turn(true);
  return h("li", null, h("div", { class: "line" }, toggle, link), within);

  async function turn(on) {
    toggle.setAttribute("aria-expanded", String(on));
    within.hidden = !on;
    if (!on) return open.delete(key);
    open.add(key);
    if (within.hasChildNodes()) return;
    try {
      const found = await read(folder.source, folder.path);
      within.replaceChildren(...(found.folders.length > 0 ? lines(found) : [h("li", { class: "quiet", text: "No folders within" })]));
    } catch (fault) {
      noticeFault(fault);
    }
  }
}

const parts = () => split(current.q).parts.map((part) => part.text);
const isChosen = (folder) => (folder.query ? parts().includes(folder.query) : current.source.includes(folder.source));

function choose(folder) {
  const on = !isChosen(folder);
  if (!folder.query) {
    const others = current.source.filter((source) => source !== folder.source);
    return go({ source: on ? [...others, folder.source] : others, view: "search" });
  }
  // One folder at a time: a picture lies in one.
  const { or } = split(current.q);
  const rest = or ? [`(${current.q.trim()})`] : parts().filter((text) => folderOf(text) === null);
  go({ q: [...rest, on && folder.query].filter(Boolean).join(" "), view: "search" });
}
