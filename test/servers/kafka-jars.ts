import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { alone } from '@boardwalk/tooling/alone.mjs';
import { cacheDirectory } from '@boardwalk/tooling/start-up/node-runtime.mjs';

/** It runs on Java 17. */
export const kafkaVersion = '4.4.0';

const run = promisify(execFile);

/** Maven is told what is wanted by a project that has nothing else in it. */
const project = `<project>
  <modelVersion>4.0.0</modelVersion>
  <groupId>boardwalk</groupId>
  <artifactId>kafka-server</artifactId>
  <version>1</version>
  <dependencies>
    <dependency>
      <groupId>org.apache.kafka</groupId>
      <artifactId>kafka_2.13</artifactId>
      <version>${kafkaVersion}</version>
    </dependency>
  </dependencies>
</project>
`;

/**
 * Java's class path of a Kafka server: that of the installation which BOARDWALK_TEST_KAFKA names, else what Maven fetches
 * once into this account's cache.
 *
 * @returns how to get one, where there is none
 */
export async function kafkaJars(): Promise<string | { readonly missing: string }> {
  const named = process.env['BOARDWALK_TEST_KAFKA'];
  if (named !== undefined && named !== '') return join(named, 'libs', '*');
  if (!(await runs('java', '-version')))
    return { missing: 'Kafka needs Java 17 or newer: apt-get install openjdk-17-jre-headless' };
  const place = join(cacheDirectory(process.env, process.platform, homedir()), `kafka-${kafkaVersion}`);
  if (!existsSync(place)) {
    if (!(await runs('mvn', '-version')))
      return {
        missing:
          'Name the directory of a Kafka 4 in BOARDWALK_TEST_KAFKA, or let Maven fetch one: apt-get install maven',
      };
    await alone(`${place}.fetching`, () => fetchInto(place), { longest: 900_000 });
  }
  return join(place, '*');
}

async function fetchInto(place: string): Promise<void> {
  if (existsSync(place)) return;
  const work = await mkdtemp(join(tmpdir(), 'boardwalk-kafka-'));
  try {
    const jars = `${place}.part`;
    await rm(jars, { recursive: true, force: true });
    await mkdir(jars, { recursive: true });
    await writeFile(join(work, 'pom.xml'), project);
    await run('mvn', [
      ...['-B', '-q', '-f', join(work, 'pom.xml'), 'dependency:copy-dependencies'],
      ...['-DincludeScope=runtime', `-DoutputDirectory=${jars}`],
    ]);
    if ((await readdir(jars)).length === 0) throw new Error('Maven fetched nothing.');
    await rename(jars, place);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function runs(program: string, word: string): Promise<boolean> {
  try {
    await run(program, [word]);
    return true;
  } catch {
    return false;
  }
}
