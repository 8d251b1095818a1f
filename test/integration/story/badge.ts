import type { Story } from './story.ts';

/** What the badge's address answers to anybody; `change` makes another address of it. */
export async function fetchBadge(
  { controller }: Story,
  change: (url: string) => string = (url) => url,
  headers: Readonly<Record<string, string>> = {},
) {
  const response = await fetch(change(controller.badgeUrl), { headers });
  const title = (body: string) => /<title>(.*)<\/title>/.exec(body)?.[1];
  const body = await response.text();
  return { status: response.status, headers: response.headers, body, title: title(body) };
}
