// Pictures that are nearly the same, as stacks: choose what can go, tag it, copy the list. Nothing is deleted here.
import { current, format } from "./address.js";
import { get, isAbort, post, thumbnail } from "./api.js";
import { button, byId, emptyState, h, put } from "./dom.js";
import { bytes, count, fileName, pictures } from "./format.js";
import { announce, notice, noticeFault } from "./live.js";

const pageSize = 50;

export class DuplicatesView {
  #asking = null;
  #chosen = new Map();

  constructor(corrections) {
    this.corrections = corrections;
  }

  async show() {
    const view = byId("view-duplicates");
    this.#chosen.clear();
    this.stacks = h("ol", { class: "stacks" });
    this.foot = h("div", { class: "actions" });
    this.bar = h("div", { class: "actions clean-up", role: "toolbar", "aria-label": "What can go" });
    const head = h("div", { class: "head" }, h("h1", { text: "Duplicates" }));
    if (!view.hasChildNodes()) view.replaceChildren(head, h("div", { class: "bones tall", "aria-hidden": "true" }));
    const found = await this.#read(0);
    if (!found) return;
    if (found.total === 0) {
      view.replaceChildren(head, h("div", { class: "state" }, emptyState("check", "No duplicates", "No two pictures here are nearly the same.")));
      return;
    }
    view.replaceChildren(
      head,
      h("p", { class: "quiet", text: `${count(found.total)} ${found.total === 1 ? "group" : "groups"} of pictures that are nearly the same. The best of each, the sharp one with most pixels, has a frame; the ${found.others === 1 ? "other" : `${count(found.others)} others`} could go. Nothing is deleted here.` }),
      this.bar,
      this.stacks,
      this.foot,
    );
    this.#add(found, 0);
  }

  async #read(from) {
    this.#asking?.abort();
    const asking = (this.#asking = new AbortController());
    try {
      const asked = new URLSearchParams({ from: String(from), size: String(pageSize) });
      if (current.q.trim()) asked.set("q", current.q.trim());
      const found = await get("api/duplicates", asked, asking.signal);
      return asking === this.#asking ? found : null;
    } catch (fault) {
      if (!isAbort(fault)) {
        byId("view-duplicates").replaceChildren(h("div", { class: "state" }, emptyState("failures", fault.title, fault.detail, button("Try again", "retry", () => this.show()))));
      }
      return null;
    }
  }

  #add({ groups, total }, from) {
    for (const group of groups) this.stacks.append(this.#stack(group));
    const next = from + groups.length;
    this.foot.replaceChildren(
      ...(next < total
        ? [
            button("More", "plus", async () => {
              const found = await this.#read(next);
              if (found) this.#add(found, next);
            }),
          ]
        : []),
    );
    this.#bar();
  }

  #stack(group) {
    const [best] = group.pictures;
    const all = group.pictures.map((picture) => this.#picture(picture, picture === best));
    return h(
      "li",
      { class: "stack" },
      h("p", { class: "quiet", text: `${group.kind === "burst" ? "One scene" : "One picture"}, ${count(group.pictures.length)} times` }),
      h("ul", null, all),
      h(
        "div",
        { class: "actions" },
        button("Choose all but the best", "select", () => chooseIn(all)),
        this.corrections.allowed && button("Not the same", "close", () => this.#apart(group)),
      ),
    );
  }

  #picture(picture, isBest) {
    const name = fileName(picture);
    const image = h("img", { alt: "", loading: "lazy", decoding: "async", src: thumbnail(picture, 320) });
    image.addEventListener("error", () => image.classList.add("broken"));
    const box = h("input", { type: "checkbox", "aria-label": `${name} can go`, "data-best": isBest ? "" : undefined });
    box.addEventListener("change", () => {
      if (box.checked) this.#chosen.set(picture.id, picture);
      else this.#chosen.delete(picture.id);
      this.#bar();
    });
    return h(
      "li",
      { class: isBest ? "best" : "" },
      h("a", { class: "frame", href: format({ ...current, view: "picture", id: picture.id }), "aria-label": name }, image),
      h("label", null, box, h("span", { text: name })),
      h("p", { class: "quiet", text: [isBest && "The best", picture.width > 0 && `${picture.width} × ${picture.height}`, bytes(picture.size)].filter(Boolean).map((part) => part.replaceAll(" ", "\u00a0")).join(" · ") }),
    );
  }

  #bar() {
    const chosen = [...this.#chosen.values()];
    const off = chosen.length === 0;
    put(
      this.bar,
      h("span", { class: "count", text: off ? "Nothing chosen" : `${pictures(chosen.length)} chosen` }),
      this.stacks.children.length > 1 && button("Choose all but the best of each", "select", () => chooseIn([...this.stacks.querySelectorAll("li li")])),
      this.corrections.allowed && button("Tag “duplicate”", "tag", () => this.#tag(), { disabled: off }),
      button("Copy the list", "link", () => this.#copy(), { disabled: off }),
    );
  }

  async #tag() {
    if (await this.corrections.correct([...this.#chosen.keys()], { add: ["duplicate"] })) await this.show();
  }

  async #copy() {
    const list = [...this.#chosen.values()].map((picture) => picture.location ?? picture.key).join("\n");
    try {
      await navigator.clipboard.writeText(list);
      notice(`${pictures(this.#chosen.size)} copied, a line each`);
    } catch {
      notice("The browser does not let the page copy; use imagetag duplicates --others");
    }
  }

  async #apart(group) {
    try {
      await post("api/duplicates/apart", { ids: group.pictures.map((picture) => picture.id) });
      announce("They stay apart from now on");
      await this.show();
    } catch (fault) {
      noticeFault(fault);
    }
  }
}

function chooseIn(items) {
  for (const item of items) {
    const box = item.querySelector("input");
    if (box.dataset.best === undefined && !box.checked) box.click();
  }
}
