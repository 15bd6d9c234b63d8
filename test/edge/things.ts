import {
  CurrentPrincipal,
  Expensive,
  HttpProblem,
  Policy,
  type Principal,
  Refuses,
  Returns,
  Summary,
} from '@boardwalk/http';
import { UnitsOfWork } from '@boardwalk/persistence';
import { Body, Controller, Delete, Get, Module, Param, Post, Put } from '@nestjs/common';
import { z } from 'zod';

/** What the tests decide about the handlers below. */
export const course: { gate?: Promise<void>; entered?: () => void; failure?: Error } = {};

const Thing = z.strictObject({ name: z.string().min(1).max(40) });
const Shown = z.object({ name: z.string(), version: z.int() });
const name = { schema: z.string().max(40) };

/** Rows that can be made, read, changed and removed. */
@Controller('api/v1/things')
@Policy('user')
export class ThingsController {
  constructor(private readonly units: UnitsOfWork) {}

  @Post()
  @Summary('Make a thing')
  @Returns(201, z.object({ name: z.string(), secret: z.string() }))
  @Refuses('thing-refused', 409, 'The test says so.')
  async make(@Body({ schema: Thing }) body: z.infer<typeof Thing>, @CurrentPrincipal() who: Principal) {
    course.entered?.();
    await course.gate;
    await this.units.run((unit) => unit.query(insert, [body.name, who.userId]));
    if (course.failure !== undefined) throw course.failure;
    return { name: body.name, secret: `the secret of ${body.name}` };
  }

  @Get(':name')
  @Summary('Show a thing')
  @Returns(200, Shown)
  async show(@Param('name', name) wanted: string) {
    return this.units.run(async (unit) => {
      const { rows } = await unit.query<z.infer<typeof Shown>>(
        'SELECT name, version FROM public.things WHERE name = $1',
        [wanted],
      );
      if (rows[0] === undefined) throw new HttpProblem(404, 'thing-not-found', 'There is no such thing.');
      return rows[0];
    });
  }

  @Put(':name')
  @Summary('Change a thing')
  @Returns(200, Shown)
  async change(@Param('name', name) wanted: string) {
    await this.units.run((unit) =>
      unit.query('UPDATE public.things SET version = version + 1 WHERE name = $1', [wanted]),
    );
    return this.show(wanted);
  }

  @Delete(':name')
  @Summary('Remove a thing')
  @Returns(204)
  async remove(@Param('name', name) wanted: string) {
    await this.units.run((unit) => unit.query('DELETE FROM public.things WHERE name = $1', [wanted]));
  }
}

@Controller('api/v1/hashes')
@Policy('public')
export class HashesController {
  @Post()
  @Expensive()
  @Summary('Take long')
  @Returns(204)
  hash() {
    return undefined;
  }
}

@Controller('api/v1/operator/things')
@Policy('operator')
export class OperatorThingsController {
  constructor(private readonly units: UnitsOfWork) {}

  @Put(':name')
  @Summary('Change a thing of anybody')
  @Returns(204)
  @Refuses('thing-refused', 409, 'The test says so.')
  async change(@Param('name', name) wanted: string) {
    await this.units.run((unit) =>
      unit.query('UPDATE public.things SET version = version + 1 WHERE name = $1', [wanted]),
    );
    if (course.failure !== undefined) throw course.failure;
  }
}

const insert = 'INSERT INTO public.things (name, owner) VALUES ($1, $2)';

@Module({ controllers: [ThingsController, HashesController, OperatorThingsController] })
export class ThingsModule {}
