import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { TemplateKey } from '../application/templates/templates.js';

const root = new URL('../../../', import.meta.url).pathname;
/** All of them, or this does not compile. */
const keys: Record<TemplateKey, true> = {
  welcome: true,
  'verify-email': true,
  'password-reset': true,
  'password-changed': true,
  'new-device': true,
  'client-registered': true,
  'collective-created': true,
  'collective-invite': true,
  'invite-accepted': true,
  'removed-from-collective': true,
  'collective-dissolved': true,
  'extension-yanked': true,
  'extension-deprecated': true,
  'badge-awarded': true,
  'tier-reached': true,
};

function sourcesBelow(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    if (['node_modules', 'dist', 'test'].includes(entry.name)) return [];
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return sourcesBelow(path);
    return entry.name.endsWith('.ts') ? [path] : [];
  });
}

/** Files that hold a template's key as a text of its own. */
function filesNaming(key: string, files: readonly string[]): string[] {
  const literal = new RegExp(`(['"\`])${key}\\1`);
  return files.filter((file) => literal.test(readFileSync(join(root, file), 'utf8')));
}

describe('the keys of templates', () => {
  it('stand in this context and in no other, and in no contract [4-08]', () => {
    const others = [...sourcesBelow('modules'), ...sourcesBelow('shared')].filter(
      (file) => !file.startsWith('modules/notifications/'),
    );
    expect(others.length).toBeGreaterThan(100);
    expect(filesNaming('welcome', sourcesBelow('modules/notifications'))).not.toEqual([]);
    for (const key of Object.keys(keys)) expect(filesNaming(key, others), key).toEqual([]);
  });
});
