import { type Block, documents } from './document.js';

/** Which test runs a block of commands. */
export type Runner = 'entries' | 'tour' | 'generator' | 'anywhere' | 'long run';

/** Who runs what: the first that fits. */
const runners: readonly { readonly runner: Runner; readonly fits: (block: Block) => boolean }[] = [
  { runner: 'tour', fits: ({ file, language }) => file === 'README.md' && language === 'bash' },
  { runner: 'tour', fits: ({ file }) => file === 'docs/tour.md' },
  // Checked from fresh clones by `npm run test:entries`, and one of them by the tour.
  {
    runner: 'entries',
    fits: ({ code }) => commandsOf(code).every((line) => /^npm (start|test)$/.test(line)),
  },
  {
    runner: 'generator',
    fits: ({ code }) =>
      commandsOf(code).every((line) =>
        /^(npm run boardwalk -- new |node shared\/tooling\/generate\.mjs$)/.test(line),
      ),
  },
  // Needs nothing that runs and changes nothing.
  { runner: 'anywhere', fits: ({ code }) => commandsOf(code).every((line) => line.endsWith(' --help')) },
  // Takes longer than a test may: run by whoever writes the figures down that stand beside it.
  {
    runner: 'long run',
    fits: ({ code }) =>
      commandsOf(code).every((line) =>
        /^(pnpm build|RATE_LIMITS=off npm start|npm run boardwalk -- load .*|node test\/benchmarks\/\S+\.ts.*|npm run (bench|chaos|extraction|matrix|simulate|planted-faults(:broker)?|redrive-kills|servers:install)( .*)?)$/.test(
          line,
        ),
      ),
  },
];

/** Every block that people are told to type, with who runs it; null when nobody does. */
export function commandBlocks(): { readonly block: Block; readonly runner: Runner | null }[] {
  return documents
    .flatMap(({ blocks }) => blocks)
    .filter(({ language }) => ['sh', 'bash', 'shell', 'console'].includes(language))
    .map((block) => ({ block, runner: runners.find(({ fits }) => fits(block))?.runner ?? null }));
}

export const blocksRunBy = (wanted: Runner, file?: string): Block[] =>
  commandBlocks()
    .filter(({ block, runner }) => runner === wanted && (file === undefined || block.file === file))
    .map(({ block }) => block);

/** Lines of a block without remarks. */
export const commandsOf = (code: string): string[] =>
  code
    .split('\n')
    .map((line) => line.replace(/\s+#.*$|^#.*$/, ''))
    .filter((line) => line !== '');
