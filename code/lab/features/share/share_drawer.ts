// The drawer that makes a link of the code, to be copied.

import { linkToCode } from "../../protocol/deep_links.ts";
import type { ChosenScope } from "../../protocol/messages.ts";
import { copyFrom } from "../../shared/clipboard.ts";
import { button, element } from "../../shared/dom.ts";
import { Drawer } from "../../ui/drawer.ts";
import { compressCode, mostCharacters } from "./compressed_code.ts";
import { shareWords as texts } from "./texts.ts";

/** The drawer of one editor. */
export class ShareDrawer {
  readonly drawer = new Drawer(texts.button, (open) => open && void this.refresh());
  private readonly field = element("input", {
    type: "text",
    class: "lab-link",
    readonly: "",
    "aria-label": texts.link,
  });
  private readonly copy = button(texts.copy, () => void this.copyLink());
  private readonly said = element("span", { role: "status" });
  private readonly row = element("div", { class: "lab-link-row" }, this.field, this.copy);

  constructor(
    private readonly exercise: string,
    private readonly code: () => string,
    /** How far the code is to be searched; null if it says that itself. */
    private readonly scope: () => ChosenScope | null,
  ) {
    this.field.addEventListener("focus", () => this.field.select());
    this.drawer.root.append(element("p", {}, texts.sentence), this.row, this.said);
  }

  /** To call when the code changed. */
  changed(): void {
    if (this.drawer.isOpen) void this.refresh();
  }

  private async refresh(): Promise<void> {
    let sentence = texts.failed;
    try {
      const compressed = await compressCode(this.code());
      const link =
        compressed === null
          ? ""
          : linkToCode(location.href, this.exercise, compressed, this.scope());
      this.field.value = link;
      sentence = compressed === null ? texts.tooLong(mostCharacters) : texts.length(link.length);
    } catch {
      this.field.value = "";
    }
    this.row.hidden = this.field.value === "";
    this.said.textContent = sentence;
  }

  private async copyLink(): Promise<void> {
    await this.refresh();
    if (this.field.value === "") return;
    this.said.textContent = (await copyFrom(this.field)) ? texts.copied : texts.refused;
  }
}
