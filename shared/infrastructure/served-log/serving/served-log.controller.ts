import { BodyLimit, Policy, Refuses, Returns, Summary } from '@boardwalk/http';
import {
  Destinations,
  factsAfter,
  LogReader,
  PrunedPositionError,
  rawOf,
  Readers,
  StoredKeys,
} from '@boardwalk/messaging';
import { Body, Controller, Get, Header, Post, UseGuards } from '@nestjs/common';
import { Pool } from 'pg';
import type { z } from 'zod';
import { After, type Answer, type Asked, Identity, questions, servedAt } from '../wire.js';
import { ThisLogGuard } from './this-log.guard.js';
import { News } from './news.js';

const { head, news, lags, keys, readers, settled, channels, ordinals, landings } = questions;

/** Bytes of a question about many subscriptions or persons at once. */
const manyNames = 4_000_000;

/** Tells the other processes of the platform which log lies here. */
@Controller(servedAt)
@Policy('service')
export class LogIdentityController {
  constructor(private readonly reader: LogReader) {}

  @Get()
  @Summary('Tell another process of this platform which log is served here')
  @Returns(200, Identity)
  async identity(): Promise<z.infer<typeof Identity>> {
    return { log: await this.reader.logId() };
  }
}

/** Serves the log of this database to processes of the platform that have no connection to it. */
@Controller(`${servedAt}/:log`)
@Policy('service')
@UseGuards(ThisLogGuard)
@Refuses('other-log', 409, 'Another log is served here.')
export class ServedLogController {
  constructor(
    private readonly pool: Pool,
    private readonly reader: LogReader,
    private readonly readers: Readers,
    private readonly newsOfLog: News,
  ) {}

  @Post('facts')
  @Summary('Read on in the log: rows as they lie there, 500 at the most, a line of JSON each')
  @Header('content-type', 'application/x-ndjson')
  @Returns(200, 'application/x-ndjson')
  async facts(@Body({ schema: After }) after: z.infer<typeof After>): Promise<string> {
    return (await factsAfter(this.pool, after)).map(rawOf).join('\n');
  }

  @Post('head')
  @Summary('Tell where the log ends')
  @Returns(200, head.answer)
  head(@Body({ schema: head.asked }) _asked: Asked<'head'>): Promise<Answer<'head'>> {
    return this.reader.head();
  }

  @Post('news')
  @Summary('Answer when the log has another newest tick, or after a while')
  @Returns(200, news.answer)
  async news(@Body({ schema: news.asked }) { tick }: Asked<'news'>): Promise<Answer<'news'>> {
    return { tick: await this.newsOfLog.since(tick) };
  }

  @Post('lags')
  @Summary('Count what lies behind places of the log')
  @BodyLimit(manyNames)
  @Returns(200, lags.answer)
  async lags(@Body({ schema: lags.asked }) { awaited }: Asked<'lags'>): Promise<Answer<'lags'>> {
    const found = await this.reader.lags(awaited);
    return {
      lags: found.map(({ behindSince, ...lag }) => ({
        ...lag,
        behindSince: behindSince?.toISOString() ?? null,
      })),
    };
  }

  @Post('keys')
  @Summary('Give the keys of persons that were not erased, sealed under BOARDWALK_SECRET')
  @BodyLimit(manyNames)
  @Returns(200, keys.answer)
  async keys(@Body({ schema: keys.asked }) { subjects }: Asked<'keys'>): Promise<Answer<'keys'>> {
    const found = await new StoredKeys(this.pool).find(subjects);
    return {
      keys: found.flatMap(({ subject, sealed }) =>
        sealed === null ? [] : [{ subject, sealed: sealed.toString('base64') }],
      ),
      erased: found.filter(({ erased }) => erased).map(({ subject }) => subject),
    };
  }

  @Post('readers')
  @Summary('Note how far the subscriptions of another database have come')
  @BodyLimit(manyNames)
  @Returns(200, readers.answer)
  async report(
    @Body({ schema: readers.asked }) { database, places }: Asked<'readers'>,
  ): Promise<Answer<'readers'>> {
    try {
      return { oldest: await this.readers.report(database, places), missing: null };
    } catch (error) {
      if (error instanceof PrunedPositionError) return { oldest: error.oldest, missing: error.subscription };
      throw error;
    }
  }

  @Post('settled')
  @Summary('Answer when every tick that was begun before is where a crash cannot reach it')
  @Returns(200, settled.answer)
  async settled(@Body({ schema: settled.asked }) _asked: Asked<'settled'>): Promise<Answer<'settled'>> {
    await this.readers.awaitTick();
    return {};
  }

  @Post('channels')
  @Summary('Name the channel of a broker that brings a context the facts of this log')
  @Returns(200, channels.answer)
  async channel(
    @Body({ schema: channels.asked }) { transport, ...destination }: Asked<'channels'>,
  ): Promise<Answer<'channels'>> {
    return { channel: await new Destinations(this.pool, transport).channelOf(destination) };
  }

  @Post('ordinals')
  @Summary('Count the facts up to a place of the log')
  @Returns(200, ordinals.answer)
  async ordinal(@Body({ schema: ordinals.asked }) at: Asked<'ordinals'>): Promise<Answer<'ordinals'>> {
    // Whoever brings the facts, they are counted alike.
    return { ordinal: await new Destinations(this.pool, '').ordinalOf(at) };
  }

  @Post('landings')
  @Summary('Note how far the facts that a broker brings have landed')
  @Returns(200, landings.answer)
  async landed(
    @Body({ schema: landings.asked }) { transport, place, saidAt, ...destination }: Asked<'landings'>,
  ): Promise<Answer<'landings'>> {
    const destinations = new Destinations(this.pool, transport);
    return { incarnation: await destinations.report(destination, place, new Date(saidAt)) };
  }
}
