import { describe, expect, it } from "vitest";

import { Parser } from "./sse";

const text = ": hello\nid: a.1\nevent: event\ndata: {\"x\":1}\n\nid: a.2\n\nevent: end\ndata: one\ndata: two\n\n";
const expected = [
  { id: "a.1", event: "event", data: '{"x":1}' },
  { id: "a.2", event: "end", data: "one\ntwo" },
];

describe("the reader of the stream", () => {
  it("gives whole messages, wherever the pieces are cut", () => {
    for (let cut = 0; cut <= text.length; cut++) {
      const parser = new Parser();
      expect([...parser.push(text.slice(0, cut)), ...parser.push(text.slice(cut))]).toEqual(expected);
    }
  });

  it("takes one character at a time, and any end of a line", () => {
    for (const end of ["\n", "\r\n", "\r"]) {
      const parser = new Parser();
      const found = [...text.replaceAll("\n", end), ..."\n"].flatMap((char) => parser.push(char));
      expect(found).toEqual(expected);
    }
  });

  it("notes an id that comes without data", () => {
    const parser = new Parser();
    expect(parser.push("id: later\n\n")).toEqual([]);
    expect(parser.id).toBe("later");
  });
});
