// Pictures from this machine: dropped, pasted, chosen or just taken. Three go at a time; each shows its tags as it comes.
import { current, emptySearch, format, go } from "./address.js";
import { getSession, isAbort, thumbnail, upload } from "./api.js";
import { button, byId, emptyState, h, icon } from "./dom.js";
import { sayFailure } from "./failure-words.js";
import { bytes, count, pictures } from "./format.js";
import { announce, notice } from "./live.js";
import { quote } from "./query.js";

const atOnce = 3;
const words = {
  tagged: "Tagged",
  reused: "Known already, tags reused",
  alreadyThere: "Already there",
  refused: "Refused",
  failed: "Failed",
  overBudget: "The budget is used up",
};

export class UploadView {
  #queue = [];
  #going = 0;
  #counts = { all: 0, done: 0, failed: 0 };
  #onDone;

  constructor(session, onDone) {
    this.session = session;
    this.#onDone = onDone;
    if (session.canUpload) this.#listen();
  }

  show() {
    if (this.list) return;
    const view = byId("view-upload");
    if (!this.session.canUpload) {
      view.replaceChildren(h("h1", { text: "Upload" }), h("div", { class: "state" }, emptyState("upload", "Pictures cannot be uploaded here", "This server shows pictures and takes none.")));
      return;
    }
    this.list = h("ul", { class: "uploads", "aria-label": "Uploads" });
    this.bar = h("div", { class: "progress", role: "progressbar", "aria-label": "Uploads done", "aria-valuemin": "0", "aria-valuemax": "100", "aria-valuenow": "0", hidden: true }, h("span"));
    this.sum = h("p", { class: "quiet" });
    const files = h("input", { type: "file", class: "hidden", id: "files", multiple: true, accept: "image/*", tabindex: "-1", "aria-label": "Pictures to upload", on: { change: (e) => this.#chosen(e.target) } });
    const camera = h("input", { type: "file", class: "hidden", id: "camera", accept: "image/*", capture: "environment", tabindex: "-1", "aria-label": "A photograph to upload", on: { change: (e) => this.#chosen(e.target) } });
    view.replaceChildren(
      h("h1", { text: "Upload" }),
      h(
        "div",
        { class: "dropzone" },
        h("div", { class: "mark", "aria-hidden": "true" }, icon("upload")),
        h("p", null, h("strong", { text: "Drop pictures anywhere on this page" }), ", paste them, or"),
        h("div", { class: "actions" }, button("Choose pictures", "pictures", () => files.click(), { class: "button primary" }), button("Take a photograph", "camera", () => camera.click(), { class: "button phone" })),
        files,
        camera,
        h("p", { class: "quiet", text: "They are stored with the other pictures and tagged at once. The same picture twice is one." }),
      ),
      this.bar,
      this.sum,
      this.list,
    );
  }

  /** Takes files from wherever they come. */
  take(files) {
    const all = [...files].filter((file) => file instanceof File);
    if (all.length === 0) return;
    if (current.view !== "upload") go({ view: "upload" });
    this.show();
    const lines = all.map((file) => new Line(file));
    this.list.prepend(...lines.map((line) => line.element));
    this.#queue.push(...lines);
    this.#counts.all += lines.length;
    announce(`Uploading ${pictures(lines.length)}`);
    this.#tell();
    while (this.#going < atOnce && this.#queue.length > 0) this.#next();
  }

  #chosen(input) {
    this.take(input.files);
    input.value = "";
  }

  async #next() {
    const line = this.#queue.shift();
    if (!line) return;
    this.#going++;
    try {
      await getSession();
      const result = await upload(line.file, (share) => line.progress(share));
      line.end(result);
      if (["refused", "failed", "overBudget"].includes(result.outcome)) this.#counts.failed++;
    } catch (fault) {
      this.#counts.failed++;
      if (!isAbort(fault)) line.fault(fault, () => this.#again(line));
    }
    this.#counts.done++;
    this.#going--;
    this.#tell();
    if (this.#queue.length > 0) this.#next();
    else if (this.#going === 0) this.#ended();
  }

  #again(line) {
    this.#counts.done--;
    this.#counts.failed--;
    line.wait();
    this.#queue.push(line);
    this.#tell();
    if (this.#going < atOnce) this.#next();
  }

  #tell() {
    const { all, done, failed } = this.#counts;
    const share = all > 0 ? Math.round((100 * done) / all) : 0;
    this.bar.hidden = all === 0;
    this.bar.setAttribute("aria-valuenow", String(share));
    this.bar.firstElementChild.style.width = `${share}%`;
    this.sum.textContent = all === 0 ? "" : `${count(done)} of ${pictures(all)}${failed > 0 ? `, ${count(failed)} not taken` : ""}`;
  }

  #ended() {
    const { all, failed } = this.#counts;
    notice(`${pictures(all - failed)} uploaded${failed > 0 ? `, ${count(failed)} not taken` : ""}`, {
      bad: failed > 0,
      action: { label: "Newest pictures", run: () => go({ ...emptySearch(), sort: "newest", view: "search" }) },
    });
    this.#onDone();
  }

  #listen() {
    const droplet = byId("droplet");
    let depth = 0;
    const hasFiles = (event) => event.dataTransfer?.types.includes("Files");
    addEventListener("dragenter", (event) => {
      if (!hasFiles(event)) return;
      depth++;
      droplet.hidden = false;
    });
    addEventListener("dragleave", (event) => {
      if (!hasFiles(event)) return;
      depth = Math.max(0, depth - 1);
      droplet.hidden = depth === 0;
    });
    addEventListener("dragover", (event) => hasFiles(event) && event.preventDefault());
    addEventListener("drop", (event) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      depth = 0;
      droplet.hidden = true;
      this.take(event.dataTransfer.files);
    });
    addEventListener("paste", (event) => {
      const { files } = event.clipboardData ?? {};
      if (!files?.length) return;
      event.preventDefault();
      this.take(files);
    });
  }
}

function reasonOf({ name, code, message }) {
  if (!code) return message;
  const { what, todo } = sayFailure({ name }, { code });
  return `${what} ${todo}`;
}

/** One file on its way. */
class Line {
  constructor(file) {
    this.file = file;
    this.frame = h("span", { class: "frame" });
    this.state = h("p", { class: "quiet" });
    this.bar = h("span", { class: "fill" });
    this.tail = h("div", { class: "tail" });
    this.element = h(
      "li",
      null,
      this.frame,
      h("div", null, h("p", { class: "name", text: file.name || "Pasted picture" }), this.state),
      this.tail,
      h("span", { class: "thread", "aria-hidden": "true" }, this.bar),
    );
    this.wait();
  }

  wait() {
    this.element.dataset.state = "waiting";
    this.state.textContent = `Waiting · ${bytes(this.file.size)}`;
    this.tail.replaceChildren();
    this.bar.style.width = "0";
  }

  progress(share) {
    this.element.dataset.state = "going";
    this.bar.style.width = `${(100 * share).toFixed(0)}%`;
    this.state.textContent = share < 1 ? `${Math.round(share * 100)} % of ${bytes(this.file.size)}` : "Tagging…";
  }

  end(result) {
    // The bytes are not needed again.
    this.file = { name: this.file.name, size: this.file.size };
    const bad = ["refused", "failed", "overBudget"].includes(result.outcome);
    this.element.dataset.state = bad ? "bad" : "done";
    this.bar.style.width = "100%";
    const tags = result.tags ?? [];
    this.state.textContent = [words[result.outcome] ?? result.outcome, bad && reasonOf(result)].filter(Boolean).join(": ");
    this.state.title = result.code ? (result.message ?? "") : "";
    if (tags.length > 0) {
      this.state.after(h("ul", { class: "tags" }, tags.slice(0, 8).map((tag) => h("li", null, h("a", { href: `./?q=${encodeURIComponent(quote(tag.name ?? tag))}`, text: tag.name ?? tag })))));
    }
    if (!result.id) return;
    const image = h("img", { alt: "", width: "96", height: "72", loading: "lazy", decoding: "async", src: result.thumbnailUrl ? `${result.thumbnailUrl}&side=160` : thumbnail(result, 160) });
    image.addEventListener("error", () => image.remove());
    this.frame.append(image);
    this.tail.replaceChildren(h("a", { class: "button", href: format({ ...current, ...emptySearch(), view: "picture", id: result.id }), "aria-label": `Open ${this.file.name}` }, h("span", { text: "Open" })));
  }

  fault(fault, again) {
    this.element.dataset.state = "bad";
    this.state.textContent = `${fault.title ?? "Failed"}: ${fault.detail ?? fault.message}`;
    this.tail.replaceChildren(button("Try again", "retry", again));
  }
}
