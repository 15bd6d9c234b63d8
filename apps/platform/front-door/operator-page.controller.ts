import { html, HttpProblem, page, pagePolicy, Policy, Refuses, Returns, Summary } from '@boardwalk/http';
import { Controller, Get, Header, Query } from '@nestjs/common';
import { z } from 'zod';
import { Address } from './address.js';
import { OperatorLink } from './operator-link.js';

const Ask = z.strictObject({ code: z.string().max(100) });

@Controller('operator')
@Policy('public')
export class OperatorPageController {
  constructor(
    private readonly link: OperatorLink,
    private readonly address: Address,
  ) {}

  @Get()
  @Summary('Show the operator token, once, to who has the printed link')
  @Header('content-type', 'text/html; charset=utf-8')
  @Header('content-security-policy', pagePolicy)
  @Header('referrer-policy', 'no-referrer')
  @Returns(200, 'text/html')
  @Refuses(
    'operator-link-spent',
    410,
    'The link was used already, or is not the one that this process printed.',
  )
  show(@Query({ schema: Ask }) { code }: z.infer<typeof Ask>): string {
    const token = this.link.redeem(code);
    if (token === null) {
      throw new HttpProblem(
        410,
        'operator-link-spent',
        'This link works once, and only while the process runs that printed it. The token also stands in instance.json in the data folder; a restart prints a new link.',
      );
    }
    const api = `${this.address.url}/api/v1/operator`;
    return page(
      'Boardwalk for its operator',
      html`<h1>You are the operator</h1>
<p>This page is shown once. Keep the token as you keep a password: whoever has it reads the mail that went out, imports, and runs dead letters again.</p>
<h2>Your token</h2>
<pre tabindex="0">${token}</pre>
<p>The command line in this checkout finds it by itself. From elsewhere:</p>
<pre tabindex="0">export BOARDWALK_URL=${this.address.url}
export BOARDWALK_TOKEN=${token}</pre>
<h2>What to ask</h2>
<pre tabindex="0">curl -H "Authorization: Bearer $BOARDWALK_TOKEN" ${api}/doctor
curl -H "Authorization: Bearer $BOARDWALK_TOKEN" ${api}/events
curl -H "Authorization: Bearer $BOARDWALK_TOKEN" ${api}/dead-letters</pre>
<p><a href="/docs#operator">Every route of the operator</a> · <a href="/">What runs here</a></p>`,
    );
  }
}
