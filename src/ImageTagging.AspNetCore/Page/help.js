// What the keys do.
import { byId, button, h } from "./dom.js";

const keys = [
  [
    "Everywhere",
    [
      ["/", "Search"],
      ["f", "Filters"],
      ["u", "Undo the last correction"],
      ["g p", "Pictures"],
      ["g c", "Charts"],
      ["g d", "Duplicates"],
      ["g r", "Run"],
      ["g f", "Failures"],
      ["g l", "Teach"],
      ["g u", "Upload"],
      ["t", "Dark, light, as the system"],
      ["?", "This help"],
      ["Esc", "Close, clear"],
    ],
  ],
  [
    "In the grid",
    [
      ["← → ↑ ↓", "Go from picture to picture"],
      ["Enter", "Open the picture"],
      ["Space", "Select; with Shift up to here"],
      ["Shift ←→", "Select along the way"],
      ["Ctrl a", "Select all"],
      ["d", "Select the day"],
      ["a", "Add a tag to the selected"],
      ["x", "Remove a tag from the selected"],
      ["1 – 5, 0", "Stars for the selected; none"],
      ["+ −", "Larger, smaller pictures"],
    ],
  ],
  [
    "In a picture",
    [
      ["← →", "Previous, next"],
      ["a", "Add a tag"],
      ["x", "To the first tag; on a tag, remove it"],
      ["1 – 5, 0", "Stars; none"],
      ["f", "Favourite"],
      ["+ − 0", "Closer, farther, whole again"],
      ["p", "Slideshow"],
      ["d", "Download"],
      ["v", "Play a video, a Live Photo"],
      ["b", "Boxes on, off"],
      ["s", "Pictures with the same tags"],
      ["m", "Similar pictures"],
    ],
  ],
  [
    "When teaching",
    [
      ["y n", "Yes, no"],
      ["s", "Skip"],
    ],
  ],
  [
    "In the search",
    [
      ["cat dog", "both"],
      ["cat OR dog", "either"],
      ["-indoor", "without"],
      ["cat>=90", "at least so sure"],
      ["rating>=4 favourite", "by stars and favourites"],
      ["taken:2019-07", "by the day of the picture"],
      ["place:greece", "by the place of it"],
      ['"mobile phone"', "a tag of several words"],
      ["folder:2024", "by the folder"],
      ["modified:2024-06", "by the time of the file"],
      ["untagged, failed", "what needs work"],
    ],
  ],
];

export function showHelp() {
  const sheet = byId("sheet");
  if (sheet.open) return;
  sheet.replaceChildren(
    h("div", { class: "head" }, h("h2", { id: "sheet-title", tabindex: "-1", text: "Keys and queries" }), button("Close", null, () => sheet.close())),
    h(
      "div",
      { class: "keys" },
      keys.map(([title, lines]) =>
        h(
          "section",
          null,
          h("h3", { text: title }),
          h("dl", null, lines.flatMap(([key, what]) => [h("dt", null, h("kbd", { text: key })), h("dd", { text: what })])),
        ),
      ),
    ),
  );
  sheet.showModal();
}
