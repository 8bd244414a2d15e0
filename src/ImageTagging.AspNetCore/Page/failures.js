// Pictures that could not be tagged, why, and a way to try them again.
import { format, current } from "./address.js";
import { get, isAbort, post, thumbnail } from "./api.js";
import { button, byId, emptyState, h } from "./dom.js";
import { sayFailure } from "./failure-words.js";
import { count, fileName, moment, pictures } from "./format.js";
import { notTakenList, sayNotTaken } from "./left-out.js";
import { announce, notice, noticeFault } from "./live.js";

export class FailuresView {
  #asking = null;
  #cursor = null;

  constructor(session) {
    this.session = session;
  }

  async show() {
    const view = byId("view-failures");
    this.list = h("ul", { class: "failures" });
    this.lines = new Map();
    this.elements = new Map();
    this.foot = h("div", { class: "actions" });
    const head = h("div", { class: "head" }, h("h1", { text: "Failures" }), this.session.canRun !== false && button("Try all again", "retry", () => this.#retry({ all: true }), { id: "retry-all" }));
    if (!view.hasChildNodes()) view.replaceChildren(head, h("div", { class: "bones tall", "aria-hidden": "true" }));
    this.#cursor = null;
    const [found, left] = await Promise.all([this.#read(), this.#left()]);
    if (!found) return;
    if (found.failures.length === 0) {
      head.querySelector("#retry-all")?.remove();
      view.replaceChildren(head, h("div", { class: "state" }, emptyState("check", "Nothing failed", "Every picture that was tried got its tags.")), ...left);
      return;
    }
    view.replaceChildren(head, h("p", { class: "quiet", text: "These pictures have no tags, or not all of them. Behind each stands why, and what you can do." }), this.list, this.foot, ...left);
    this.#add(found);
  }

  // What the last run saw and did not take: nobody need look for it among the pictures.
  async #left() {
    try {
      const { report } = await get("api/runs/current");
      if (!report || !sayNotTaken(report)) return [];
      return [h("section", { class: "card" }, h("h2", { text: "Not taken" }), h("p", { class: "quiet", text: "In your folders is also what is not shown here:" }), notTakenList(report))];
    } catch {
      // The failures are there all the same.
      return [];
    }
  }

  async #read() {
    this.#asking?.abort();
    const asking = (this.#asking = new AbortController());
    try {
      const found = await get("api/failures", new URLSearchParams(this.#cursor ? { size: "50", cursor: this.#cursor } : { size: "50" }), asking.signal);
      return asking === this.#asking ? found : null;
    } catch (fault) {
      if (!isAbort(fault)) {
        byId("view-failures").replaceChildren(h("div", { class: "state" }, emptyState("failures", fault.title, fault.detail, button("Try again", "retry", () => this.show()))));
      }
      return null;
    }
  }

  #add({ failures, cursor }) {
    this.#cursor = cursor;
    // A picture stands here once, however many taggers it failed with; it may go on where the page before ended.
    for (const failure of failures) {
      const before = this.lines.get(failure.id);
      if (before) before.push(failure);
      else this.lines.set(failure.id, [failure]);
    }
    for (const [id, all] of this.lines) {
      const line = this.#line(all);
      const there = this.elements.get(id);
      if (there) {
        if (failures.some((failure) => failure.id === id)) there.replaceWith(line);
        else continue;
      } else this.list.append(line);
      this.elements.set(id, line);
    }
    this.foot.replaceChildren(
      ...(cursor
        ? [
            button("More", "plus", async () => {
              const found = await this.#read();
              if (found) this.#add(found);
            }),
          ]
        : []),
    );
  }

  #line(all) {
    const [failure] = all;
    const image = h("img", { alt: "", width: "96", height: "72", loading: "lazy", decoding: "async", src: thumbnail(failure, 160) });
    image.addEventListener("error", () => image.classList.add("broken"));
    const told = [...new Map(all.map((one) => [sayFailure(failure, one).what, sayFailure(failure, one)])).values()];
    // The first of its taggers that is tried again says when.
    const due = all.map((one) => (one.poison ? null : one.dueAt)).filter(Boolean).sort()[0];
    const when = due ? (Date.parse(due) <= Date.now() ? "Tried again with the next run." : `Tried again from ${moment(due)}.`) : "Not tried again by itself.";
    return h(
      "li",
      null,
      h("span", { class: "frame" }, image),
      h(
        "div",
        null,
        h("a", { class: "name", href: format({ ...current, view: "picture", id: failure.id }), text: fileName(failure) }),
        ...told.map(({ what, todo }) => h("p", { class: "why" }, h("strong", { text: what }), ` ${todo}`)),
        h("p", { class: "quiet", text: when }),
        h(
          "details",
          null,
          h("summary", { text: "Details" }),
          h("p", { class: "quiet", text: failure.key }),
          all.map((one) => h("p", { class: "quiet", text: `${one.tagger}: ${one.message} (${one.code}, ${one.attempts} ${one.attempts === 1 ? "attempt" : "attempts"})` })),
        ),
      ),
      this.session.canRun !== false && button("Try again", "retry", () => this.#retry({ ids: [failure.id] }), { "aria-label": `Try again: ${fileName(failure)}` }),
    );
  }

  async #retry(body) {
    try {
      const { retried, tagged, failed } = await post("api/failures/retry", body);
      const tried = tagged + failed > 0 ? `: ${count(tagged)} tagged, ${count(failed)} failed again` : " with the next run";
      notice(`${pictures(retried)} tried again${tried}`, { action: { label: "To the run", run: () => byId("page").dispatchEvent(new CustomEvent("to-run")) } });
      await this.show();
      byId("main").focus();
    } catch (fault) {
      noticeFault(fault);
      announce(fault.message);
    }
  }
}
