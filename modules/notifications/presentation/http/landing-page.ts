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
  /** What the person has to type; it goes into the body under its name. */
  readonly field?: { readonly name: string; readonly label: string; readonly hint: string };
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
const field = document.querySelector('input');
button.addEventListener('click', async () => {
  button.disabled = true;
  answer.textContent = 'One moment…';
  const typed = field ? { [field.name]: field.value } : {};
  try {
    const response = await fetch(button.dataset.call, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...JSON.parse(button.dataset.body), ...typed }),
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

export function landingPage({ title, question, button, call, body, field, done }: LandingPage): string {
  const json = JSON.stringify(body);
  const asked =
    field === undefined
      ? ''
      : html`<p><label>${field.label}<br><input type="password" name="${field.name}" autocomplete="new-password"></label></p>
<p class="soft">${field.hint}</p>`;
  const byHand = JSON.stringify(field === undefined ? body : { ...body, [field.name]: '…' });
  return page(
    title,
    html`<h1>${title}</h1>
<p>${question}</p>
${asked}
<p><button type="button" data-call="${call}" data-body="${json}" data-done="${done}">${button}</button></p>
<p><output></output></p>
<noscript><p>Without scripts, send this yourself: <code>POST ${call}</code> with the body <code>${byHand}</code></p></noscript>
<script>${script}</script>`,
  );
}
