import { Html, html } from '../pages/html.js';
import { page } from '../pages/page.js';
import type { OpenApiDocument } from './document.js';
import type { Content, Operation, Response } from './operation.js';
import { shapeOf } from './shape.js';

interface Listed {
  readonly path: string;
  readonly method: string;
  readonly operation: Operation;
}

/** The OpenAPI document for people: every operation, by topic. */
export function docsPage(document: OpenApiDocument): string {
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
  );
  const byTopic = Map.groupBy(operations, ({ operation }) => operation.tags[0] ?? '');
  const topics = document.tags.map(({ name }) => [name, byTopic.get(name) ?? []] as const);
  return page(
    document.info.title,
    html`<h1>${document.info.title}</h1>
<p class="soft">Version ${document.info.version}. The same as a machine reads it: <a href="/api/v1/openapi.json">OpenAPI 3.1</a>.
What can go wrong: <a href="/problems">problems</a>.</p>
<nav aria-label="Topics"><ul>${topics.map(([topic]) => html`<li><a href="#${topic}">${topic}</a></li>`)}</ul></nav>
${topics.map(([topic, listed]) => html`<h2 id="${topic}">${topic}</h2>${listed.map(operationSection)}`)}
${schemasSection(document.components['schemas'] ?? {})}`,
  );
}

function operationSection({ path, method, operation }: Listed): Html {
  return html`<details id="${operation.operationId}">
<summary><span class="line"><span class="method ${method}">${method}</span><code>${path}</code>
<span>${operation.summary}</span><span class="who">${whoMay(operation)}</span></span></summary>
<div>
${operation.description === undefined ? '' : html`<p>${operation.description.replaceAll('`', '')}</p>`}
${parametersTable(operation)}
${operation.requestBody ? html`<h3>Body</h3>${contentBlocks(operation.requestBody.content)}` : ''}
<h3>Answers</h3>
<table class="answers"><tbody>${Object.entries(operation.responses).map(([status, response]) => responseRow(status, response))}</tbody></table>
</div>
</details>`;
}

const names: Readonly<Record<string, string>> = {
  session: 'signed in',
  apiKey: 'API key',
  operator: 'operator',
  service: 'other processes of the platform',
};

function whoMay({ security }: Operation): string {
  const kinds = security.flatMap((one) => Object.keys(one));
  if (kinds.length === 0) return 'everybody';
  const spoken = kinds.map((kind) => names[kind] ?? kind).join(' or ');
  return security.some((one) => Object.keys(one).length === 0) ? `everybody, more when ${spoken}` : spoken;
}

function parametersTable({ parameters }: Operation): Html {
  if (parameters.length === 0) return html``;
  return html`<h3>Parameters</h3>
<table><thead><tr><th scope="col">Name</th><th scope="col">In</th><th scope="col">Shape</th></tr></thead>
<tbody>${parameters.map(
    ({ name, in: place, required, schema }) =>
      html`<tr><td><code>${name}</code>${required ? '' : html` <span class="soft">optional</span>`}</td><td>${place}</td><td><code>${shapeOf(schema)}</code></td></tr>`,
  )}</tbody></table>`;
}

function responseRow(status: string, { description, content }: Response): Html {
  const success = status.startsWith('2');
  return html`<tr><th scope="row">${status}</th><td>${
    success ? (content ? contentBlocks(content) : 'No body.') : description.split('\n').map(refusalLine)
  }</td></tr>`;
}

function refusalLine(line: string): Html {
  const [, code, when] = /^`([^`]+)`: (.*)$/.exec(line) ?? [];
  if (code === undefined || when === undefined) return html`<p>${line}</p>`;
  return html`<p><a href="/problems/${code}"><code>${code}</code></a> ${when}</p>`;
}

function contentBlocks(content: Content): readonly Html[] {
  return Object.entries(content).map(
    ([type, { schema }]) => html`<p class="soft">${type}</p><pre tabindex="0">${shapeOf(schema)}</pre>`,
  );
}

function schemasSection(schemas: Readonly<Record<string, unknown>>): Html {
  return html`<h2 id="schemas">schemas</h2>${Object.entries(schemas).map(
    ([name, schema]) =>
      html`<details><summary><code>${name}</code></summary><div><pre tabindex="0">${shapeOf(schema)}</pre></div></details>`,
  )}`;
}
