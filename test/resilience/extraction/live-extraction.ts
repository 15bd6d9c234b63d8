import { type ContextName, contextNames } from '@boardwalk/platform';
import { pathsOf } from '../../servers/paths-of.ts';
import type { PlatformProcess } from '../../servers/platform-process.ts';
import {
  type ImportSettings,
  type ImportUnderWay,
  type Outcome,
  whileImporting,
} from '../import-under-way/import-under-way.ts';

export interface Extraction extends ImportSettings {
  /** What leaves the process of the others, and comes back. */
  readonly context: ContextName;
}

/**
 * A context moves to a process of its own and back while facts flow: first the new process starts beside the old one, and they
 * share the work; then the old one is replaced by one without the context.
 */
export async function liveExtraction(
  { context, ...settings }: Extraction,
  report: (line: string) => void,
): Promise<Outcome> {
  const others = contextNames.filter((name) => name !== context);
  let whole: PlatformProcess;
  return whileImporting(
    settings,
    report,
    async (stage) => {
      whole = await start(stage, contextNames);
      stage.board.to(() => whole.url);
    },
    async (stage) => {
      await stage.reached('the context starts in a process of its own, beside the others', 0.2);
      const own = await start(stage, [context]);
      const rest = await start(stage, others);
      const [ofOwn, ofRest] = await Promise.all([pathsOf(own.url), pathsOf(rest.url)]);
      await stage.reached('the others go on without it', 0.4);
      stage.board.to((path) => (ofOwn(path) && !ofRest(path) ? own.url : rest.url));
      await stage.stop(whole);

      await stage.reached('it comes back', 0.7);
      const again = await start(stage, contextNames);
      stage.board.to(() => again.url);
      await Promise.all([stage.stop(own), stage.stop(rest)]);
      await stage.reached('everything is as it was', 0.8);
      return again;
    },
  );
}

const start = (stage: ImportUnderWay, contexts: readonly ContextName[]): Promise<PlatformProcess> =>
  stage.start({
    CONTEXTS: contexts.join(','),
    ...(contexts.includes('identity') ? {} : { IDENTITY_URL: stage.board.url }),
  });
