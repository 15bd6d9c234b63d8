import type { FastifyRequest } from 'fastify';
import { html } from '../pages/html.js';
import { page } from '../pages/page.js';
import { pathOf } from '../tracing/request-span.js';
import type { ProblemDocument } from './problem.js';

/** Whether somebody looks at the answer in a browser: what stands below `/api` is for programs, whatever they say they take. */
export function isForPeople(request: FastifyRequest): boolean {
  const reads = request.method === 'GET' || request.method === 'HEAD';
  const isApi = /^\/(?:api|internal)\//.test(pathOf(request));
  return reads && !isApi && /\btext\/html\b/.test(request.headers.accept ?? '');
}

/** The same as the problem document, in words. */
export function refusalPage({ type, title, status, detail, errors = [], traceId }: ProblemDocument): string {
  return page(
    title,
    html`<h1>${title}</h1>
<p>${detail}</p>
${errors.length === 0 ? '' : html`<ul>${errors.map(({ pointer, detail }) => html`<li><code>${pointer}</code> ${detail}</li>`)}</ul>`}
<p class="soft">Status ${status}. <a href="${type}">What this means</a> · <a href="/">What runs here</a>${traceId === undefined ? '' : html` · Trace <code>${traceId}</code>`}</p>`,
  );
}
