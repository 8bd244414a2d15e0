// While a run goes on its pictures appear by themselves, and a line above them says how far it is.
import { current, go } from "./address.js";
import { get } from "./api.js";
import { byId, h, isTyping } from "./dom.js";
import { forgetFolders } from "./folders.js";
import { count, pictures } from "./format.js";
import { missed } from "./left-out.js";
import { announce, notice } from "./live.js";

const between = 2000;

export class RunWatch {
  #events = null;
  #shown = 0;

  constructor(view) {
    this.view = view;
    addEventListener("run-started", () => this.#listen());
  }

  async start() {
    try {
      const state = await get("api/runs/current");
      if (state.state === "running") this.#listen();
      else if (state.report) this.#left(state);
    } catch {
      // Nothing is shown of runs then.
    }
  }

  #listen() {
    if (this.#events) return;
    this.view.tagging = true;
    this.#tell({});
    const events = (this.#events = new EventSource(new URL("api/runs/events", document.baseURI)));
    events.addEventListener("progress", (event) => {
      const state = JSON.parse(event.data);
      this.#tell(state.progress ?? {});
      this.#appear();
    });
    // A server that is full or gone sends no more; the line must not stay for ever.
    events.addEventListener("error", () => events.readyState === EventSource.CLOSED && this.#leave());
    events.addEventListener("ended", (event) => {
      this.#leave();
      const { id, report, progress } = JSON.parse(event.data);
      if (!report || !this.#left({ id, report })) announce(`Tagging has ended: ${pictures((report ?? progress)?.tagged ?? 0)} tagged`);
      forgetFolders();
      this.#appear(true);
    });
  }

  // Nothing is passed over in silence, and nothing is said twice: neither of one run, nor by a run that did nothing. Returns whether there was anything to say.
  #left({ id, report }) {
    const { tagged = 0, failed = 0 } = report;
    const left = missed(report);
    const [toldId, toldLeft] = toldOf().split(" ");
    if (failed + left.count === 0 || toldId === id || (tagged + failed === 0 && toldLeft === String(left.count))) return false;
    tellOf(`${id} ${left.count}`);
    // There it stands anyhow.
    if (current.view === "failures" || current.view === "run") return false;
    const parts = [tagged > 0 && `${pictures(tagged)} tagged`, failed > 0 && (tagged > 0 ? `${count(failed)} could not be` : `${pictures(failed)} could not be tagged`), left.count > 0 && `not taken: ${left.text}`];
    const said = parts.filter(Boolean).join("; ");
    notice(said[0].toUpperCase() + said.slice(1), { action: { label: "See why", run: () => go({ view: "failures" }) } });
    return true;
  }

  #leave() {
    this.#events?.close();
    this.#events = null;
    this.view.tagging = false;
    byId("tagging").hidden = true;
  }

  #tell({ tagged = 0, reused = 0, failed = 0, queued = 0, listed = 0, unchanged = 0, listingEnded = false }) {
    const done = tagged + reused + failed;
    const left = listingEnded ? Math.max(queued, listed - unchanged - done) : queued;
    const line = byId("tagging");
    line.hidden = false;
    line.replaceChildren(
      h("span", { class: "pulse", "aria-hidden": "true" }),
      h("span", { text: done === 0 ? "Your pictures are being tagged…" : `Tagging: ${count(done)} done${left > 0 ? `, ${count(left)} to go` : ""}` }),
      h("a", { href: "run", text: "Show" }),
    );
  }

  // Whoever looks at the first pictures sees new ones come; whoever is further down, selects or types is left alone.
  #appear(ended = false) {
    const now = performance.now();
    const { view } = this;
    if (!ended && now - this.#shown < between) return;
    if (current.view !== "search" || isTyping(document.activeElement) || view.selection.size > 0 || view.selection.everything) return;
    if (scrollY > innerHeight / 2 && view.results.total > 0) return;
    this.#shown = now;
    view.reload(!ended);
  }
}

function toldOf() {
  try {
    return localStorage.getItem("told") ?? "";
  } catch {
    return "";
  }
}

function tellOf(what) {
  try {
    localStorage.setItem("told", what);
  } catch {
    // Once more with the next visit, then.
  }
}
