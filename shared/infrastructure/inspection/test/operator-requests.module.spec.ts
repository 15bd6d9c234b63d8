import { HttpProblem, Policy, Refuses, Returns, Summary } from '@boardwalk/http';
import { UnitsOfWork } from '@boardwalk/persistence';
import { operatorToken, type World } from '@boardwalk/testing';
import { Body, Controller, Get, Module, Param, Post, Put } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { inspectionWorld, read } from './inspection-world.js';

const Change = z.strictObject({ to: z.int(), course: z.enum(['refuse', 'break', 'go on']).default('go on') });

/** As a module has it that knows of no audit. */
@Controller('api/v1/operator/lamps')
@Policy('operator')
class LampsController {
  constructor(private readonly units: UnitsOfWork) {}

  @Get()
  @Summary('Count the lamps')
  @Returns(200, z.object({ lamps: z.int() }))
  count() {
    return { lamps: 2 };
  }

  @Put(':name')
  @Summary('Set a lamp')
  @Returns(204)
  @Refuses('lamp-broken', 409, 'It is broken.')
  async set(
    @Param('name', { schema: z.string() }) name: string,
    @Body({ schema: Change }) { to, course }: z.infer<typeof Change>,
  ) {
    await this.units.run(async (unit) => {
      await unit.query('UPDATE public.lamps SET brightness = $2 WHERE name = $1', [name, to]);
      if (course === 'refuse') throw new HttpProblem(409, 'lamp-broken', 'It is broken.');
    });
    if (course === 'break') throw new Error('After the deed.');
  }

  @Post('look')
  @Summary('Look at the lamps')
  @Returns(204)
  look() {
    return undefined;
  }
}

@Module({ controllers: [LampsController] })
class LampsModule {}

let world: World;
beforeEach(async () => {
  world = await inspectionWorld(undefined, { modules: [LampsModule], name: 'inspection and lamps' });
  await world.rows(
    'CREATE TABLE public.lamps AS SELECT name, 0 AS brightness FROM unnest(ARRAY[$1]) AS name',
    ['red'],
  );
});
afterEach(() => world.stop());

const entries = async () => (await read<{ items: Record<string, unknown>[] }>(world, '/audit')).items;
const set = (body: object, as = operatorToken) =>
  world.request('PUT', '/api/v1/operator/lamps/red', { as, body });
const brightness = async () =>
  (await world.rows<{ brightness: number }>('SELECT brightness FROM public.lamps'))[0]?.brightness;

describe('a request of an operator to any module', () => {
  it('leaves who, what, when, where and how it ended', async () => {
    const { headers } = await set({ to: 7 });
    expect(await entries()).toEqual([
      {
        at: world.clock.now().toISOString(),
        actor: 'operator',
        action: 'lamps.set',
        about: {},
        count: null,
        route: 'PUT /api/v1/operator/lamps/:name',
        target: '/api/v1/operator/lamps/red',
        outcome: 'done',
        code: null,
        traceId: headers['x-trace-id'] ?? null,
      },
    ]);
  });

  it('does nothing when its entry cannot be written', async () => {
    await world.rows(`ALTER TABLE inspection.audit ADD CHECK (outcome <> 'done') NOT VALID`);
    expect((await set({ to: 7 })).status).toBe(500);
    expect(await brightness()).toBe(0);
    expect(await entries()).toMatchObject([{ outcome: 'failed' }]);
  });

  it('leaves an entry when it is refused or fails, too', async () => {
    expect((await set({ to: 1, course: 'refuse' })).status).toBe(409);
    expect((await set({ to: 'bright' })).status).toBe(400);
    expect(await entries()).toMatchObject([
      { outcome: 'refused', code: 'validation-failed' },
      { outcome: 'refused', code: 'lamp-broken' },
    ]);
    expect((await set({ to: 2, course: 'break' })).status).toBe(500);
    expect((await entries()).slice(0, 2)).toMatchObject([{ outcome: 'failed' }, { outcome: 'done' }]);
  });

  it('leaves one where no transaction was opened', async () => {
    await world.request('POST', '/api/v1/operator/lamps/look', { as: operatorToken });
    expect(await entries()).toMatchObject([{ action: 'lamps.look', outcome: 'done' }]);
  });

  it('leaves none when it only reads, or was not the operator’s', async () => {
    await world.request('GET', '/api/v1/operator/lamps', { as: operatorToken });
    expect((await set({ to: 7 }, 'somebody')).status).toBe(401);
    expect(await entries()).toEqual([]);
  });
});
