// A run: what it would do and cost, how it goes, how it ended.
import { get, isAbort, post } from "./api.js";
import { button, byId, emptyState, h, put } from "./dom.js";
import { count, duration, money, pictures } from "./format.js";
import { failedList, notTakenList, sayNotTaken } from "./left-out.js";
import { announce, noticeFault } from "./live.js";

const figures = [
  ["listed", "Listed"],
  ["tagged", "Tagged"],
  ["reused", "Known already"],
  ["failed", "Failed"],
  ["skipped", "Skipped"],
  ["waiting", "Could not be tagged"],
  ["unchanged", "Unchanged"],
  ["paidCalls", "Paid calls"],
];

const planned = [
  ["new", "new"],
  ["changed", "changed"],
  ["stale", "to be tagged anew"],
  ["due", "to be tried again"],
  ["waiting", "that could not be tagged"],
  ["moved", "moved"],
  ["gone", "gone"],
  ["unchanged", "tagged already"],
];

export class RunView {
  #events = null;
  #asking = null;
  #state = null;
  #said = 0;

  constructor(session, corrections, onEnded) {
    Object.assign(this, { session, corrections, onEnded });
  }

  async show() {
    const view = byId("view-run");
    this.#asking?.abort();
    const asking = (this.#asking = new AbortController());
    if (!this.plan) {
      this.status = h("div", { class: "card live", "aria-busy": "true" });
      this.plan = h("div", { class: "card plan" });
      this.card = newCard();
      const files = this.session.canWriteSidecars && filesCard(this.corrections);
      view.replaceChildren(...[h("h1", { text: "Run" }), h("p", { class: "quiet", text: `A run looks through your folders, tags pictures that are new or changed, and takes out those that are gone.${this.session.costs ? " What is known already is never paid for again." : ""}` }), this.status, this.plan, files].filter(Boolean));
    }
    try {
      this.#update(await get("api/runs/current", null, asking.signal));
      this.#listen();
      if (this.#state.state !== "running") await this.#estimate(asking.signal);
    } catch (fault) {
      if (!isAbort(fault)) this.status.replaceChildren(...emptyState("failures", fault.title, fault.detail, button("Try again", "retry", () => this.show())));
    }
  }

  /** Nobody looks: the server need not tell. */
  leave() {
    this.#events?.close();
    this.#events = null;
    this.#asking?.abort();
  }

  #listen() {
    if (this.#events) return;
    const events = (this.#events = new EventSource(new URL("api/runs/events", document.baseURI)));
    const take = (event) => this.#update(JSON.parse(event.data));
    events.addEventListener("progress", take);
    events.addEventListener("ended", (event) => {
      const before = this.#state;
      take(event);
      // What had ended when the page came is no news.
      if (before?.state === "ended" && before.id === this.#state.id) return;
      if (!before) return;
      announce(`The run has ended: ${pictures(this.#progress().tagged ?? 0)} tagged`);
      this.onEnded();
      this.#estimate().catch(() => {});
    });
  }

  #progress() {
    const { progress, report } = this.#state;
    return this.#state.state === "ended" ? { ...progress, ...report } : { ...progress };
  }

  #update(state) {
    this.#state = state;
    const progress = this.#progress();
    const running = state.state === "running";
    const done = (progress.tagged ?? 0) + (progress.reused ?? 0) + (progress.failed ?? 0);
    const title = running ? (state.stopping ? "Stopping" : "Running") : state.state === "ended" ? (state.error ? "The run stopped" : "The last run has ended") : "No run is going on";
    const fault = state.error?.message;
    const { card } = this;
    const held = this.status.contains(document.activeElement);
    this.status.setAttribute("aria-busy", "false");
    this.status.dataset.state = state.error ? "fault" : state.state;
    // What is pressed must be there still when it is let go: with each picture only words and figures change.
    if (!card.head.isConnected) this.status.replaceChildren(...card.parts);
    if (card.running !== running) this.#exchange(running);
    write(card.title, title);
    card.fault.hidden = !fault;
    write(card.fault, fault ?? "");
    card.going.hidden = !running;
    if (running) this.#bar(done, done + (progress.queued ?? 0), progress);
    card.figures.hidden = !running && state.state !== "ended";
    const costs = this.session.costs || progress.paidCalls > 0 || progress.cost > 0;
    for (const [key, name] of figures) {
      // Of what is nought and of calls that cost nothing nobody wants to read.
      const isSaid = progress[key] !== undefined && (key === "tagged" || progress[key] > 0) && (costs || key !== "paidCalls");
      this.#figure(name, isSaid ? count(progress[key]) : null, key === "failed" && progress.failed > 0);
    }
    this.#figure("Cost", costs ? money(progress.cost) : null);
    // Written once, when the run has ended: then nothing of it changes any more.
    const told = running ? null : state.id;
    if (card.told !== told) {
      card.told = told;
      put(card.why, ...(running ? [] : [listed("Could not be tagged", failedList(progress)), listed("Not taken", notTakenList(progress))]));
    }
    card.more.hidden = !(progress.failed + progress.waiting > 0) || running;
    if (held && !this.status.contains(document.activeElement)) card.button?.focus();
    // Screen readers hear of it now and then, not with every picture.
    if (running && performance.now() - this.#said > 10_000) {
      this.#said = performance.now();
      announce(`${count(done)} done${costs ? `, cost ${money(progress.cost)}` : ""}`);
    }
  }

  #exchange(running) {
    const { card } = this;
    card.running = running;
    card.pulse.hidden = !running;
    if (this.session.canRun === false) return;
    card.button?.remove();
    card.button = running ? button("Stop", "stop", () => this.#stop()) : button("Start a run", "run", () => this.#start(), { class: "button primary" });
    card.head.append(card.button);
  }

  #figure(name, value, bad = false) {
    const line = this.card.lines.get(name);
    line.hidden = value === null;
    line.className = bad ? "bad" : "";
    write(line.lastChild, value ?? "");
  }

  #bar(done, all, progress) {
    const { bar, pace } = this.card;
    const value = all > 0 ? done / all : 0;
    bar.setAttribute("aria-valuenow", String(Math.round(value * 100)));
    bar.firstChild.style.width = `${(100 * value).toFixed(1)}%`;
    write(pace, [progress.rate > 0 && `${progress.rate.toFixed(1)} pictures a second`, progress.secondsLeft > 0 && `${duration(progress.secondsLeft)} left`, progress.source].filter(Boolean).join(" · ") || "Starting…");
  }

  async #start() {
    try {
      const { id } = await post("api/runs");
      // The events may have told of it already, even of its end.
      if (this.#state.id === id) return dispatchEvent(new Event("run-started"));
      dispatchEvent(new Event("run-started"));
      announce("The run has started");
      this.plan.replaceChildren();
      this.#update({ state: "running", id, progress: {} });
    } catch (fault) {
      noticeFault(fault);
    }
  }

  async #stop() {
    try {
      await post("api/runs/stop");
      announce("The run is being stopped");
    } catch (fault) {
      noticeFault(fault);
    }
  }

  async #estimate(signal) {
    this.plan.replaceChildren(h("h2", { text: "What a run would do now" }), h("div", { class: "bones line", "aria-hidden": "true" }));
    try {
      const plan = await get("api/plan", null, signal);
      const { taggers } = plan;
      const parts = planned.filter(([key]) => plan[key] > 0).map(([key, name]) => `${count(plan[key])} ${name}`);
      const skipped = Object.entries(plan.skippedBy ?? {}).map(([reason, n]) => `${count(n)} skipped: ${reason}`);
      put(
        this.plan,
        h("h2", { text: "What a run would do now" }),
        h("p", { text: `${pictures(plan.listed)} listed: ${[...parts, ...skipped].join(", ") || "nothing to do"}.` }),
        // After a run its card says so, with what to do.
        this.#state?.state !== "ended" && sayNotTaken(plan) ? h("p", { class: "quiet", text: sayNotTaken(plan) }) : "",
        this.session.costs ? "" : h("p", { class: "quiet", text: plan.new + plan.changed + plan.stale + plan.due > 0 ? "It costs nothing." : "Nothing is to be tagged." }),
        ...(taggers.length > 0 && this.session.costs
          ? [
              h(
                "div",
                { class: "scroll", tabindex: "0", role: "region", "aria-label": "Calls and cost by tagger" },
                h(
                  "table",
                  null,
                  h("thead", null, h("tr", null, ["Tagger", "Calls", "Known already", "Saved", "Cost"].map((text) => h("th", { scope: "col", text })))),
                  h("tbody", null, taggers.map((t) => h("tr", null, h("th", { scope: "row", text: t.tagger }), h("td", { text: count(t.calls) }), h("td", { text: count(t.reused) }), h("td", { text: count(t.nearDuplicates + t.passedOver) }), h("td", { text: money(t.cost) })))),
                ),
              ),
              h("p", { class: "total" }, "It would cost ", h("strong", { text: money(plan.cost) }), "."),
            ]
          : []),
        ...plan.notes.map((text) => h("p", { class: "quiet", text })),
      );
    } catch (fault) {
      if (isAbort(fault)) throw fault;
      this.plan.replaceChildren(h("h2", { text: "What a run would do now" }), h("p", { class: "fault", text: fault.detail ?? fault.title }));
    }
  }
}

/** What people made of their pictures, kept where other programs read it. */
const filesCard = (corrections) =>
  h(
    "div",
    { class: "card" },
    h("div", { class: "head" }, h("h2", { text: "Keep it with your pictures" }), button("Write XMP files", "file", () => corrections.writeFiles(null))),
    h("p", { class: "quiet", text: "Tags, titles and stars go into a small XMP file beside each picture, where Lightroom, digiKam and others read them. The pictures themselves are never touched, and what others wrote stays." }),
  );

function newCard() {
  const [pulse, title] = [h("span", { class: "pulse", "aria-hidden": "true" }), h("span")];
  const head = h("div", { class: "head" }, h("h2", null, pulse, title));
  const fault = h("p", { class: "fault" });
  const bar = h("div", { class: "progress", role: "progressbar", "aria-label": "Pictures done", "aria-valuemin": "0", "aria-valuemax": "100" }, h("span"));
  const pace = h("p", { class: "quiet" });
  const going = h("div", { class: "going" }, bar, pace);
  const lines = new Map([...figures.map(([, name]) => name), "Cost"].map((name) => [name, h("div", null, h("dt", { text: name }), h("dd"))]));
  const list = h("dl", { class: "figures" }, [...lines.values()]);
  const why = h("div");
  const more = h("p", null, h("a", { href: "failures", text: "Look at what failed" }));
  return { head, pulse, title, fault, going, bar, pace, figures: list, lines, why, more, parts: [head, fault, going, list, why, more] };
}

const listed = (title, list) => list && h("section", null, h("h3", { text: title }), list);

function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}
