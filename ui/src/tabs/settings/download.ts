// A long answer that becomes a file: it comes piece by piece, and is whole only if its last line says so.
import { problemOf, type Query, raw } from "../../api/client";

/** What came. `isWhole` is false when the answer broke off before its end. */
export interface Downloaded {
  blob: Blob;
  name: string;
  bytes: number;
  lines: number;
  isWhole: boolean;
}

/** As much of the end as the last line may have. */
const TAIL = 4096;

export async function download(path: string, query: Query, signal: AbortSignal, progress: (bytes: number) => void): Promise<Downloaded> {
  const answer = await raw("GET", path, { query, signal });
  if (!answer.ok) throw await problemOf(answer);
  const pieces: BlobPart[] = [];
  let [bytes, lines] = [0, 0];
  const reader = answer.body?.getReader();
  let hasEnded = reader !== undefined;
  try {
    for (let piece = await reader?.read(); piece !== undefined && !piece.done; piece = await reader?.read()) {
      const { value } = piece;
      pieces.push(value);
      bytes += value.length;
      for (const byte of value) if (byte === 10) lines += 1;
      progress(bytes);
    }
  } catch (error) {
    if (signal.aborted) throw error;
    hasEnded = false;
  }
  const blob = new Blob(pieces, { type: "application/x-ndjson" });
  const name = /filename="([^"]+)"/.exec(answer.headers.get("content-disposition") ?? "")?.[1] ?? "export.jsonl";
  return { blob, name, bytes, lines, isWhole: hasEnded && saysEnd(await blob.slice(-TAIL).text()) };
}

/** Whether a text ends with the line that says that it is the last one. */
export function saysEnd(text: string): boolean {
  const last = text.trimEnd().split("\n").at(-1) ?? "";
  return text.endsWith("\n") && last.startsWith('{"type":"end"');
}

/** Hands a file to the browser. */
export function hand(blob: Blob, name: string) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  // The browser has taken it by then.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
