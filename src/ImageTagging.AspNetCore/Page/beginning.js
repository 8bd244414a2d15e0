// What stands where there are no pictures yet: how to begin, in the words of what this server can do.
import { go } from "./address.js";
import { button, emptyState } from "./dom.js";

export function beginning({ canRun, canUpload, canChoose, sources = [] }, tagging) {
  if (canChoose)
    return emptyState(
      "pictures",
      "No pictures yet",
      "Choose a folder of this computer: its pictures are tagged here, and appear as they come.",
      button("Choose a folder", "pictures", () => import("./choose.js").then(({ chooseFolder }) => chooseFolder()), { class: "button primary" }),
    );
  if (tagging) return emptyState("pictures", "Your pictures are on their way", "They are being tagged, and appear here as they come.");
  const ways = [canUpload && link("upload", "Upload pictures"), canRun && link("run", "Start a run")].filter(Boolean);
  const text =
    canRun && canUpload
      ? "Upload some, or start a run: it tags the pictures of your folders, and they appear here."
      : canRun
        ? "Start a run: it tags the pictures of your folders, and they appear here."
        : canUpload
          ? "Upload some: they are tagged at once, and appear here."
          : sources.length > 0
            ? "Whoever looks after this server can tag its pictures; then they appear here."
            : "This server has no folder of pictures yet. Start it with one: imagetag serve FOLDER.";
  return emptyState("pictures", "No pictures yet", text, ...ways);
}

const link = (view, text) => button(text, view, () => go({ view }), { class: "button" });
