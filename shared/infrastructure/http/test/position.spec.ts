import { KnownPosition, Policy, Returns } from '@boardwalk/http';
import { currentMessageContext } from '@boardwalk/observability';
import { Controller, Get, Post } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { Edge } from './edge.js';

/** Does what a unit of work does once its facts are in the log. */
function commitAt(position: string): void {
  const context = currentMessageContext();
  if (context) context.position = position;
}

@Controller('writes')
@Policy('public')
class WritesController {
  @Post()
  @Returns(204)
  async write() {
    await Promise.resolve();
    commitAt('7-42');
  }

  @Post('nothing')
  @Returns(204)
  nothing() {}

  @Post('refused')
  @Returns(204)
  refused() {
    commitAt('7-42');
    throw new Error('after commit');
  }

  @Get()
  @Returns(200, z.object({ known: z.string().nullable() }))
  read(@KnownPosition() known: string | undefined) {
    commitAt('7-42');
    return { known: known ?? null };
  }
}

describe('Boardwalk-Position', () => {
  let edge: Edge;
  beforeAll(async () => {
    edge = await Edge.start({ controllers: [WritesController] });
  });
  afterAll(() => edge.stop());

  it('tells where the effects of a successful write end', async () => {
    expect((await edge.send('POST /writes')).headers['boardwalk-position']).toBe('7-42');
  });

  it('is absent when nothing was written, when it failed, and on reads', async () => {
    for (const line of ['POST /writes/nothing', 'POST /writes/refused', 'GET /writes']) {
      expect((await edge.send(line)).headers['boardwalk-position'], line).toBeUndefined();
    }
  });

  it('belongs to its own request, however many run at once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, n) => edge.send(n % 2 === 0 ? 'POST /writes' : 'POST /writes/nothing')),
    );
    expect(answers.map((answer) => answer.headers['boardwalk-position'])).toEqual(
      answers.map((_, n) => (n % 2 === 0 ? '7-42' : undefined)),
    );
  });

  it('that a client sends back reaches the handler', async () => {
    const read = (position: string) =>
      edge.send('GET /writes', { headers: { 'boardwalk-position': position } });
    expect((await read('7-41')).json()).toEqual({ known: '7-41' });
    expect((await edge.send('GET /writes')).json()).toEqual({ known: null });
    const refused = await read('7; drop table');
    expect(refused.status).toBe(400);
    expect(refused.json()).toMatchObject({ type: '/problems/invalid-position' });
  });
});
