import { Controller, Get, Header, Param } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { z } from 'zod';
import { Policy } from '../authentication/policy.js';
import { type Html, html } from '../pages/html.js';
import { page, pagePolicy } from '../pages/page.js';
import { Refuses, Returns, Summary } from '../routes/returns.js';
import { routesOf } from '../routes/route.js';
import { ownProblems, problemTypeOf, type ProblemType, titleOf } from './catalogue.js';
import { HttpProblem } from './problem.js';

/** The pages that the `type` of a problem leads to. */
@Controller('problems')
@Policy('public')
export class ProblemsController {
  private known?: readonly ProblemType[];

  constructor(private readonly modules: ModuleRef) {}

  @Get()
  @Summary('List every type of problem')
  @Header('content-type', 'text/html; charset=utf-8')
  @Header('content-security-policy', pagePolicy)
  @Returns(200, 'text/html')
  all(): string {
    const rows = this.types().map(
      ({ code, status, when }) =>
        html`<tr><td>${status}</td><td><a href="/problems/${code}"><code>${code}</code></a></td><td>${when}</td></tr>`,
    );
    return page(
      'Problems',
      html`<h1>Problems</h1>
<p class="soft">Every refusal is a document of type <code>application/problem+json</code> (RFC 9457). Its <code>type</code> is stable and one of these.</p>
<table><thead><tr><th scope="col">Status</th><th scope="col">Type</th><th scope="col">When</th></tr></thead><tbody>${rows}</tbody></table>`,
    );
  }

  @Get(':code')
  @Summary('Explain one type of problem')
  @Header('content-type', 'text/html; charset=utf-8')
  @Header('content-security-policy', pagePolicy)
  @Returns(200, 'text/html')
  @Refuses('no-such-problem', 404, 'No problem has this type.')
  one(@Param('code', { schema: z.string().max(80) }) code: string): string {
    const meanings = this.types().filter((type) => type.code === code);
    if (meanings.length === 0) {
      throw new HttpProblem(
        404,
        'no-such-problem',
        'No problem has this type. /problems lists those that exist.',
      );
    }
    return page(
      titleOf(code),
      html`<h1>${titleOf(code)}</h1>${meanings.map(meaning)}<p><a href="/problems">All problems</a></p>`,
    );
  }

  /** Routes are fixed once the program serves, so the first request pays for all. */
  private types(): readonly ProblemType[] {
    return (this.known ??= this.gathered());
  }

  /** The edge's own and those that routes declare; one code may be declared by several routes. */
  private gathered(): ProblemType[] {
    const declared = routesOf(this.modules).flatMap(({ refusals }) => refusals.map(problemTypeOf));
    const distinct = new Map(
      [...ownProblems, ...declared].map((type) => [`${type.code} ${type.when}`, type]),
    );
    return [...distinct.values()].sort(
      (one, other) => one.status - other.status || (one.code < other.code ? -1 : 1),
    );
  }
}

function meaning({ status, when }: ProblemType): Html {
  return html`<p>Status ${status}. ${when}</p>`;
}
