import { render, type VNode } from "preact";
import { act } from "preact/test-utils";
import { vi } from "vitest";

/** Puts something into the document; it is taken out after the test. */
export async function mount(node: VNode): Promise<HTMLElement> {
  const place = document.createElement("div");
  place.dataset.mounted = "";
  document.body.append(place);
  await act(() => render(node, place));
  return place;
}

/** Waits until what was begun is done and drawn. */
export const settled = () => act(async () => { await new Promise((resolve) => setTimeout(resolve, 0)); });

export interface Asked {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: Headers;
  body: unknown;
}

/** Answers the API's calls: `"GET flows/1"` to a value, or to a function of what was asked. A `Response` goes as it is. */
export function serve(answers: Record<string, unknown>): Asked[] {
  const asked: Asked[] = [];
  vi.stubGlobal("fetch", async (address: string, init: RequestInit = {}) => {
    const url = new URL(address, "http://page.test");
    const request: Asked = {
      method: init.method ?? "GET",
      path: url.pathname.replace(/^\/api\//, ""),
      query: url.searchParams,
      headers: new Headers(init.headers),
      body: typeof init.body === "string" ? JSON.parse(init.body) : undefined,
    };
    asked.push(request);
    const found = answers[`${request.method} ${request.path}`];
    const answer: unknown = typeof found === "function" ? (found as (request: Asked) => unknown)(request) : found;
    if (answer instanceof Response) return answer;
    if (answer === undefined) return Response.json({ status: 404, code: "not_found", detail: `nothing at ${request.path}` }, { status: 404 });
    return Response.json(answer);
  });
  return asked;
}
