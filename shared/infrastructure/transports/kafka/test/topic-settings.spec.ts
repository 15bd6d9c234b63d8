import { BrokerUnfitError } from '@boardwalk/messaging';
import { describe, expect, it } from 'vitest';
import { refuseUnfit, topicSettings } from '../topic-settings.js';

const topic = (settings: Readonly<Record<string, string>> = {}, replicas = 1, partitions = 1) => ({
  name: 'boardwalk.a.b',
  partitions,
  replicas,
  settings: new Map(Object.entries({ ...topicSettings(replicas), ...settings })),
});

describe('a topic', () => {
  it.each([1, 2, 3])('is fit as it is made for %i machines', (replicas) => {
    expect(() => refuseUnfit(topic({}, replicas))).not.toThrow();
  });

  it('may keep messages for a week, or as long as it likes', () => {
    expect(() => refuseUnfit(topic({ 'retention.ms': '604800000' }))).not.toThrow();
  });

  it.each<[Readonly<Record<string, string>>, string]>([
    [{ 'cleanup.policy': 'compact,delete' }, 'cleanup.policy=delete'],
    [{ 'retention.ms': '60000' }, 'retention.ms=-1'],
    [{ 'retention.bytes': '1000000' }, 'retention.bytes=-1'],
    [{ 'min.insync.replicas': '1' }, 'min.insync.replicas=2'],
    [{ 'unclean.leader.election.enable': 'true' }, 'unclean.leader.election.enable=false'],
  ])('that would drop something is refused: %o', (settings, right) => {
    expect(() => refuseUnfit(topic(settings, 3))).toThrow(BrokerUnfitError);
    expect(() => refuseUnfit(topic(settings, 3))).toThrow(
      `--alter --entity-type topics --entity-name boardwalk.a.b --add-config ${right}.`,
    );
  });

  it('of several partitions is refused: only one is received', () => {
    expect(() => refuseUnfit(topic({}, 1, 3))).toThrow(
      /would lose facts: the topic boardwalk.a.b has 3 partitions, .*Delete the topic/,
    );
  });
});
