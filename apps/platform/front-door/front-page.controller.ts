import { html, type Html, page, pagePolicy, Policy, Returns, Summary } from '@boardwalk/http';
import { ProcessDescription } from '@boardwalk/inspection';
import { Controller, Get, Header } from '@nestjs/common';
import { type ContextName, contexts, contextNames } from '../contexts.js';
import { type Role, roleNames } from '../roles.js';
import { Address } from './address.js';

const duties: Readonly<Record<Role, string>> = {
  web: 'answers requests',
  relay: 'puts facts into their order',
  worker: 'delivers facts and makes calls',
};

@Controller()
@Policy('public')
export class FrontPageController {
  constructor(
    private readonly running: ProcessDescription,
    private readonly address: Address,
  ) {}

  @Get()
  @Summary('Tell people what runs here and what to try')
  @Header('content-type', 'text/html; charset=utf-8')
  @Header('content-security-policy', pagePolicy)
  @Returns(200, 'text/html')
  show(): string {
    const { version, transport } = this.running;
    return page(
      'Boardwalk',
      html`<h1>Boardwalk</h1>
<p class="soft">A community platform for people who write and share extensions. Version ${version}; facts travel by ${transport}.</p>
<nav aria-label="Pages"><ul>
<li><a href="/docs">API</a></li>
<li><a href="/api/v1/openapi.json">OpenAPI 3.1</a></li>
<li><a href="/problems">Problems</a></li>
<li><a href="/readyz">Ready?</a></li>
</ul></nav>
<h2>What to try</h2>
${this.tryFirst()}
<h2>What runs here</h2>
<table>
<thead><tr><th scope="col">Context</th><th scope="col">Does</th><th scope="col">Here</th></tr></thead>
<tbody>${contextNames.map((name) => row(name, contexts[name].does, this.running.contexts.includes(name)))}</tbody>
<thead><tr><th scope="col">Role</th><th scope="col">Does</th><th scope="col">Here</th></tr></thead>
<tbody>${roleNames.map((role) => row(role, duties[role], this.running.roles.includes(role)))}</tbody>
</table>`,
    );
  }

  private tryFirst(): Html {
    const { url } = this.address;
    return html`<p>Five minutes, step by step, each checked:</p>
<pre tabindex="0">npm run boardwalk tour</pre>
${
  this.has('identity')
    ? html`<p>Sign somebody up, and see what it set in motion:</p>
<pre tabindex="0">curl -i ${url}/api/v1/users -H 'content-type: application/json' \\
  -d '{"username":"ada","email":"ada@example.com","password":"correct horse battery"}'
npm run boardwalk events ls
npm run boardwalk mail ls</pre>`
    : ''
}
<p>${[
      ...(this.has('extensions') ? [html`<a href="/api/v1/extensions">Extensions</a> · `] : []),
      ...(this.has('collectives') ? [html`<a href="/api/v1/collectives">Collectives</a> · `] : []),
      ...(this.has('stats') ? [html`<a href="/api/v1/leaderboards">Leaderboard</a> · `] : []),
    ]}<a href="/docs">Every route</a></p>`;
  }

  private has(context: ContextName): boolean {
    return this.running.contexts.includes(context);
  }
}

function row(name: string, does: string, here: boolean): Html {
  return html`<tr><td>${name}</td><td>${does}</td><td>${here ? 'yes' : html`<span class="soft">elsewhere</span>`}</td></tr>`;
}
