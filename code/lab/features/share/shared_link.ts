// A shared link that was opened: it carries code, a history, or both. They are shown beside the learner's own
// work, replace nothing, and run only when the reader says so.

import { type Link, readLink } from "../../protocol/deep_links.ts";
import type { ChosenScope, Script } from "../../protocol/messages.ts";
import type { NoticeAction, Notices } from "../../ui/notices.ts";
import { decompressCode } from "./compressed_code.ts";
import { sharedLinkWords as texts } from "./texts.ts";

/** The panel that a link belongs to. */
export interface SharedLinkHost {
  exercise: string;
  /** Whether this is the first panel, which reports what is wrong with a link. */
  first: boolean;
  codeNow(): string;
  showCode(code: string): void;
  hideCode(): void;
  /** Puts the code into the editor, to be searched this far; what was there is kept. */
  take(code: string, scope: ChosenScope | null): void;
  /** How far the reader's own code is to be searched; null for what it says itself. */
  scopeNow(): ChosenScope | null;
  compare(): void;
  play(script: Script, code: string): void;
}

const notice = "linked";

/** The link of one panel. */
export class SharedLink {
  /** The code that came and is still shown; null when there is none. */
  code: string | null = null;
  private number = 0;

  constructor(
    private readonly host: SharedLinkHost,
    private readonly notices: Notices,
  ) {}

  /** Reads the fragment of an address, and shows what it carries. */
  async readAddress(fragment: string): Promise<void> {
    const link = readLink(fragment);
    if (link === "none") return;
    this.number += 1;
    const { number } = this;
    if (link === "unreadable") return this.sayUnreadable();
    if (link.exercise !== this.host.exercise) return this.sayElsewhere(link.exercise);
    const code = link.compressed === null ? null : await decompressCode(link.compressed);
    if (number !== this.number) return; // another link was opened meanwhile
    if (link.compressed !== null && code === null) this.sayUnreadable();
    else this.announce(link, code);
    this.notices.reveal(); // the editor may be far below what the reader sees first
  }

  /** Ignores a link that is still being decompressed. */
  dispose(): void {
    this.number += 1;
  }

  private announce({ script, scope }: Link, code: string | null): void {
    this.hide();
    const sameScope = JSON.stringify(scope) === JSON.stringify(this.host.scopeNow());
    const same = code === this.host.codeNow() && (script !== null || sameScope);
    if (code === null || same) {
      const count = script === null ? 0 : lengthOf(script);
      this.say(script === null ? texts.same : texts.history(count), [
        ...(script === null ? [] : [this.playing(texts.play, script, this.host.codeNow)]),
        { label: texts.dismiss, go: () => this.dismiss() },
      ]);
      return;
    }
    this.code = code;
    this.host.showCode(code);
    const plays =
      script === null
        ? []
        : [
            this.playing(texts.playOnIt, script, () => code),
            this.playing(texts.playOnMine, script, this.host.codeNow),
          ];
    this.say(script === null ? texts.code : texts.both(lengthOf(script)), [
      ...plays,
      { label: texts.take, go: () => this.take(code, scope) },
      { label: texts.compare, go: () => this.host.compare() },
      { label: texts.back, go: () => this.dismiss() },
    ]);
  }

  private take(code: string, scope: ChosenScope | null): void {
    const [mine, before] = [this.host.codeNow(), this.host.scopeNow()];
    this.hide();
    this.host.take(code, scope);
    forgetFragment();
    const back = (): void => {
      this.host.take(mine, before);
      this.notices.clear(notice);
    };
    this.say(texts.taken, [
      { label: texts.back, go: back },
      { label: texts.dismiss, go: () => this.notices.clear(notice) },
    ]);
  }

  private dismiss(): void {
    this.hide();
    this.notices.clear(notice);
    forgetFragment();
  }

  private hide(): void {
    if (this.code !== null) this.host.hideCode();
    this.code = null;
  }

  private playing(label: string, script: Script, code: () => string): NoticeAction {
    const go = (): void => {
      if (this.code === null) this.notices.clear(notice);
      this.host.play(script, code());
    };
    return { label, go };
  }

  private sayUnreadable(): void {
    if (this.host.first) this.sayAtOnce(texts.unreadable);
  }

  private sayElsewhere(exercise: string): void {
    const here = [...document.querySelectorAll<HTMLElement>(".cm-lab")].map(
      ({ dataset }) => dataset.name ?? "",
    );
    if (!this.host.first || here.includes(exercise)) return;
    const cut = here.some((name) => name.startsWith(exercise)); // the name is the end of many links
    this.sayAtOnce(cut ? texts.unreadable : texts.elsewhere);
  }

  private sayAtOnce(sentence: string): void {
    this.say(sentence, [{ label: texts.dismiss, go: () => this.dismiss() }]);
    this.notices.reveal();
  }

  private say(sentence: string, actions: NoticeAction[]): void {
    this.notices.clear(notice); // the same sentence about other code has other buttons
    this.notices.show(notice, sentence, actions);
  }
}

function lengthOf(script: Script): number {
  return script.schedule.split(" ").length;
}

/** So that a reload does not show again what the reader has decided. */
function forgetFragment(): void {
  history.replaceState(history.state, "", location.pathname + location.search);
}
