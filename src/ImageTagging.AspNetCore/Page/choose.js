// The first run: the folder of this machine whose pictures are shown.
import { get, post } from "./api.js";
import { button, byId, h, icon, put } from "./dom.js";
import { announce, noticeFault } from "./live.js";

const wait = 300;
const patience = 200;

export async function chooseFolder() {
  const sheet = byId("sheet");
  const body = h("div", { class: "chooser" });
  sheet.replaceChildren(h("div", { class: "head" }, h("h2", { id: "sheet-title", tabindex: "-1", text: "Choose a folder" }), button("Cancel", null, () => sheet.close())), body);
  sheet.showModal();
  await open(body, "");
}

async function open(body, path) {
  let here;
  try {
    here = await get("api/choose", new URLSearchParams(path ? { path } : {}));
  } catch (fault) {
    return noticeFault(fault);
  }
  const row = ({ name, path: to }, symbol) => h("li", null, h("button", { type: "button", class: "link", on: { click: () => open(body, to) } }, icon(symbol), h("span", { text: name })));
  put(
    body,
    h("p", { class: "quiet", text: "Its pictures are found, also in the folders below, and appear as they are tagged. Nothing in the folder is changed." }),
    h("ul", { class: "choices", "aria-label": "Places" }, here.places.map((place) => row(place, "pictures"))),
    h("p", { class: "path", text: here.path }),
    h(
      "ul",
      { class: "plain-list", "aria-label": "Folders" },
      here.parent && row({ name: "Up to the folder above", path: here.parent }, "undo"),
      here.folders.map((folder) => row(folder, "right")),
    ),
    here.folders.length === 0 && h("p", { class: "quiet", text: "There are no folders in it." }),
    here.more && h("p", { class: "quiet", text: "There are more folders than are shown here." }),
    h("div", { class: "actions" }, button("Show the pictures of this folder", "check", () => choose(body, here.path), { class: "button primary" })),
  );
  announce(`${here.path}: ${here.folders.length} folders`);
  byId("sheet-title").focus();
}

async function choose(body, path) {
  try {
    await post("api/choose", { path });
  } catch (fault) {
    return noticeFault(fault);
  }
  // From here on it goes on whatever is closed.
  byId("sheet").querySelector(".head button")?.remove();
  body.replaceChildren(h("p", { role: "status", text: "One moment: the folder is being opened…" }));
  // The server begins anew with the folder.
  for (let i = 0; i < patience; i++) {
    await new Promise((resolve) => setTimeout(resolve, wait));
    try {
      const session = await get("api/session");
      if (!session.canChoose) return location.reload();
    } catch {
      // Not yet.
    }
  }
  body.replaceChildren(h("p", { class: "fault", text: "The server did not come back; look at what it printed." }));
}
