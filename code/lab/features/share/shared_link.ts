// What came with the address: code, a history, or both. It is shown beside the learner's own work, replaces
// nothing, and runs only when the reader says so.

import { type Link, readLink } from "../../protocol/deep_links.ts";
import type { Script } from "../../protocol/messages.ts";
import type { Notices, Way } from "../../ui/notices.ts";
import { decompressCode } from "./compressed_code.ts";
import { sharedLinkWords as texts } from "./texts.ts";

export interface SharedLinkHost {
  exercise: string;
  /** Whether this is the page's first lab, which speaks for the page. */
  first: boolean;
  codeNow(): string;
  showCode(code: string): void;
  hideCode(): void;
  /** Puts the code into the editor; what was there is kept. */
  take(code: string): void;
  compare(): void;
  play(script: Script, code: string): void;
}

const notice = "linked";

export class SharedLink {
  /** The code that came and is still shown; null when there is none. */
  code: string | null = null;
  private number = 0;

  constructor(
    private readonly place: SharedLinkHost,
    private readonly notices: Notices,
  ) {}

  async readAddress(fragment: string): Promise<void> {
    const link = readLink(fragment);
    if (link === "none") return;
    this.number += 1;
    const { number } = this;
    if (link === "unreadable") return this.sayUnreadable();
    if (link.exercise !== this.place.exercise) return this.sayElsewhere(link.exercise);
    const code = link.packed === null ? null : await decompressCode(link.packed);
    if (number !== this.number) return; // another link was opened meanwhile
    if (link.packed !== null && code === null) this.sayUnreadable();
    else this.announce(link, code);
  }

  /** Lets a link that is still being unpacked arrive in vain. */
  dispose(): void {
    this.number += 1;
  }

  private announce({ script }: Link, code: string | null): void {
    this.hide();
    const same = code === this.place.codeNow();
    if (code === null || same) {
      const count = script === null ? 0 : lengthOf(script);
      this.say(script === null ? texts.same : texts.history(count), [
        ...(script === null ? [] : [this.playing(texts.play, script, this.place.codeNow)]),
        { label: texts.dismiss, go: () => this.dismiss() },
      ]);
      return;
    }
    this.code = code;
    this.place.showCode(code);
    const plays =
      script === null
        ? []
        : [
            this.playing(texts.playOnIt, script, () => code),
            this.playing(texts.playOnMine, script, this.place.codeNow),
          ];
    this.say(script === null ? texts.code : texts.both(lengthOf(script)), [
      ...plays,
      { label: texts.take, go: () => this.take(code) },
      { label: texts.compare, go: () => this.place.compare() },
      { label: texts.back, go: () => this.dismiss() },
    ]);
  }

  private take(code: string): void {
    const mine = this.place.codeNow();
    this.hide();
    this.place.take(code);
    forgetFragment();
    const back = (): void => {
      this.place.take(mine);
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
    if (this.code !== null) this.place.hideCode();
    this.code = null;
  }

  private playing(label: string, script: Script, code: () => string): Way {
    const go = (): void => {
      if (this.code === null) this.notices.clear(notice);
      this.place.play(script, code());
    };
    return { label, go };
  }

  private sayUnreadable(): void {
    if (this.place.first)
      this.say(texts.unreadable, [{ label: texts.dismiss, go: () => this.dismiss() }]);
  }

  private sayElsewhere(exercise: string): void {
    const isHere = document.querySelector(`.cm-lab[data-name="${exercise}"]`) !== null;
    if (this.place.first && !isHere)
      this.say(texts.elsewhere, [{ label: texts.dismiss, go: () => this.dismiss() }]);
  }

  private say(sentence: string, ways: Way[]): void {
    this.notices.clear(notice); // the same sentence about other code has other ways on
    this.notices.show(notice, sentence, ways);
  }
}

function lengthOf(script: Script): number {
  return script.schedule.split(" ").length;
}

/** So that a reload does not bring again what was dealt with. */
function forgetFragment(): void {
  history.replaceState(history.state, "", location.pathname + location.search);
}
