// What happened, told to the eye (a notice that goes again) and to screen readers (the live region).
import { byId, h, iconButton } from "./dom.js";

const shown = 8000;
let previous = "";
let letGo = null;

/** Said once more even where it is the same sentence. */
export function announce(text) {
  const region = byId("live");
  region.textContent = text === previous && region.textContent === text ? `${text}\u00a0` : text;
  previous = text;
}

export function notice(text, { action, bad = false } = {}) {
  const toast = h("div", { class: bad ? "toast bad" : "toast" }, h("span", { text }));
  const end = () => {
    toast.remove();
    room();
  };
  if (action) {
    toast.append(
      h("button", {
        type: "button",
        class: "link",
        text: action.label,
        on: {
          click() {
            end();
            action.run();
          },
        },
      }),
    );
  }
  toast.append(iconButton("Dismiss", "close", end));
  const toasts = byId("toasts");
  while (toasts.children.length > 2) toasts.firstElementChild.remove();
  toasts.append(toast);
  room();
  announce(text);
  // What offers something to do stays for people who take their time; with the next notice it goes as the others do.
  let stays = Boolean(action);
  let timer = 0;
  const hold = () => clearTimeout(timer);
  const release = () => {
    hold();
    if (!stays) timer = setTimeout(end, shown);
  };
  release();
  letGo?.();
  letGo = action
    ? () => {
        stays = false;
        if (!toast.matches(":hover, :focus-within")) release();
      }
    : null;
  toast.addEventListener("pointerenter", hold);
  toast.addEventListener("focusin", hold);
  toast.addEventListener("pointerleave", release);
  toast.addEventListener("focusout", release);
}

/** As much room below the page as the notices take, so that they hide nothing that cannot be scrolled free. */
function room() {
  const toasts = byId("toasts");
  document.documentElement.style.setProperty("--notices", toasts.children.length > 0 ? `${toasts.offsetHeight + 24}px` : "0px");
}

export const noticeFault = (fault) => notice(fault.detail ? `${fault.title}: ${fault.detail}` : String(fault.message ?? fault), { bad: true });
