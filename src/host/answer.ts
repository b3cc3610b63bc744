/** A host's answer to a request for a page, one of its files, or an image; free of any server's types. */
export interface HostAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array<ArrayBuffer>;
}

const encoder = new TextEncoder();

/** A sentence for people, in plain text. */
export function textAnswer(status: number, text: string): HostAnswer {
  return {
    status,
    headers: { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store' },
    body: encoder.encode(`${text}\n`),
  };
}

export function htmlAnswer(status: number, html: string): HostAnswer {
  return {
    status,
    headers: { 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-store' },
    body: encoder.encode(html),
  };
}
