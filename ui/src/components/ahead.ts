// Who is typing is ahead of the page: what comes back from it is what stood there a moment ago, and mustn't take the place
// of what was typed since.

/** Tells texts that come back from texts that are new. */
export class Ahead {
  /** What went out and hasn't come back yet. */
  private out: string[] = [];

  constructor(private shown: string) {}

  /** The text is on its way to the page. */
  sent(text: string) {
    this.out.push(text);
  }

  /** Whether a text that the page shows is one that it has from elsewhere. */
  isNew(text: string): boolean {
    const isOther = text !== this.shown;
    this.shown = text;
    // The page may show several at once: what was sent before this one doesn't come any more.
    const at = isOther ? this.out.indexOf(text) : this.out.lastIndexOf(text) === this.out.length - 1 ? this.out.length - 1 : -1;
    if (at !== -1) this.out.splice(0, at + 1);
    if (at !== -1 || !isOther) return false;
    this.out = [];
    return true;
  }
}
