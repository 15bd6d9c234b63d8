import { BodyLimit, KnownPosition, Policy, Returns, Summary } from '@boardwalk/http';
import { Body, Controller, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { z } from 'zod';
import {
  type ImportLine,
  type ImportOutcome,
  ImportPublications,
} from '../../application/import-publications.js';
import { extensionName, extensionVersion, published } from './fields.js';

const lineNumber = z.int().min(1);

const Line = z.object({
  line: lineNumber,
  publishedAt: z.iso.datetime({ offset: true }).transform((text) => new Date(text)),
  name: extensionName,
  version: extensionVersion,
  author: z.string().min(1).max(32),
  ...published,
});

const Batch = z.strictObject({
  lines: z
    .array(
      z
        .record(z.string(), z.unknown())
        .refine(({ line }) => lineNumber.safeParse(line).success, {
          path: ['line'],
          error: 'must be the number of the line in its file',
        })
        .meta({
          description:
            'A line of the file with its number: line, publishedAt, name, version, author, platforms, labels, contents ' +
            '(kind: count) and dependencies (names). Other fields are ignored.',
        }),
    )
    .max(1000),
});

const Result = z.object({
  line: z.int(),
  status: z.enum(['done', 'repeated', 'rejected', 'behind']).meta({
    description:
      '`done` now · `repeated`: it was there, the same · `rejected` for good, see `reason` · `behind`: send the line again in a moment, ' +
      'before any later one of the file.',
  }),
  reason: z.string().optional(),
});
type Result = z.infer<typeof Result>;

@Controller('api/v1/operator/publications::import')
@Policy('operator')
export class PublicationsImportController {
  constructor(private readonly commands: CommandBus) {}

  @Post()
  @BodyLimit(2_000_000)
  @Summary('Take publications over that happened elsewhere, in the order in which they happened')
  @Returns(200, z.object({ results: z.array(Result) }))
  async import(
    @Body({ schema: Batch }) { lines }: z.infer<typeof Batch>,
    @KnownPosition() position?: string,
  ): Promise<{ results: Result[] }> {
    const read = lines.map((line) => Line.safeParse(line));
    const taken: ImportLine[] = read.flatMap(({ data }) => (data === undefined ? [] : [data]));
    const outcomes = await this.commands.execute<ImportPublications, readonly ImportOutcome[]>(
      new ImportPublications(taken, position),
    );
    let next = 0;
    const results = read.map(({ error }, index): Result => {
      const line = lineNumber.parse(lines[index]?.['line']);
      if (error !== undefined) return { line, status: 'rejected', reason: faults(error) };
      const outcome = outcomes[next++];
      if (outcome === undefined) throw new Error(`The import gave no outcome for line ${line}.`);
      return { line, ...outcome };
    });
    return { results };
  }
}

/** `labels.0: must be one line without control characters` */
function faults(error: z.ZodError): string {
  const sentences = error.issues.slice(0, 5).map(({ path, message }) => `${path.join('.')}: ${message}`);
  return `The line does not have the shape of a publication. ${sentences.join('; ')}.`;
}
