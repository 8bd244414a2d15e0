// Where in the picture a label was seen: boxes drawn over it.
import { s } from "./dom.js";

/** Colours that keep apart from each other on any picture. */
const hues = 8;

export class Boxes {
  #labels = [];
  #image;

  constructor(image) {
    this.#image = image;
    this.element = s("svg", { class: "boxes", role: "img", "aria-label": "Boxes around what was seen" });
    this.visible = true;
    new ResizeObserver(() => this.#draw()).observe(image);
    image.addEventListener("load", () => this.#draw());
  }

  set labels(labels) {
    this.#labels = labels.filter((label) => label.boxes?.length > 0);
    this.#draw();
  }

  get any() {
    return this.#labels.length > 0;
  }

  set visible(on) {
    this.shown = on;
    this.element.classList.toggle("off", !on);
    // Texts have a length only where they are drawn.
    if (on) this.#draw();
  }

  /** Shows only this label's boxes; null for all. */
  point(name) {
    const wanted = name?.toLowerCase();
    const groups = [...this.element.children];
    this.element.classList.toggle("pointing", groups.some((group) => group.dataset.name.toLowerCase() === wanted));
    for (const group of groups) group.classList.toggle("pointed", group.dataset.name.toLowerCase() === wanted);
    if (!this.shown && this.element.classList.contains("pointing")) this.#place();
  }

  hue(name) {
    const index = this.#labels.findIndex((label) => label.name === name);
    return index < 0 ? null : index % hues;
  }

  #draw() {
    const { naturalWidth, naturalHeight, clientWidth, clientHeight } = this.#image;
    if (!naturalWidth || !clientWidth) return this.element.replaceChildren();
    // The picture keeps its shape within its element.
    const scale = Math.min(clientWidth / naturalWidth, clientHeight / naturalHeight);
    const [width, height] = [naturalWidth * scale, naturalHeight * scale];
    const left = (clientWidth - width) / 2;
    const top = (clientHeight - height) / 2;
    this.element.setAttribute("viewBox", `0 0 ${clientWidth} ${clientHeight}`);
    this.element.replaceChildren(
      ...this.#labels.map((label, i) =>
        s(
          "g",
          { class: `box hue-${i % hues}`, "data-name": label.name },
          label.boxes.flatMap((box) => {
            const x = left + box.left * width;
            const y = top + box.top * height;
            const text = label.name;
            const above = y - 20 >= top ? y - 20 : y;
            return [
              s("rect", { x, y, width: Math.max(2, box.width * width), height: Math.max(2, box.height * height), rx: 3 }),
              s("rect", { class: "plate", x, y: above, width: 0, height: 20, rx: 3 }),
              s("text", { x, y: above + 14, text }),
            ];
          }),
        ),
      ),
    );
    this.#edges = { left, top, width, height };
    this.#place();
  }

  #edges = null;

  // The names' plates: as wide as their words, none over another.
  #place() {
    const { left, top, width, height } = this.#edges;
    const taken = [];
    for (const text of this.element.querySelectorAll("text")) {
      const plate = text.previousElementSibling;
      const wide = text.getComputedTextLength() + 12;
      const x = Math.max(left, Math.min(Number(plate.getAttribute("x")), left + width - wide));
      let y = Number(plate.getAttribute("y"));
      // A plate that would hide another goes below it.
      while (taken.some((t) => x < t.x + t.wide && t.x < x + wide && Math.abs(t.y - y) < 20)) y += 20;
      // One that finds no place within the picture is not written; pointing at its label still shows the box.
      const fits = y + 20 <= top + height;
      for (const part of [plate, text]) part.classList.toggle("cramped", !fits);
      if (fits) taken.push({ x, y, wide });
      plate.setAttribute("width", wide);
      plate.setAttribute("x", x);
      plate.setAttribute("y", y);
      text.setAttribute("x", x + 6);
      text.setAttribute("y", y + 14);
    }
  }
}
