// Server-sent events, read from a `fetch`: the browser's own reader of them can't send the token along.

export interface Message {
  /** The last `id:` that came, with this message or before it. */
  id: string;
  event: string;
  data: string;
}

/** Longest line, in characters. What is longer isn't of ours. */
const LONGEST = 1_000_000;

/** Takes the text as it comes, in whatever pieces, and gives the messages that are whole. */
export class Parser {
  /** The `id:` that came last, also from a message without data. */
  id = "";
  private rest = "";
  private event = "";
  private data: string[] = [];

  push(text: string): Message[] {
    const messages: Message[] = [];
    // A lone CR ends a line too; one at the end may be the first half of a CRLF.
    const lines = (this.rest + text).split(/\r\n|\n|\r(?!$)/);
    this.rest = lines.pop() ?? "";
    if (this.rest.length > LONGEST) throw new Error("a line of the stream is too long");
    for (const line of lines) {
      if (line === "") {
        if (this.data.length > 0) messages.push({ id: this.id, event: this.event || "message", data: this.data.join("\n") });
        this.event = "";
        this.data = [];
      } else {
        this.take(line);
      }
    }
    return messages;
  }

  private take(line: string) {
    const colon = line.indexOf(":");
    if (colon === 0) return;
    const name = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (name === "id" && !value.includes("\0")) this.id = value;
    else if (name === "event") this.event = value;
    else if (name === "data") this.data.push(value);
  }
}
