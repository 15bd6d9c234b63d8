import { expect, it } from 'vitest';
import type { Community } from './community.js';

const shells = '@tide-pool/shells';
const path = `extensions/${encodeURIComponent(shells)}`;
const [first, second, third] = ['2026.06.01.1', '2026.06.01.2', '2026.06.01.3'] as const;

const hour = 60 * 60 * 1_000;

/** What becomes of an extension. @param community that has begun when the steps are made */
export function lifeOfExtension(community: () => Community): void {
  it('an extension is published, and pulled', async () => {
    const life = community();
    await life.signUp(life.linus);
    expect(await life.of(() => life.world.publish(life.ada, shells, first))).toEqual([
      'facts extensions.extension-published, 2 × stats.badge-awarded, 3 × stats.points-granted, 2 × stats.tier-reached',
      'collectives.published_extensions + @tide-pool/shells public',
      'notifications.inbox + 2 × ada badge-awarded, + 2 × ada tier-reached',
      'stats.score_grants + ada first-on-the-boardwalk 1000, + ada first-publication 500, + ada first-publish 100',
      'stats.username_metrics + ada extension_published 2026-06-11 1',
      'notifications.mails + ada «You earned the badge First Publish», + ada «You earned the badge First on the Boardwalk», + ada «You reached the tier Contributor II», + ada «You reached the tier Contributor I»',
      'discord.messages + «🎖️ ada earned the badge First Publish.», + «🎖️ ada earned the badge First on the Boardwalk.», + «🎢 ada reached the tier Contributor I.», + «🎢 ada reached the tier Contributor II.», + «📦 ada published a new extension: @tide-pool/shells 2026.06.01.1.»',
    ]);
    expect(await life.of(() => life.world.pull(shells, first, life.linus))).toEqual([
      'facts extensions.extension-pulled, stats.points-granted',
      'notifications.pulls + linus @tide-pool/shells 2026.06.01.1',
      'stats.score_grants + ada pull 1',
      'stats.username_metrics + linus extension_pulled 2026-06-11 1',
    ]);
  });

  it('an extension is taken down by an operator, and restored', async () => {
    const life = community();
    const reason = { reason: 'It steals keys.' };
    expect(await life.of(() => life.operates(204, `${path}/take-down`, reason))).toEqual([
      'facts extensions.extension-taken-down',
      'collectives.published_extensions - @tide-pool/shells public, + @tide-pool/shells public taken down',
      'discord.announcements + the extension is taken down',
      'discord.messages - «📦 ada published a new extension: @tide-pool/shells 2026.06.01.1.»',
    ]);
    expect(await life.of(() => life.operates(204, `${path}/restore`))).toEqual([
      'facts extensions.extension-restored',
      'collectives.published_extensions - @tide-pool/shells public taken down, + @tide-pool/shells public',
    ]);
  });

  it('a channel on Discord goes away, which is found out with the next version', async () => {
    const life = community();
    const channel = '1098765432109876999';
    const body = { url: life.world.discord.addWebhook(channel) };
    await life.asks(life.ada, 201, 'POST', 'discord/webhooks', body);
    life.world.discord.deleteWebhook(channel);
    life.world.clock.advance(hour);
    expect(await life.of(() => life.world.publish(life.ada, shells, second))).toEqual([
      'facts discord.webhook-disabled, extensions.extension-published, stats.points-granted, stats.tier-reached',
      'notifications.inbox + ada tier-reached, + ada webhook-disabled',
      'stats.score_grants + ada further-version 50',
      'stats.username_metrics - ada extension_published 2026-06-11 1, + ada extension_published 2026-06-11 2',
      'notifications.mails + ada «You reached the tier Contributor III»',
      'discord.messages + «🎢 ada reached the tier Contributor III.», + «📦 ada published @tide-pool/shells 2026.06.01.2.»',
    ]);
  });

  it('a version is withdrawn before anybody has heard of it, and one that somebody has', async () => {
    const life = community();
    life.world.clock.advance(hour);
    life.world.discord.limitGlobally(hour);
    await life.of(() => life.world.publish(life.ada, shells, third));
    const yanks = (version: string) => {
      const body = { version, reason: 'It forgets.' };
      return life.asks(life.ada, 204, 'POST', `${path}/yank`, body);
    };
    expect(await life.of(() => yanks(third))).toEqual([
      'facts extensions.extension-yanked',
      'discord.announcements + the extension is yanked',
    ]);
    expect(await life.of(() => yanks(first))).toEqual([
      'facts extensions.extension-yanked',
      'notifications.inbox + linus extension-yanked',
      'notifications.mails + linus «@tide-pool/shells 2026.06.01.1 was yanked»',
    ]);
    const version = { version: first };
    expect(await life.of(() => life.asks(life.ada, 204, 'POST', `${path}/unyank`, version))).toEqual([
      'facts extensions.extension-unyanked',
    ]);
    life.world.clock.advance(hour);
    await life.world.drain();
    expect(life.world.discord.messages.filter(({ content }) => content.includes(third))).toEqual([]);
  });

  it('an extension is deprecated, and recommended again', async () => {
    const life = community();
    expect(await life.of(() => life.asks(life.ada, 204, 'POST', `${path}/deprecate`, {}))).toEqual([
      'facts extensions.extension-deprecated',
      'notifications.inbox + linus extension-deprecated',
      'notifications.mails + linus «@tide-pool/shells is deprecated»',
    ]);
    expect(await life.of(() => life.asks(life.ada, 204, 'POST', `${path}/undeprecate`))).toEqual([
      'facts extensions.extension-undeprecated',
    ]);
  });

  it('an extension is shown to everybody no more', async () => {
    const life = community();
    const hidden = { visibility: 'private' };
    expect(await life.of(() => life.asks(life.ada, 204, 'PUT', `${path}/visibility`, hidden))).toEqual([
      'facts extensions.visibility-changed',
      'collectives.published_extensions - @tide-pool/shells public, + @tide-pool/shells private',
      'discord.announcements + the extension is private',
      'discord.messages - «📦 ada published @tide-pool/shells 2026.06.01.2.»',
    ]);
  });
}
