// A tag is taught by answering yes or no: which pictures are asked about, how good it is by now, and its way into all pictures.
import { get, isAbort, post, thumbnail } from "./api.js";
import { tagField } from "./corrections.js";
import { button, byId, emptyState, h } from "./dom.js";
import { count, fileName, pictures } from "./format.js";
import { announce, notice, noticeFault } from "./live.js";

// So many answers are given between two looks at how good the tag is.
const every = 5;
const ahead = 12;
const percent = (share) => `${Math.round(share * 100)} %`;

export class TeachView {
  #tag = null;
  #queue = [];
  #skipped = [];
  #answered = { yes: 0, no: 0 };
  #asking = null;
  #known = new Set();
  // Answers are sent one after the other, so that the next question knows of them all.
  #sending = Promise.resolve();
  #watching = 0;

  constructor(corrections, onApplied) {
    Object.assign(this, { corrections, onApplied });
  }

  async show() {
    const view = byId("view-teach");
    if (!this.corrections.allowed) {
      view.replaceChildren(h("h1", { text: "Teach" }), h("div", { class: "state" }, emptyState("teach", "Tags cannot be taught here", "The server lets this page read only, or does not let you correct tags.")));
      return;
    }
    if (!view.hasChildNodes()) this.#build(view);
    await this.#list();
  }

  /** What a key does here; whether it does anything. */
  key(key) {
    const acts = { y: () => this.#answer(true), n: () => this.#answer(false), s: () => this.#skip() };
    if (!acts[key] || this.#queue.length === 0) return false;
    acts[key]();
    return true;
  }

  #build(view) {
    const field = tagField("Tag to teach", (tag) => this.#begin(tag));
    field.element.querySelector("button[type=submit]").textContent = "Teach";
    this.heading = h("h2", { id: "teach-question", tabindex: "-1" });
    this.image = h("img", { alt: "", decoding: "async" });
    this.image.addEventListener("error", () => this.image.classList.add("broken"));
    this.name = h("p", { class: "quiet", id: "teach-picture" });
    this.state = h("div", { class: "state", hidden: true });
    this.question = h(
      "div",
      { class: "question", hidden: true },
      h("span", { class: "frame" }, this.image),
      this.name,
      h(
        "div",
        { class: "actions", role: "group", "aria-labelledby": "teach-question" },
        button("Yes", "check", () => this.#answer(true), { id: "teach-yes", "aria-keyshortcuts": "y" }),
        button("No", "close", () => this.#answer(false), { id: "teach-no", "aria-keyshortcuts": "n" }),
        button("Skip", "right", () => this.#skip(), { id: "teach-skip", "aria-keyshortcuts": "s" }),
      ),
    );
    this.quality = h("div", { class: "quality", role: "status", id: "teach-quality" });
    this.apply = button("Give it to all pictures", "tag", () => this.#apply(), { id: "teach-apply", disabled: true });
    this.round = h("section", { class: "round", hidden: true }, this.heading, this.question, this.state, this.quality, h("div", { class: "actions" }, this.apply));
    this.taught = h("section", { class: "taught" });
    view.replaceChildren(
      h("h1", { text: "Teach" }),
      h("p", { class: "quiet", text: "Name a tag and answer whether pictures have it. You are asked about those that teach most. Your answers are corrections: they win over every tagger." }),
      field.element,
      this.round,
      this.taught,
    );
  }

  async #begin(tag) {
    this.#tag = tag;
    this.#queue = [];
    this.#skipped = [];
    this.#answered = { yes: 0, no: 0 };
    this.round.hidden = false;
    this.heading.textContent = `Does it show “${tag}”?`;
    this.heading.focus();
    this.quality.replaceChildren();
    this.apply.disabled = true;
    await this.#more();
    if (this.#known.has(tag)) await this.#measure();
  }

  async #more() {
    this.#asking?.abort();
    const asking = (this.#asking = new AbortController());
    const params = new URLSearchParams({ tag: this.#tag, size: String(ahead) });
    for (const id of this.#skipped.slice(-1000)) params.append("skip", id);
    try {
      await this.#sending;
      const found = await get("api/teach/next", params, asking.signal);
      if (asking !== this.#asking) return;
      this.#queue = found.pictures;
      this.#draw();
    } catch (fault) {
      if (isAbort(fault)) return;
      this.#empty(emptyState("failures", fault.title, fault.detail, button("Try again", "retry", () => this.#more())));
    }
  }

  #draw() {
    const [next] = this.#queue;
    if (!next) return this.#empty(emptyState("check", "Nothing is left to ask", "Every picture that can be learned from was answered or skipped."));
    this.state.hidden = true;
    this.question.hidden = false;
    this.image.classList.remove("broken");
    this.image.src = thumbnail(next.picture, 640);
    this.image.alt = `${fileName(next.picture)}, to be judged`;
    this.name.textContent = next.confidence === null || next.confidence === undefined ? fileName(next.picture) : `${fileName(next.picture)} · ${Math.round(next.confidence)} % sure until now`;
  }

  #empty(content) {
    this.#queue = [];
    this.question.hidden = true;
    this.state.hidden = false;
    this.state.replaceChildren(...content);
  }

  #answer(isYes) {
    const next = this.#queue.shift();
    if (!next) return;
    const tag = this.#tag;
    this.#answered[isYes ? "yes" : "no"]++;
    const body = { ids: [next.picture.id], add: isYes ? [tag] : [], remove: isYes ? [] : [tag], judgement: true };
    this.#sending = this.#sending.then(async () => {
      try {
        await post("api/corrections", body);
      } catch (fault) {
        noticeFault(fault);
      }
    });
    announce(`${isYes ? "Yes" : "No"}: ${fileName(next.picture)}`);
    const answers = this.#answered.yes + this.#answered.no;
    if (answers % every === 0) {
      // What was just said makes other pictures worth asking about.
      this.#queue = [];
      this.#more().then(() => this.#measure());
    } else if (this.#queue.length === 0) this.#more();
    else this.#draw();
  }

  #skip() {
    const next = this.#queue.shift();
    if (!next) return;
    this.#skipped.push(next.picture.id);
    announce(`Skipped ${fileName(next.picture)}`);
    if (this.#queue.length === 0) this.#more();
    else this.#draw();
  }

  async #measure() {
    const tag = this.#tag;
    // Without a yes there is nothing to learn.
    if (this.#answered.yes === 0 && !this.#known.has(tag)) return;
    try {
      await this.#sending;
      const told = await post("api/teach", { tag, trial: true });
      if (tag !== this.#tag) return;
      this.apply.disabled = false;
      this.quality.replaceChildren(...sentences(told).map((text) => h("p", { text })), ...told.warnings.map((text) => h("p", { class: "quiet", text })));
    } catch (fault) {
      if (tag !== this.#tag) return;
      this.apply.disabled = true;
      this.quality.replaceChildren(h("p", { class: "quiet", text: fault.detail ?? fault.message }));
    }
  }

  async #apply() {
    this.apply.disabled = true;
    try {
      await this.#sending;
      const told = await post("api/teach", { tag: this.#tag });
      notice(`“${told.tag}” is given to the pictures that have it`);
      await this.#list();
    } catch (fault) {
      noticeFault(fault);
    }
    this.apply.disabled = false;
  }

  async #list() {
    clearTimeout(this.#watching);
    try {
      const { tags, applying, fault } = await get("api/teach");
      this.#known = new Set(tags.map((tag) => tag.tag));
      this.taught.replaceChildren(
        ...(tags.length > 0 ? [h("h2", { text: "Taught tags" })] : []),
        ...(applying !== null && applying !== undefined ? [h("p", { role: "status", text: `Being given: ${pictures(applying)} looked through.` })] : []),
        ...(fault ? [h("p", { class: "fault", text: fault })] : []),
        h("ul", { class: "failures" }, tags.map((tag) => this.#line(tag))),
      );
      if (applying !== null && applying !== undefined) this.#watching = setTimeout(() => this.#list(), 500);
      else this.onApplied();
    } catch (fault) {
      this.taught.replaceChildren(h("p", { class: "fault", text: fault.detail ?? fault.message }));
    }
  }

  #line(tag) {
    return h(
      "li",
      null,
      h(
        "div",
        null,
        h("strong", { text: tag.tag }),
        ...sentences(tag).map((text) => h("p", { class: "quiet", text })),
      ),
      button("Go on", "teach", () => this.#begin(tag.tag), { "aria-label": `Go on teaching ${tag.tag}` }),
      button("Undo", "undo", () => this.#undo(tag), { "aria-label": `Take version ${tag.version} of ${tag.tag} back` }),
    );
  }

  async #undo(tag) {
    try {
      await post("api/teach/undo", { tag: tag.tag });
      notice(tag.version > 1 ? `“${tag.tag}” is what it was before` : `“${tag.tag}” is taught no more`);
      await this.#list();
      byId("main").focus();
    } catch (fault) {
      noticeFault(fault);
    }
  }
}

function sentences(tag) {
  const of = `Of ${pictures(tag.yes)} that have it and ${count(tag.no + tag.presumed)} that have it not`;
  return tag.precision
    ? [`${of}: of those that would get it ${percent(tag.precision.value)} are right (${percent(tag.precision.low)} to ${percent(tag.precision.high)}), and ${percent(tag.recall.value)} of those that have it get it (${percent(tag.recall.low)} to ${percent(tag.recall.high)}).`]
    : [`${of}.`];
}
