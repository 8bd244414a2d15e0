// Looks closer at a picture: wheel, two fingers, a double click or keys; a drag moves it, a swipe goes on to the next.
const most = 8;
const swipe = 60;

export class Zoom {
  #scale = 1;
  #x = 0;
  #y = 0;
  #pointers = new Map();
  #start = null;
  #moved = false;

  /** @param {HTMLElement} stage @param {HTMLElement} sight what moves within it @param {{ onSwipe: (by: number) => void, onClose: () => void }} acts */
  constructor(stage, sight, acts) {
    Object.assign(this, { stage, sight, acts });
    stage.addEventListener("wheel", (event) => this.#wheel(event), { passive: false });
    stage.addEventListener("dblclick", (event) => !event.target.closest("button") && this.at(event.clientX, event.clientY, this.#scale > 1 ? 1 : 2.5));
    stage.addEventListener("pointerdown", (event) => this.#down(event));
    stage.addEventListener("pointermove", (event) => this.#move(event));
    for (const end of ["pointerup", "pointercancel"]) stage.addEventListener(end, (event) => this.#up(event));
  }

  get zoomed() {
    return this.#scale > 1;
  }

  by(factor) {
    const { left, top, width, height } = this.stage.getBoundingClientRect();
    this.at(left + width / 2, top + height / 2, this.#scale * factor);
  }

  reset() {
    this.#scale = 1;
    this.#x = this.#y = 0;
    this.#apply();
  }

  /** Zooms so that what is under a point stays there. */
  at(clientX, clientY, scale) {
    const next = Math.min(most, Math.max(1, scale));
    const { left, top, width, height } = this.stage.getBoundingClientRect();
    const [px, py] = [clientX - left - width / 2, clientY - top - height / 2];
    this.#x = px - ((px - this.#x) * next) / this.#scale;
    this.#y = py - ((py - this.#y) * next) / this.#scale;
    this.#scale = next;
    this.#apply();
  }

  pan(x, y) {
    this.#x += x;
    this.#y += y;
    this.#apply();
  }

  #apply() {
    const { width, height } = this.stage.getBoundingClientRect();
    const [mx, my] = [(width * (this.#scale - 1)) / 2, (height * (this.#scale - 1)) / 2];
    this.#x = Math.min(mx, Math.max(-mx, this.#x));
    this.#y = Math.min(my, Math.max(-my, this.#y));
    this.sight.style.transform = this.#scale === 1 ? "" : `translate(${this.#x}px, ${this.#y}px) scale(${this.#scale})`;
    this.stage.classList.toggle("zoomed", this.zoomed);
    if (this.zoomed) this.acts.onClose();
  }

  #wheel(event) {
    // A plain wheel over a picture that is not zoomed scrolls the page on a phone-wide window.
    if (!event.ctrlKey && !this.zoomed && matchMedia("(max-width: 899px)").matches) return;
    event.preventDefault();
    this.at(event.clientX, event.clientY, this.#scale * Math.exp(-event.deltaY * (event.ctrlKey ? 0.01 : 0.0016)));
  }

  #down(event) {
    if (event.target.closest("button, a") || (event.pointerType === "mouse" && event.button !== 0)) return;
    this.#pointers.set(event.pointerId, event);
    this.#moved = false;
    this.#start = { x: event.clientX, y: event.clientY, scale: this.#scale, apart: this.#apart() };
    if (this.zoomed || this.#pointers.size > 1) this.stage.setPointerCapture(event.pointerId);
  }

  #move(event) {
    const before = this.#pointers.get(event.pointerId);
    if (!before) return;
    this.#pointers.set(event.pointerId, event);
    if (this.#pointers.size === 2) {
      this.#moved = true;
      const [a, b] = [...this.#pointers.values()];
      this.at((a.clientX + b.clientX) / 2, (a.clientY + b.clientY) / 2, (this.#start.scale * this.#apart()) / (this.#start.apart || 1));
    } else if (this.zoomed) {
      this.#moved = true;
      this.pan(event.clientX - before.clientX, event.clientY - before.clientY);
    }
  }

  #up(event) {
    const held = this.#pointers.delete(event.pointerId);
    if (!held || this.#moved || this.zoomed || event.type === "pointercancel" || event.pointerType === "mouse") return;
    const [dx, dy] = [event.clientX - this.#start.x, event.clientY - this.#start.y];
    if (Math.abs(dx) > swipe && Math.abs(dx) > 2 * Math.abs(dy)) this.acts.onSwipe(dx < 0 ? 1 : -1);
  }

  #apart() {
    const [a, b] = [...this.#pointers.values()];
    return a && b ? Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY) : 0;
  }
}
