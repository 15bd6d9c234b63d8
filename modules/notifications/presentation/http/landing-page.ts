import { createHash } from 'node:crypto';
import { Html, html, page, pagePolicy } from '@boardwalk/http';

/** Where a link in a mail leads: one button that makes one call to the API. */
export interface LandingPage {
  readonly title: string;
  readonly question: string;
  readonly button: string;
  /** Relative to the page. */
  readonly call: string;
  readonly body: Readonly<Record<string, string>>;
  /** What it says when the call has succeeded. */
  readonly done: string;
}

/**
 * Following a link changes nothing: programs that look into mails follow every link, and would spend the token. The
 * person presses the button.
 */
const script = new Html(`
const button = document.querySelector('button');
const answer = document.querySelector('output');
button.addEventListener('click', async () => {
  button.disabled = true;
  answer.textContent = 'One moment…';
  try {
    const response = await fetch(button.dataset.call, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: button.dataset.body,
    });
    button.disabled = response.ok;
    answer.textContent = response.ok ? button.dataset.done : (await response.json()).detail;
  } catch {
    button.disabled = false;
    answer.textContent = 'There was no answer. Check your connection and press the button again.';
  }
});
`);

/** As for every page, and beyond that this one script and calls to where the page came from. */
export const landingPagePolicy = [
  pagePolicy,
  `script-src 'sha256-${createHash('sha256').update(script.text).digest('base64')}'`,
  "connect-src 'self'",
].join('; ');

export function landingPage({ title, question, button, call, body, done }: LandingPage): string {
  const json = JSON.stringify(body);
  return page(
    title,
    html`<h1>${title}</h1>
<p>${question}</p>
<p><button type="button" data-call="${call}" data-body="${json}" data-done="${done}">${button}</button></p>
<p><output></output></p>
<noscript><p>Without scripts, send this yourself: <code>POST ${call}</code> with the body <code>${json}</code></p></noscript>
<script>${script}</script>`,
  );
}
