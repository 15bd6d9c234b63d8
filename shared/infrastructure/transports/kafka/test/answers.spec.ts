import { MultipleErrors, NetworkError, ProtocolError } from '@platformatic/kafka';
import { describe, expect, it } from 'vitest';
import { isAbsentTopic, isAnswer, deepestReasonOf } from '../answers.js';

const refused = new NetworkError('Connection to one:1 failed.', { cause: new Error('connect ECONNREFUSED') });
const unknown = new MultipleErrors('Creating topics failed.', [
  new ProtocolError('UNKNOWN_TOPIC_OR_PARTITION'),
]);

describe('an error of the client', () => {
  it('tells at the bottom what went wrong, once', () => {
    expect(deepestReasonOf(new MultipleErrors('Cannot connect to any broker.', [refused, refused]))).toBe(
      'connect ECONNREFUSED',
    );
    const said = new ProtocolError('POLICY_VIOLATION', 'No more than 3 topics.');
    expect(deepestReasonOf(new MultipleErrors('Creating topics failed.', [said]))).toBe(
      'No more than 3 topics',
    );
    expect(deepestReasonOf('no error')).toBe('no error');
  });

  it('is an answer of the server, or none', () => {
    expect(isAnswer(unknown)).toBe(true);
    expect(isAnswer(unknown, 'TOPIC_ALREADY_EXISTS', 'UNKNOWN_TOPIC_OR_PARTITION')).toBe(true);
    expect(isAnswer(unknown, 'TOPIC_ALREADY_EXISTS')).toBe(false);
    expect(isAnswer(refused)).toBe(false);
    expect(isAnswer(new Error('Unknown topic boardwalk.a.'))).toBe(true);
  });

  it('may say that there is no topic', () => {
    expect(isAbsentTopic(unknown)).toBe(true);
    expect(isAbsentTopic(new Error('Unknown topic boardwalk.a.'))).toBe(true);
    expect(isAbsentTopic(refused)).toBe(false);
  });
});
