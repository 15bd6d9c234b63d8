import { createHash } from 'node:crypto';
import { type Html, html } from './html.js';
import { stylesheet } from './stylesheet.js';

/** No script, no foreign resource, and of styles only our own, by its hash. */
export const pagePolicy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(stylesheet.text).digest('base64')}'`,
  "img-src 'self' data:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** A whole page in the product's look. Send it with `@Header('content-security-policy', pagePolicy)`. */
export function page(title: string, body: Html): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<link rel="icon" href="data:,">
<style>${stylesheet}</style>
</head>
<body>
<main>
${body}
</main>
</body>
</html>
`.text;
}
